/**
 * Sends requests as they were drawn, byte for byte, over connections that are kept open.
 */
import * as Effect from "effect/Effect"
import { Agent, request } from "node:http"
import type { Answer } from "./contract.ts"
import type { Drawn } from "./drawn.ts"

/** Milliseconds that a server on this machine may take. */
const answerTimeout = 5_000

/** What sends to one server, for as long as its scope lives. */
export const sender = Effect.fnUntraced(function* (baseUrl: string) {
  const agent = yield* Effect.acquireRelease(
    Effect.sync(() => new Agent({ keepAlive: true })),
    (open) => Effect.sync(() => open.destroy())
  )
  const { hostname, port } = new URL(baseUrl)
  return ({ body, headers, method, path }: Drawn): Effect.Effect<Answer> =>
    Effect.promise(
      () =>
        new Promise((resolve, reject) => {
          const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }
          const sent = request(
            { agent, hostname, port, method, path, headers: { ...headers, ...length } },
            (response) => {
              response.setEncoding("utf8")
              let text = ""
              response.on("data", (part: string) => {
                text += part
              })
              response.on("error", reject)
              response.on("end", () => {
                const known = Object.entries(response.headers).map(([name, value]) => [name, value?.toString()])
                resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(known), text })
              })
            }
          )
          sent.on("error", reject)
          sent.setTimeout(answerTimeout, () => sent.destroy(new Error(`no answer to ${method} ${path.slice(0, 200)}`)))
          sent.end(body)
        })
    )
})

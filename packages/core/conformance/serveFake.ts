/**
 * The exported fake over a real socket, for judges that need one.
 */
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { createServer } from "node:http"
import type { FakePiggy } from "@effect-piggy/core/testing"

/** Serves it on a free port of this machine while the scope lives, and answers where. */
export const serveFake = (fake: FakePiggy.FakePiggy["Service"]) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer((request, response) => {
        const headers =
          request.headers.authorization === undefined ? {} : { authorization: request.headers.authorization }
        const asked = HttpClientRequest.get(`http://127.0.0.1${request.url ?? "/"}`, { headers })
        const answering = Effect.gen(function* () {
          const answer = yield* fake.client.execute(asked)
          const text = yield* answer.text
          response.writeHead(answer.status, answer.headers).end(text)
        })
        void Effect.runPromise(Effect.orDie(answering))
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  ).pipe(Effect.map(({ url }) => url))

/**
 * A page in Chromium, looked at through its DevTools: one expression, and what it comes to.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { ChildProcess } from "effect/process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const file = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** Whether to go without: where it is not installed, outside CI. */
export const isSkipped = !existsSync(file) && process.env["CI"] === undefined
if (isSkipped) process.stderr.write(`skipped: the example in a browser, since ${file} is missing\n`)

const profile = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "chromium-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }))
)

const Targets = Schema.Array(Schema.Struct({ type: Schema.String, webSocketDebuggerUrl: Schema.String }))
const Evaluated = Schema.Struct({ result: Schema.Struct({ result: Schema.Struct({ value: Schema.Unknown }) }) })

const decodeTargets = Schema.decodeUnknownEffect(Targets)
const decodeEvaluated = Schema.decodeUnknownEffect(Schema.fromJsonString(Evaluated))

const ask = (socketUrl: string, expression: string) =>
  Effect.callback<string>((resume) => {
    const socket = new WebSocket(socketUrl)
    socket.addEventListener("message", ({ data }) => resume(Effect.succeed(String(data))))
    socket.addEventListener("error", () => resume(Effect.die(new Error("DevTools went away"))))
    socket.addEventListener("open", () =>
      socket.send(
        JSON.stringify({
          id: 1,
          method: "Runtime.evaluate",
          params: { expression, awaitPromise: true, returnByValue: true }
        })
      )
    )
    return Effect.sync(() => socket.close())
  })

const look = Effect.fnUntraced(function* (host: string, expression: string) {
  const targets = yield* decodeTargets(
    yield* Effect.promise(async (): Promise<unknown> => (await fetch(`http://${host}/json/list`)).json())
  )
  const page = targets.find(({ type }) => type === "page")
  const { result } = yield* decodeEvaluated(yield* ask(page?.webSocketDebuggerUrl ?? "", expression))
  return result.result.value
})

/** Opens a page and says what the expression, a promise or a value, comes to there. */
export const evaluate = Effect.fnUntraced(function* (url: string, expression: string) {
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"]
  const child = yield* ChildProcess.make(file, [...flags, `--user-data-dir=${yield* profile}`, url], {
    detached: false
  })
  const [listening = ""] = yield* Stream.splitLines(Stream.decodeText(child.stderr)).pipe(
    Stream.filter((line) => line.includes("DevTools listening on")),
    Stream.take(1),
    Stream.runCollect
  )
  const { host } = new URL(listening.slice(listening.indexOf("ws://")))
  // Asked before the page is there, DevTools answers without a result.
  return yield* Effect.retry(look(host, expression), { times: 100, schedule: Schedule.spaced("20 millis") })
})

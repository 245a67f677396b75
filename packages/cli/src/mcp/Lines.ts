/**
 * What a client writes, line by line. One that is no JSON is answered as JSON-RPC asks, and the server goes on.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Output from "../Output.ts"

const refusal = JSON.stringify({
  jsonrpc: "2.0",
  id: null,
  error: { code: -32700, message: "Parse error: a line is one message in JSON" }
})

const isJson = (line: string): boolean => {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/** Standard input and output, where stdin has lines of JSON only. */
export const layer = Layer.effect(
  Stdio.Stdio,
  Effect.map(Stdio.Stdio, (stdio) => ({
    ...stdio,
    stdin: stdio.stdin.pipe(
      Stream.decodeText(),
      Stream.splitLines,
      Stream.filter((line) => line.trim() !== ""),
      Stream.filterEffect((line) => (isJson(line) ? Effect.succeed(true) : Effect.as(Output.lines(refusal), false))),
      Stream.map((line) => `${line}\n`),
      Stream.encodeText
    )
  }))
)

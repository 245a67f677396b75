import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readFileSync, writeFileSync } from "node:fs"
import * as Contract from "../src/Contract.ts"
import * as Prism from "../src/Prism.ts"
import { below, keyOf } from "../src/Random.ts"
import { temporaryFile } from "./files.ts"

const lines = readFileSync(Contract.defaultPath(), "utf8").split("\n")

const garbage = [
  "",
  "null",
  "7",
  "[",
  "{}",
  "- 1",
  "$ref: '#'",
  "$ref: ./gone.yaml",
  "type: [",
  "'",
  "\0",
  "é",
  "- &a *a"
]

/** The `n`-th broken save: cut off, a line gone, a line that is something else, two lines in the wrong order. */
const broken = (n: number): string => {
  const key = keyOf("broken", String(n))
  const at = below(key, 0, lines.length)
  const [line = "", next = ""] = lines.slice(at, at + 2)
  const indent = /^ */.exec(line)?.[0] ?? ""
  const strange = garbage[below(key, 1, garbage.length)] ?? ""
  switch (n % 6) {
    case 0:
      return lines.slice(0, at).join("\n")
    case 1:
      return lines.toSpliced(at, 1).join("\n")
    case 2:
      return lines.toSpliced(at, 1, indent + strange).join("\n")
    case 3:
      return lines.toSpliced(at, 1, line.replace(/:.*/, `: ${strange}`)).join("\n")
    case 4:
      return lines.toSpliced(at, 2, next, line).join("\n")
    default:
      return lines.toSpliced(at, 0, ` ${line}`).join("\n")
  }
}

describe("a contract that somebody broke", () => {
  it.live(
    "is refused in words or can be used, but never ends the mock",
    () =>
      Effect.gen(function* () {
        const path = yield* temporaryFile("contract.yaml")
        const verdicts = yield* Effect.forEach(
          Array.from({ length: 60 }, (_, n) => n),
          Effect.fnUntraced(function* (n) {
            writeFileSync(path, broken(n))
            const { contract, files } = yield* Contract.read(path)
            assert.include(files, path)
            if (Result.isFailure(contract)) {
              assert.isAbove(contract.failure.reason.length, 0)
              // Words for a person: no stack, no code of ours that went wrong.
              assert.notMatch(contract.failure.reason, /\n {4}at |undefined|is not a function|Cannot read/, broken(n))
              return "refused"
            }
            const { operations } = contract.success
            const engine = Prism.make(contract.success)
            for (const { method, path: url } of operations) {
              const request = { method: method === "post" ? "post" : "get", url: { path: url }, headers: {} } as const
              const answer = yield* Effect.promise(() =>
                engine.answer(request, {}, { refuse: () => undefined, respond: () => ({ body: {} }) })
              )
              assert.isAtLeast(answer.status, 200)
            }
            return "used"
          })
        )
        assert.sameMembers([...new Set(verdicts)], ["refused", "used"])
      }).pipe(Effect.scoped),
    120_000
  )
})

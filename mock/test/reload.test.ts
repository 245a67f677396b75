import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync, writeFileSync } from "node:fs"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import * as Contract from "../src/Contract.ts"
import * as Prism from "../src/Prism.ts"
import { temporaryFile } from "./files.ts"
import { authorized, referralsPath } from "./http.ts"

setFlagsFromString("--expose-gc")
const collect: unknown = runInNewContext("gc")

/** What is alive, in megabytes. */
const liveHeap = (): number => {
  if (typeof collect === "function") for (const _ of [1, 2, 3]) collect()
  return process.memoryUsage().heapUsed / 1e6
}

/** A quarter of it shows the leak as well, in a quarter of the time: 21 MB when the validators are kept. */
const times = process.env["CI"] === undefined ? 50 : 200

const page = { body: { data: [], meta: [] } }

/** Reads a contract, and has every validator of it made. */
const reload = Effect.fnUntraced(function* (path: string, turn: number) {
  writeFileSync(path, `${readFileSync(Contract.defaultPath(), "utf8")}# ${turn}\n`)
  const engine = Prism.make(yield* Contract.load(path))
  const url = { path: referralsPath, query: { limit: "2" } }
  const request = { method: "get", url, headers: authorized } as const
  const answer = yield* Effect.promise(() =>
    engine.answer(request, {}, { refuse: () => undefined, respond: () => page })
  )
  assert.strictEqual(answer.status, 200)
})

describe("a contract that is read again and again", () => {
  it.live(
    `leaves nothing behind in ${times} reloads`,
    () =>
      Effect.gen(function* () {
        const path = yield* temporaryFile("contract.yaml")
        const rounds = (length: number) =>
          Effect.forEach(Array.from({ length }), (_, turn) => reload(path, turn), { discard: true })
        yield* rounds(20)
        const before = liveHeap()
        yield* rounds(times)
        const grown = liveHeap() - before
        // In 200 of them 84 MB when the validators are kept.
        assert.isBelow(grown, 8, `${grown.toFixed(1)} MB`)
      }).pipe(Effect.scoped),
    600_000
  )
})

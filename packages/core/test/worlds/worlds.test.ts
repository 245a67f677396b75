/**
 * A bounded search of each kind of worlds; `pnpm test:worlds` searches many more.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { cases } from "./cases.ts"
import { between } from "./draw.ts"
import * as Kind from "./Kind.ts"
import { kinds } from "./kinds.ts"

describe("a thousand worlds of each kind hold their laws", () => {
  for (const kind of kinds) {
    it.effect(`${kind.name} worlds`, () =>
      Effect.map(kind.search(1000 * kind.share, "worlds"), ({ failure }) => assert.isUndefined(failure, failure))
    )
  }
})

describe("worlds that once failed", () => {
  for (const { kind, name, world } of cases) {
    it.effect(`${kind}: ${name}`, () =>
      Effect.gen(function* () {
        const replay = kinds.find((one) => one.name === kind)?.replay
        assert(replay !== undefined, `there is no kind ${kind}`)
        assert.deepStrictEqual(yield* replay(world), [])
      })
    )
  }
})

describe("a search", () => {
  const World = Schema.Struct({ length: between(0, 100) })
  const brokenKind = Kind.make("broken", World, ({ length }) => ({
    violations: length > 10 ? [`long: ${length}`] : []
  }))
  const frequentKind = Kind.make(
    "frequent",
    World,
    ({ length }) => ({ violations: [], happened: length < 50 ? ["short"] : [] }),
    { short: 0.01 }
  )

  it.effect("finds a law that is broken, and prints the smallest world that breaks it", () =>
    Effect.gen(function* () {
      const { failure } = yield* brokenKind.search(1000, "worlds")
      assert.include(failure, "long: 11")
      assert.include(failure, `case: {"kind":"broken","world":{"length":11}}`)
    })
  )

  it.effect("counts what may happen seldom, and fails where it happens too often", () =>
    Effect.gen(function* () {
      const { counts, failure } = yield* frequentKind.search(1000, "worlds")
      assert.isAbove(counts.get("short") ?? 0, 10)
      assert.include(failure, "at most 1 % may")
    })
  )
})

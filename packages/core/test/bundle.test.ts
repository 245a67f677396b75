import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { measure } from "../bench/bundle.ts"

describe("a program that streams referrals, minified and compressed", () => {
  it.live("is no heavier than 60 kB by esbuild and 57 kB by rolldown, Effect included", () =>
    Effect.gen(function* () {
      const figures = yield* Effect.promise(measure)
      const whole = figures.filter(({ name }) => name.endsWith("minified, gzip"))
      assert.deepStrictEqual(
        whole.map(({ atMost }) => atMost),
        [60, 57]
      )
      for (const { atMost = 0, value } of whole) {
        assert.isAbove(value, 40)
        assert.isAtMost(value, atMost)
      }
    })
  )
})

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { measure } from "../bench/bundle.ts"

// Bundling takes a while: both tests look at one measurement.
let measured: ReturnType<typeof measure> | undefined
const figuresOnce = Effect.promise(() => (measured ??= measure()))

describe("a program that streams referrals, minified and compressed", () => {
  it.live("is no heavier than 60 kB by esbuild and 57 kB by rolldown, Effect included", () =>
    Effect.gen(function* () {
      const figures = yield* figuresOnce
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

  it.live("weighs at most 5.5 kB more without Effect", () =>
    Effect.gen(function* () {
      const [more, ...others] = (yield* figuresOnce).filter(({ name }) => name.includes("without Effect"))
      assert.isEmpty(others)
      assert.isAbove(more?.value ?? 0, 1)
      assert.isAtMost(more?.value ?? Infinity, more?.atMost ?? 0)
    })
  )
})

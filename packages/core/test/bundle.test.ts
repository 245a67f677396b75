import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { measure } from "../bench/bundle.ts"

const results = readFileSync(new URL("../bench/RESULTS.md", import.meta.url), "utf8")

// Bundling takes a while: both tests look at one measurement.
let measured: ReturnType<typeof measure> | undefined
const figuresOnce = Effect.promise(() => (measured ??= measure()))

describe("a program that streams referrals, minified and compressed", () => {
  it.live("is no heavier than RESULTS.md says, which a change that adds to it must update", () =>
    Effect.gen(function* () {
      const figures = (yield* figuresOnce).filter(({ atMost }) => atMost !== undefined)
      assert.isAbove(figures.length, 3)
      for (const { name, unit, value } of figures) {
        const [, recorded] = results.match(new RegExp(`\\| ${name} \\| ([\\d.]+) ${unit} \\|`)) ?? []
        assert.isAbove(value, 0.5, name)
        // The compressor's last digit differs from machine to machine.
        assert.isAtMost(value, Number(recorded) + 0.2, name)
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

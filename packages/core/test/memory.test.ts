import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const script = fileURLToPath(new URL("./leftBehind.ts", import.meta.url))

// What Node caches of compiled code is none of the pages.
const { NODE_COMPILE_CACHE: _, ...env } = process.env

describe("the pages of a long list", () => {
  it.live(
    "are freed as soon as they are consumed",
    () =>
      Effect.gen(function* () {
        const measure = Effect.map(
          Effect.promise(() => promisify(execFile)(process.execPath, ["--expose-gc", script], { env })),
          ({ stdout }): ReadonlyArray<number> => JSON.parse(stdout)
        )
        // A collector that had no time leaves more behind once; a leak does so every time.
        const runs = [yield* measure]
        while (runs.length < 3 && runs.at(-1)?.some((kilobyte) => kilobyte >= 10)) runs.push(yield* measure)
        const kilobytes = runs.at(-1) ?? []
        assert.lengthOf(kilobytes, 4)
        // A page of the fake is some 45 kB once it is decoded; the fake itself keeps some 2 kB of each request.
        for (const kilobyte of kilobytes) assert.isBelow(kilobyte, 10)
      }),
    120_000
  )
})

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const script = fileURLToPath(new URL("./leftBehind.ts", import.meta.url))

describe("the pages of a long list", () => {
  it.live("are let go of as soon as they are consumed", () =>
    Effect.gen(function* () {
      const { stdout } = yield* Effect.promise(() => promisify(execFile)(process.execPath, ["--expose-gc", script]))
      const kilobytes: ReadonlyArray<number> = JSON.parse(stdout)
      assert.lengthOf(kilobytes, 4)
      // A page of the fake is some 45 kB once it is decoded; the fake itself keeps some 2 kB of each request.
      for (const kilobyte of kilobytes) assert.isBelow(kilobyte, 10)
    })
  )
})

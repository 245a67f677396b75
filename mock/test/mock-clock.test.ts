import { assert, describe, it } from "@effect/vitest"
import * as MockClock from "../src/MockClock.ts"

describe("the mock's clock", () => {
  it("tells moments apart that are less than a millisecond apart", () => {
    const clock = MockClock.make()
    const moments = new Set(Array.from({ length: 1000 }, clock.now))
    const span = Math.max(...moments) - Math.min(...moments)
    assert.isAbove(moments.size, Math.ceil(span) + 1)
  })

  it("is the machine's own, and as far ahead as it was moved", () => {
    const clock = MockClock.make()
    clock.advance(60_000)
    assert.approximately(clock.now() - Date.now(), 60_000, 1001)
    clock.reset()
    assert.approximately(clock.now() - Date.now(), 0, 1001)
  })
})

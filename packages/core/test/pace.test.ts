/**
 * Lists behind limits, in virtual time: how long they take, and how much is refused on the way.
 */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { bounds, cells, latency, measure, world } from "../limits/cells.ts"
import { limiters } from "../limits/limiters.ts"
import { simulate } from "../limits/simulate.ts"
import { page, place, table } from "../limits/table.ts"

// At concurrency 16 a fixed window that ends in the first burst refuses a little more: the table shows it.
const steep = (cell: { readonly name: string; readonly concurrency: number; readonly pages: number }) =>
  cell.name === "fixed window" && cell.concurrency === 16 && cell.pages === 100 ? 0.01 : 0

const measured = cells()

describe("a list behind a limit of ten requests a second", () => {
  it("takes what docs/limits.md says", () => {
    // Written by `pnpm limits`.
    assert.strictEqual(place.exec(readFileSync(page, "utf8"))?.[0].trim(), table(measured))
  })

  for (const cell of measured) {
    const { bound, concurrency, finished, hints, name, pages, refused, seconds } = cell
    it(`ends in time and with few refusals: ${name}, ${hints}, concurrency ${concurrency}, ${pages} pages`, () => {
      assert.isTrue(finished)
      assert.isAtMost(seconds, bound.seconds)
      assert.isAtMost(refused, bound.refused + steep(cell))
    })
  }
})

describe("a server without a limit", () => {
  for (const concurrency of [1, 4, 8, 16]) {
    it(`is read at full speed at concurrency ${concurrency}`, () => {
      const { refused, seconds } = measure(world("none", "none", concurrency, 1000))
      assert.strictEqual(refused, 0)
      // The window of the reader opens in the first round trips.
      assert.isAtMost(seconds, (1000 * 0.05 * 1.01) / concurrency + 0.2)
    })

    it(`that refuses once for no reason costs at most two seconds at concurrency ${concurrency}`, () => {
      const { seconds } = measure(world("none", "none", concurrency, 200, { stray: 60 }))
      assert.isAtMost(seconds, (200 * 0.05 * 1.02) / concurrency + 0.2 + 2)
    })
  }
})

describe("a server that takes only so many requests at once", () => {
  for (const [most, atMost] of [
    [3, 8],
    [1, 14]
  ] as const) {
    for (const concurrency of [4, 8, 16]) {
      it(`${most} in flight, concurrency ${concurrency}: 200 pages in ${atMost} seconds`, () => {
        const { finished, seconds } = measure(world("none", "none", concurrency, 200, { mostInFlight: most }))
        assert.isTrue(finished)
        assert.isAtMost(seconds, atMost)
      })
    }
  }

  it("and gets slower with each further one: concurrency 16 takes at most 2.2 times as long as the best", () => {
    const slower = (concurrency: number) =>
      measure(
        world("none", "none", concurrency, 100, {
          latency: (inFlight, dice) => latency(50)(inFlight, dice) * 1.5 ** Math.max(0, inFlight - 3)
        })
      ).seconds
    assert.isAtMost(slower(16), 2.2 * Math.min(...[1, 2, 3, 4, 8].map(slower)))
  })
})

describe("other limits", () => {
  const names = ["token bucket", "fixed window", "sliding window", "sliding window that counts refused"] as const
  for (const name of names) {
    it(`100 a minute, ${name}: 500 pages, and few are refused`, () => {
      const minute = measure(
        world(name, "Retry-After", 8, 500, {
          limiter: (dice) => limiters[name](() => ({ limit: 100, span: 60_000 }), dice.roll(1000) / 1000)
        })
      )
      assert.isTrue(minute.finished)
      assert.isAtMost(minute.seconds, 1.25 * 240 + 2)
      assert.isAtMost(minute.refused, 0.12)
    })

    it(`5,000 an hour, ${name}: the hour's 5,000 pages go at full speed, and the others when the server says`, () => {
      const hour = simulate(
        world(name, "Retry-After", 8, 5200, {
          limiter: (dice) => limiters[name](() => ({ limit: 5000, span: 3_600_000 }), dice.roll(1000) / 1000)
        }),
        1
      )
      assert.isTrue(hour.finished)
      assert.isAtMost(hour.refused / hour.sent, 0.1)
    })

    it(`another client takes half of it, ${name}: the rest is used`, () => {
      const half = measure(world(name, "Retry-After", 8, 300, { other: 200 }))
      assert.isTrue(half.finished)
      assert.isAtMost(half.seconds, 1.4 * 58)
    })

    it(`it falls from 10 to 5 a second on the way, ${name}: the client follows`, () => {
      const less = measure(
        world(name, "Retry-After", 8, 600, {
          limiter: (dice) =>
            limiters[name]((now) => ({ limit: now < 20_000 ? 10 : 5, span: 1000 }), dice.roll(1000) / 1000)
        })
      )
      assert.isTrue(less.finished)
      assert.isAtMost(less.seconds, 1.25 * 98)
    })
  }
})

it("the bounds are those of the documentation", () => {
  assert.deepStrictEqual(bounds("none", 4, 300), { seconds: 1.3 * 29 + 3, refused: 0.12 })
  assert.deepStrictEqual(bounds("Retry-After", 4, 100), { seconds: 1.25 * 9 + 2, refused: 0.15 })
})

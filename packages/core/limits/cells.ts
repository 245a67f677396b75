/**
 * The worlds of the table, and what must hold in them.
 *
 * Ten requests a second, 50 ms a request give or take a tenth, five seeds each. The ideal starts with a full quota and
 * wastes nothing of it afterwards.
 */
import type * as Dice from "../conformance/Dice.ts"
import { type HintKind, hintKinds, type LimiterName, limiters } from "./limiters.ts"
import { simulate, type World } from "./simulate.ts"

export const seeds = [1, 2, 3, 4, 5]
export const concurrencies = [1, 4, 8, 16] as const
export const lengths = [20, 100, 300, 1000] as const
export const names = ["token bucket", "fixed window", "sliding window", "sliding window that counts refused"] as const

const quota = { limit: 10, span: 1000 }

export const latency =
  (millis: number) =>
  (_: number, dice: Dice.Dice): number =>
    millis * (0.9 + dice.roll(1000) / 5000)

export const world = (
  name: LimiterName,
  hints: HintKind,
  concurrency: number,
  pages: number,
  more: Partial<World> = {}
): World => ({
  pages,
  concurrency,
  hints,
  latency: latency(50),
  limiter: (dice) => limiters[name](() => quota, dice.roll(1000) / 1000),
  ...more
})

/** What became of a world: the slowest seed, and the mean share of refused requests. */
export const measure = (of: World) => {
  const outcomes = seeds.map((seed) => simulate(of, seed))
  return {
    finished: outcomes.every(({ finished }) => finished),
    seconds: Math.max(...outcomes.map(({ time }) => time)) / 1000,
    refused: outcomes.reduce((sum, { refused, sent }) => sum + refused / sent, 0) / outcomes.length
  }
}

export const ideal = (pages: number, concurrency: number): number =>
  Math.max((pages - quota.limit) / 10, (pages * 0.05) / concurrency)

/** The most seconds, and the largest share of refused requests; no bound on the share below 100 pages. */
export const bounds = (hints: HintKind, concurrency: number, pages: number) => {
  const [factor, slack, share] = hints === "none" ? ([1.3, 3, 0.12] as const) : ([1.25, 2, 0.1] as const)
  return {
    seconds: factor * ideal(pages, concurrency) + slack,
    refused: pages >= 300 ? share : pages >= 100 ? 0.15 : 1
  }
}

/** Every cell of the table, measured. */
export const cells = () =>
  names.flatMap((name) =>
    hintKinds.flatMap((hints) =>
      concurrencies.flatMap((concurrency) =>
        lengths.map((pages) => {
          const { finished, refused, seconds } = measure(world(name, hints, concurrency, pages))
          const bound = bounds(hints, concurrency, pages)
          return { name, hints, concurrency, pages, finished, seconds, refused, bound }
        })
      )
    )
  )

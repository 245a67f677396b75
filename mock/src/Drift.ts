/**
 * The list moves while it is read: which rows, and when, follows from the seed and the number of pages read.
 */
import type { MovingDataset } from "./Dataset.ts"
import { fraction, keyOf, type Seed } from "./Random.ts"
import type { Behaviour } from "./Scenario.ts"

/** Draws that one event may use for each kind of movement before the next event's begin. */
const stride = 4096

/**
 * Moves the list, if it is time.
 *
 * @param pagesRead pages answered so far, the one just answered included
 * @returns true if it has moved
 */
export const afterPage = (
  moving: () => MovingDataset,
  drift: Behaviour["drift"],
  seed: Seed,
  pagesRead: number
): boolean => {
  if (drift === null || pagesRead % drift.every !== 0) return false
  const dataset = moving()
  const event = Math.floor(pagesRead / drift.every)
  const repeat = (kind: string, times: number, move: (chance: number) => void): void => {
    const key = keyOf(seed, `drift ${kind}`)
    for (let time = 0; time < times; time++) move(fraction(key, event * stride + time))
  }
  repeat("insert", drift.insertions, dataset.insert)
  repeat("remove", drift.removals, dataset.remove)
  repeat("change", drift.statusChanges, dataset.changeStatus)
  return true
}

/**
 * Keeps a runner's process small.
 *
 * V8 has two ways to be quick at the cost of memory: its young generation grows to 110 MB, and its old one to a multiple of
 * what is in use. A limit is taken when a process starts, and not later; how much it grows is looked up each time.
 */
import * as Effect from "effect/Effect"
import { PerformanceObserver } from "node:perf_hooks"
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8"

/** From this size on the young generation grows no more, in bytes: below it, collecting takes more of the processor. */
const youngEnough = 20_000_000

const youngSize = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.physical_space_size ?? 0

const watch = Effect.sync(() => {
  setFlagsFromString("--heap-growing-percent=40")
  let mayGrow = true
  const observer = new PerformanceObserver(() => {
    // It may also have shrunk, while there was nothing to do.
    if (youngSize() < youngEnough === mayGrow) return
    mayGrow = !mayGrow
    setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`)
  })
  observer.observe({ entryTypes: ["gc"] })
  return observer
})

/** Keeps the heap of this process small in the current scope; does nothing where the engine is not V8. */
export const keepSmall =
  "bun" in process.versions
    ? Effect.void
    : Effect.asVoid(Effect.acquireRelease(watch, (observer) => Effect.sync(() => observer.disconnect())))

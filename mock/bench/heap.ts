/**
 * A `piggy-mock` that tells its parent how much of its heap is alive.
 */
import { start } from "../src/start.ts"

process.on("message", () => {
  globalThis.gc?.()
  globalThis.gc?.()
  process.send?.(process.memoryUsage().heapUsed)
})

start()

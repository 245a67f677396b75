import { defineConfig } from "vitest/config"

// With a worker less than the others, its file would wait for all of theirs.
export default defineConfig({ test: { maxWorkers: 2, testTimeout: 60_000 } })

import { defineConfig } from "vitest/config"

// With a worker less than the others, its files would wait for all of theirs.
export default defineConfig({ test: { name: "release", maxWorkers: 2, testTimeout: 120_000 } })

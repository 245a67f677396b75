import { defineConfig } from "vitest/config"

// Files that share a worker load Effect and the mock once; a started command has time on a busy machine.
export default defineConfig({
  test: { isolate: false, maxWorkers: 2, testTimeout: 120_000, exclude: ["**/dist/**", "**/node_modules/**"] }
})

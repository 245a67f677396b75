import { defineConfig } from "vitest/config"

// Files that share a worker load Effect once.
export default defineConfig({
  test: { isolate: false, maxWorkers: 2, testTimeout: 120_000, exclude: ["**/dist/**", "**/node_modules/**"] }
})

import { defineConfig } from "vitest/config"

// Loading Prism takes a second: files that share a worker load it once, and a started command has time on a busy machine.
export default defineConfig({
  test: {
    isolate: false,
    maxWorkers: 2,
    testTimeout: 30_000,
    globalSetup: "console/build.ts",
    exclude: ["**/dist/**", "**/node_modules/**"]
  }
})

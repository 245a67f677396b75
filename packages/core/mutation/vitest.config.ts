import { defineConfig } from "vitest/config"

// What judges a mutant: tests that call the decisions themselves, or read from a fake API in memory. None takes a second.
const files = ["paging/*", "RetryPolicy", "retryAfter", "sameValue"]

export default defineConfig({
  root: "packages/core",
  test: {
    include: files.map((file) => `test/${file}.test.ts`),
    // One worker loads Effect once for all files.
    isolate: false,
    testTimeout: 60_000
  }
})

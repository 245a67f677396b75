import { defineConfig } from "vitest/config"

// What judges a mutant: the tests of paging and of retries that open no socket, the worlds included.
const files = [
  "Referrals",
  "RetryPolicy",
  "checkpoint",
  "cuts",
  "doubts",
  "drift",
  "ending",
  "invalid-items",
  "judge",
  "observability",
  "queries-and-pages",
  "reading-ahead",
  "sameValue",
  "second-list",
  "worlds/worlds"
]

export default defineConfig({
  root: "packages/core",
  test: { include: files.map((file) => `test/${file}.test.ts`), testTimeout: 60_000 }
})

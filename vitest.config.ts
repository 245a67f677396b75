import { defineConfig } from "vitest/config"

const types = {
  test: {
    name: "types",
    root: "packages/core",
    include: [],
    typecheck: { enabled: true, only: true, include: ["types/*.test-d.ts"], tsconfig: "types/tsconfig.json" }
  }
}

// Vitest would leave one of two processors idle.
export default defineConfig({
  test: {
    projects: ["packages/core", "packages/cli", "packages/client", "packages/sync", "mock", "release", types],
    exclude: ["**/dist/**"],
    maxWorkers: 2
  }
})

import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { Order } from "./.ci/Order.ts"

/** What Node has compiled of the packages, so that workers, and the programs that tests start, load sooner. */
const compiled = fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url))

const types = {
  test: {
    name: "types",
    root: "packages/core",
    include: [],
    typecheck: { enabled: true, only: true, include: ["types/*.test-d.ts"], tsconfig: "types/tsconfig.json" }
  }
}

// `--sequence.shuffle` draws an order of its own.
const isShuffled = process.argv.some((argument) => argument.startsWith("--sequence.shuffle"))

// Vitest would leave one of two processors idle.
export default defineConfig({
  test: {
    projects: ["packages/core", "packages/cli", "packages/client", "packages/sync", "mock", "release", types],
    exclude: ["**/dist/**"],
    env: { NODE_COMPILE_CACHE: compiled },
    ...(isShuffled ? {} : { sequence: { sequencer: Order } }),
    maxWorkers: 2
  }
})

import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const bundled = fileURLToPath(new URL("bundle/dist/PrismEngine.js", import.meta.url))

// Loading Prism takes a second: files that share a worker load it once, and a started command has time on a busy machine.
export default defineConfig({
  // The tests run on the engine as it ships; the command that they start runs on Prism's own packages.
  resolve: { alias: [{ find: /^\.{1,2}\/(?:src\/)?PrismEngine\.ts$/, replacement: bundled }] },
  test: {
    isolate: false,
    maxWorkers: 2,
    testTimeout: 180_000,
    globalSetup: ["console/build.ts", "bundle/build.ts"],
    exclude: ["**/dist/**", "**/node_modules/**"]
  }
})

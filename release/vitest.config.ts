import { defineConfig } from "vitest/config"

export default defineConfig({ test: { name: "release", testTimeout: 120_000 } })

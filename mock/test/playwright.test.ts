import { assert, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build, preview } from "vite"
import { vi } from "vitest"
import { startMockServer } from "../src/index.ts"
import { executablePath, isSkipped } from "./chromium.ts"

const example = fileURLToPath(new URL("../examples/playwright/", import.meta.url))
const playwright = join(dirname(createRequire(import.meta.url).resolve("@playwright/test/package.json")), "cli.js")

const run = (
  env: Readonly<Record<string, string>>
): Promise<{ readonly code: number | null; readonly output: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [playwright, "test", "--config", example], {
      env: { ...process.env, ...env }
    })
    let output = ""
    child.stdout.on("data", (text) => (output += String(text)))
    child.stderr.on("data", (text) => (output += String(text)))
    child.on("close", (code) => resolve({ code, output }))
  })

it.skipIf(isSkipped)(
  "an app's tests run eight at a time on one mock, from another origin and through a proxy with a path",
  { timeout: 400_000 },
  async () => {
    await using mock = await startMockServer()
    vi.stubEnv("MOCK_URL", mock.url)
    vi.stubEnv("APP_PORT", "0")
    const configFile = join(example, "app/vite.config.ts")
    await build({ configFile, logLevel: "silent" })
    const app = await preview({ configFile, logLevel: "silent" })
    const [appUrl = ""] = app.resolvedUrls?.local ?? []
    const { code, output } = await run({ MOCK_URL: mock.url, APP_URL: appUrl, CHROMIUM: executablePath })
    vi.unstubAllEnvs()
    await app.close()
    assert.strictEqual(code, 0, output)
    assert.match(output, /Running 10 tests using 8 workers/)
    assert.match(output, /10 passed/)
    // Nothing went to the session of those who name none, but what browsers ask before a request.
    const strangers = (await mock.journal()).filter(({ method }) => method !== "OPTIONS")
    assert.deepStrictEqual(strangers, [])
  }
)

import { assert, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { createServer } from "vite"
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

/** As the app's own configuration has it, to a mock that has found a free port. */
const proxyTo = (target: string) => ({
  "/shop/backend": { target, changeOrigin: true, rewrite: (path: string) => path.replace(/^\/shop\/backend/, "") }
})

it.skipIf(isSkipped)(
  "an app's tests run eight at a time on one mock, from another origin and through a proxy with a path",
  { timeout: 240_000 },
  async () => {
    await using mock = await startMockServer()
    const app = await createServer({
      configFile: join(example, "app/vite.config.ts"),
      logLevel: "silent",
      server: { port: 0, proxy: proxyTo(mock.url) }
    })
    await app.listen()
    const [appUrl = ""] = app.resolvedUrls?.local ?? []
    const { code, output } = await run({ MOCK_URL: mock.url, APP_URL: appUrl, CHROMIUM: executablePath })
    await app.close()
    assert.strictEqual(code, 0, output)
    assert.match(output, /10 passed/)
    assert.match(output, /Running 10 tests using 8 workers/)
    assert.deepStrictEqual(
      (await mock.journal()).filter(({ method }) => method !== "OPTIONS"),
      []
    )
  }
)

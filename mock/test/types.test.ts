import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const inPackage = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))
const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc")

/** What the compiler says; nothing if all is well. */
const compile = (...args: ReadonlyArray<string>): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, [compiler, ...args], (_, stdout, stderr) => resolve(stdout + stderr))
  })

const consumer = `import { Dataset, MockServer, type MockSession, startMockServer } from "./index.js"
import type * as Client from "./client.js"
export type All = [MockSession.MockSession, typeof Client]
export const running: Promise<MockServer.RunningServer> = startMockServer({ referrals: Dataset.sizes.one })
`

describe("the package's types", () => {
  it("hold for somebody who has the compiler check libraries too", { timeout: 180_000 }, async () => {
    const folder = mkdtempSync(inPackage("node_modules/.types-"))
    try {
      assert.strictEqual(
        await compile("-p", inPackage("tsconfig.build.json"), "--emitDeclarationOnly", "--outDir", folder),
        ""
      )
      // The build leaves them out: they lead to Prism, which nobody who installs the package has.
      rmSync(join(folder, "PrismEngine.d.ts"))
      const program = join(folder, "consumer.ts")
      writeFileSync(program, consumer)
      const flags =
        "--ignoreConfig --noEmit --strict --skipLibCheck false --module nodenext --target es2024 --types node"
      assert.strictEqual(await compile(...flags.split(" "), program), "")
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

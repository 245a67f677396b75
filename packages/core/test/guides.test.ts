/**
 * The guides: each shows the programs that are run here, and they print what they say.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const programs = new URL("../examples/guides/", import.meta.url)
const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8")

/** A program without its first comment, as a page shows it. */
const sourceOf = (path: string): string => {
  const text = read(`packages/core/examples/${path}`)
  return text.slice(text.indexOf("import "))
}

const firstProgramOf = (page: string): string | undefined => /^```ts\n([^]*?)^```$/m.exec(read(`docs/${page}.md`))?.[1]

const run = Effect.fnUntraced(function* (name: string) {
  const { url } = yield* MockServer.MockServer
  const credential = readFileSync(new URL(`${name}.ts`, programs), "utf8").includes("PIGGY_CLIENT_ID")
    ? { PIGGY_CLIENT_ID: "1", PIGGY_CLIENT_SECRET: "secret" }
    : { PIGGY_API_KEY: "any" }
  const { stdout } = yield* Effect.promise(() =>
    promisify(execFile)(process.execPath, [new URL(`${name}.ts`, programs).pathname], {
      env: { ...process.env, PIGGY_BASE_URL: url, ...credential }
    })
  )
  return stdout
})

type Printed = (rows: MockServer.MockServer["Service"]["dataset"]) => string

const completed = (rows: Parameters<Printed>[0]) => rows.slice({ status: "completed" }, 0, rows.count({}))

/** What each program prints, given the mock's rows. */
const printed: Readonly<Record<string, Printed>> = {
  "start-with-effect": (rows) =>
    `${completed(rows).length} completed, the first is ${completed(rows)[0]?.uuid ?? "missing"}\n`,
  credentials: () => "1 referral, read with a token\n",
  filters: (rows) => {
    const [first] = rows.slice({ status: "pending" }, 10, 1)
    const all = rows.slice({}, 0, rows.count({}))
    const ofFirst = all.filter(({ referring_contact: { uuid } }) => uuid === first?.referring_contact.uuid)
    return `10 on page 2 of the pending\n${ofFirst.length} by its first contact\n`
  },
  testing: () => "1 completed\n",
  "browsers-and-keys": (rows) =>
    `${JSON.stringify(
      completed(rows)
        .slice(0, 10)
        .map(({ status, uuid }) => ({ uuid, status }))
    )}\n`,
  "from-a-loop": (rows) => `${rows.count({})} referrals, complete\n`,
  "from-the-php-sdk": (rows) => `30 on page 1\n${completed(rows).length} completed on all pages\n`
}

/** Pages that show an example, which has a test of its own. */
const examples: Readonly<Record<string, string>> = {
  streaming: "stream.ts",
  resuming: "resume.ts",
  telemetry: "opentelemetry.ts",
  "many-accounts": "many-accounts.ts"
}

/** A project as `npm init` makes it, of CommonJS, with the SDK and Effect installed. */
const folderOfNpm = Effect.acquireRelease(
  Effect.sync(() => {
    const folder = mkdtempSync(join(tmpdir(), "piggy-guide-"))
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "commonjs" }))
    mkdirSync(join(folder, "node_modules/@effect-piggy"), { recursive: true })
    symlinkSync(fileURLToPath(new URL("..", import.meta.url)), join(folder, "node_modules/@effect-piggy/core"))
    symlinkSync(fileURLToPath(new URL("../node_modules/effect", import.meta.url)), join(folder, "node_modules/effect"))
    return folder
  }),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

describe("a guide", { timeout: 120_000 }, () => {
  for (const [page, expected] of Object.entries(printed)) {
    it.live(`docs/${page}.md shows a program that prints what it says`, () =>
      Effect.gen(function* () {
        assert.strictEqual(firstProgramOf(page), sourceOf(`guides/${page}.ts`))
        const { dataset } = yield* MockServer.MockServer
        assert.strictEqual(yield* run(page), expected(dataset))
      }).pipe(Effect.provide(MockServer.layer({ referrals: 450 })))
    )
  }

  it.live("docs/start-with-effect.md starts in a folder that `npm init` made, by the command that it shows", () =>
    Effect.gen(function* () {
      const { dataset, url } = yield* MockServer.MockServer
      const folder = yield* folderOfNpm
      const [, name = ""] = /^PIGGY_API_KEY=any .* node (\S+)$/m.exec(read("docs/start-with-effect.md")) ?? []
      writeFileSync(join(folder, name), firstProgramOf("start-with-effect") ?? "")
      const { stderr, stdout } = yield* Effect.promise(() =>
        promisify(execFile)(process.execPath, [name], {
          cwd: folder,
          env: { ...process.env, PIGGY_API_KEY: "any", PIGGY_BASE_URL: url }
        })
      )
      assert.deepStrictEqual([stdout, stderr], [printed["start-with-effect"]?.(dataset), ""])
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 450 })))
  )

  for (const [page, example] of Object.entries(examples)) {
    it(`docs/${page}.md shows the example ${example}`, () => {
      assert.strictEqual(firstProgramOf(page), sourceOf(example))
    })
  }

  it("is run here for every program that there is", () => {
    assert.sameMembers(
      readdirSync(programs),
      Object.keys(printed).map((page) => `${page}.ts`)
    )
  })
})

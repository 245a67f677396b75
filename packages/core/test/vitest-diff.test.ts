/**
 * What Vitest prints where an expectation about our error fails: a run of Vitest's own, looked at from outside.
 */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs")
const facade = new URL("../src/promise.ts", import.meta.url).href

const key = "sk-that-nobody-may-see"
const email = "somebody@example.com"

const program = `
import { makeReferrals } from ${JSON.stringify(facade)}

const body = JSON.stringify({ code: 404, message: "no such program, ${email}" })
const answer = async () => new Response(body, { status: 404, headers: { "content-type": "application/json" } })
const referrals = makeReferrals({ credentials: ${JSON.stringify(key)}, fetch: answer })
const failed = () => referrals.list().then(() => undefined, (error) => error)

test("equals", async () => expect(await failed()).toEqual({ ok: true }))
test("is", async () => expect(await failed()).toBe(undefined))
test("matches", async () => expect(await failed()).toMatchObject({ reason: { _tag: "RateLimited" } }))
test("in an object", async () => expect({ error: await failed() }).toStrictEqual({ error: new Error("another") }))
test("resolves", async () => expect(referrals.list()).resolves.toBeDefined())
test("rejects", async () => expect(referrals.list()).rejects.toThrow("another message"))
test("thrown", async () => void (await referrals.list()))
`

/** Vitest quotes the test's source, where the key stands. */
const sourceLine = /^ +\d+\| .*$/gm

/** The report of the run, without colours. */
const report = Effect.acquireUseRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "piggy-diff-"))),
  (folder) =>
    Effect.callback<string>((resume) => {
      writeFileSync(join(folder, "failing.test.ts"), program)
      const environment = Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !/^(?:CI|VITEST.*)$/.test(name))
      )
      execFile(
        process.execPath,
        [vitest, "run", "--root", folder, "--globals", "--reporter", "verbose"],
        { cwd: folder, env: { ...environment, NO_COLOR: "1" } },
        (_error, stdout, stderr) => resume(Effect.succeed(stdout + stderr))
      )
    }),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
)

it.live(
  "Vitest shows the message of an error that was not expected, no noise, and nothing secret",
  () =>
    Effect.gen(function* () {
      const text = yield* report
      assert.include(text, "7 failed")
      const message = 'Referrals.list failed: not found (HTTP 404, code 404, "no such program, [email]"): check the ids'
      // Of each value that is compared the message comes first; a diff of some of its fields shows these alone.
      const inDiff = `PiggyError {\n    "message": ${JSON.stringify(message).slice(0, -1)}`
      const plain = text.replaceAll(/^[ +-] +/gm, "    ").replaceAll(/^([+-] |)(PiggyError \{)/gm, "$2")
      assert.isAtLeast(plain.split(inDiff).length - 1, 2, text)
      assert.include(text, `Caused by: PiggyError: ${message}`)
      assert.match(text, /FAIL +failing\.test\.ts > thrown\nPiggyError: Referrals\.list failed: not found/)
      // The stack is the test's own line, and no line of the SDK's or of Effect's.
      assert.notMatch(text, /core\/src|node_modules|internal\/|fiber/i, text)
      assert.notMatch(text, /toJSON|Symbol\(|cause/, text)
      for (const secret of [key, email]) assert.notInclude(text.replaceAll(sourceLine, ""), secret)
    }),
  60_000
)

/**
 * `pnpm conformance`: what it accepts, what it says, and what it never says.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { TestClock } from "effect/testing"
import { execFile } from "node:child_process"
import { FakePiggy } from "@effect-piggy/core/testing"
import { cases } from "../conformance/cases.ts"
import { plan } from "../conformance/command.ts"
import { isClean, line, summary } from "../conformance/report.ts"
import { run } from "../conformance/run.ts"
import { serveFake } from "../conformance/serveFake.ts"
import { profiles } from "../conformance/targets.ts"

const root = new URL("../../../", import.meta.url)
const key = "key-4f1c8e"
const local = "http://127.0.0.1:4010"

const refusal = (
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>> = { PIGGY_API_KEY: key }
) => {
  const planned = plan(args, environment)
  assert(Result.isFailure(planned))
  assert.notInclude(planned.failure, key)
  return planned.failure
}

const accepted = (args: ReadonlyArray<string>, environment: Readonly<Record<string, string>> = {}) => {
  const planned = Result.getOrThrow(plan(args, { PIGGY_API_KEY: key, ...environment }))
  assert(planned !== "help")
  return planned
}

describe("the arguments", () => {
  it("that are wrong are refused with the reason", () => {
    assert.include(refusal([]), "--target is missing")
    assert.include(refusal(["--tagret", local]), "--tagret")
    assert.include(refusal(["--target", "here"]), "--target must be a URL")
    assert.include(refusal(["--target", local, "--profile", "nice"]), 'strict, prism, fake, proxy, live, got "nice"')
    assert.include(refusal(["--target", local], {}), "PIGGY_API_KEY is not set")
    assert.include(refusal(["--target", "http://mock.example.eu"]), "unencrypted: use https")
  })

  it("lead to the vendor's own API only with PIGGY_LIVE=1, once a second and by GET", () => {
    for (const host of ["api.piggy.eu", "api.piggy.nl", "api.leat.com"]) {
      assert.include(refusal(["--target", `https://${host}`]), "PIGGY_LIVE=1")
      assert.deepInclude(accepted(["--target", `https://${host}`], { PIGGY_LIVE: "1" }), {
        pace: "1 second",
        readOnly: true,
        excuses: profiles.live
      })
    }
    assert.include(refusal(["--target", "https://api.piggy.eu"], { PIGGY_LIVE: "1" }), "PIGGY_API_KEY is not set")
    assert.notProperty(accepted(["--", "--target", local]), "pace")
    assert.property(accepted(["--target", "https://staging.example.eu"]), "pace")
  })
})

describe("a run", () => {
  it.effect("waits a second before each request to another machine, and sends nothing but GET", () =>
    Effect.gen(function* () {
      const { client, requests } = FakePiggy.make()
      const target = { ...accepted(["--target", "https://staging.example.eu"]), client }
      const fiber = yield* Effect.forkChild(run(cases, target))
      yield* TestClock.adjust("999 millis")
      assert.strictEqual(requests.length, 0)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(requests.length, 1)
      yield* Fiber.interrupt(fiber)
      const posts = yield* run(
        cases.filter(({ asks }) => asks.some(({ body }) => body !== undefined)),
        target
      )
      assert.sameMembers(
        posts.map(({ outcome }) => outcome._tag),
        posts.map(() => "Unshown")
      )
    })
  )

  it.effect("fails if an excuse is no longer needed", () =>
    Effect.gen(function* () {
      const { client } = FakePiggy.make()
      const name = "a page is what the contract says"
      const excuses = { [name]: "it used to be otherwise" }
      const target = { client, baseUrl: local, key: Redacted.make(key), excuses }
      const judged = yield* run(cases.slice(0, 1), target)
      assert.deepStrictEqual(judged.map(line), [
        `FAILED    ${name}: it holds, so its excuse is no longer needed: it used to be otherwise`
      ])
      assert.strictEqual(summary(judged), "1 cases: 0 ok, 1 failed, 0 excused, 0 not shown")
      assert.isFalse(isClean(judged))
    })
  )

  it("has a unique name for every case, and no excuse for a case that does not exist", () => {
    const names = new Set(cases.map(({ name }) => name))
    assert.strictEqual(names.size, cases.length)
    const excused = Object.values(profiles).flatMap((excuses) => Object.keys(excuses))
    assert.deepStrictEqual(
      excused.filter((name) => !names.has(name)),
      []
    )
  })
})

const command = (args: ReadonlyArray<string>) =>
  Effect.callback<{ readonly code: number; readonly text: string }>((resume) => {
    execFile(
      process.execPath,
      ["packages/core/conformance/main.ts", ...args],
      { cwd: root, env: { PIGGY_API_KEY: key, NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] } },
      (error, stdout, stderr) =>
        resume(Effect.succeed({ code: error === null ? 0 : Number(error.code), text: stdout + stderr }))
    )
  })

describe("the command", () => {
  it.live("prints a line for each case and exits with 0 if all hold", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.make({ referrals: 400 })
      const { code, text } = yield* command(["--target", url])
      assert.strictEqual(code, 0)
      assert.include(text, "ok        two pages share no row\n")
      assert.include(text, `${cases.length} cases: ${cases.length - 1} ok, 0 failed, 0 excused, 1 not shown`)
    }).pipe(Effect.scoped)
  )

  it.live("exits with 1 if one fails, and shows neither the key nor a row", () =>
    Effect.gen(function* () {
      const rows = Array.from({ length: 40 }, (_, index) => ({ ...FakePiggy.referral(index), status: "odd-word" }))
      const url = yield* serveFake(FakePiggy.make({ referrals: rows }))
      const { code, text } = yield* command(["--target", url])
      assert.strictEqual(code, 1)
      assert.include(text, "FAILED    a page is what the contract says: body /data/0/status must be equal to one of")
      const secrets = [key, "@example.eu", "odd-word", "-0000-4000-8000-0000000000"]
      assert.deepStrictEqual(
        secrets.filter((secret) => text.includes(secret)),
        []
      )
    }).pipe(Effect.scoped)
  )

  it.live("exits with 2 if nothing answers", () =>
    Effect.gen(function* () {
      const { code, text } = yield* command(["--target", "http://127.0.0.1:1"])
      assert.strictEqual(code, 2)
      assert.include(text, "nothing answers at http://127.0.0.1:1: start it first")
    })
  )
})

const liveKey = process.env["PIGGY_API_KEY"] ?? ""

describe.skipIf(process.env["PIGGY_LIVE"] !== "1" || liveKey === "")("the vendor's own API", () => {
  it.live(
    "keeps the contract",
    () =>
      Effect.gen(function* () {
        const args = ["--target", "https://api.piggy.eu"]
        const planned = Result.getOrThrow(plan(args, process.env))
        assert(planned !== "help")
        const judged = yield* run(cases, { ...planned, client: yield* HttpClient.HttpClient })
        assert.deepStrictEqual(judged.filter(({ outcome }) => outcome._tag === "Failed").map(line), [])
      }).pipe(Effect.provide(FetchHttpClient.layer)),
    600_000
  )
})

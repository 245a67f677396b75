/**
 * The package as it is published: one module without dependencies, beside Effect 3 and without it.
 */
import { MockServer } from "@effect-piggy/mock"
import { execFile } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as Effect from "effect/Effect"
import type * as Facade from "@effect-piggy/core/promise"
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest"
import type * as Client from "../src/index.ts"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const run = promisify(execFile)

/** The folder of a user, with the package in it and nothing else. */
const project = mkdtempSync(join(tmpdir(), "piggy-client-"))

const write = (name: string, text: string): string => {
  const file = join(project, name)
  writeFileSync(file, text)
  return file
}

/** The programs that a page shows. */
const programsOf = (page: string): ReadonlyArray<string> =>
  [...readFileSync(here(page), "utf8").matchAll(/```ts\n([^]*?)```/g)].map(([, program = ""]) => program)

/** What the compiler has to say about programs of that folder. */
const problemsOf = async (files: ReadonlyArray<string>, flags = ""): Promise<string> => {
  const strict = `--noEmit --strict --exactOptionalPropertyTypes --target es2022 --module nodenext ${flags}`
  const lib = ["--types", "", "--lib", "es2022,esnext.disposable,dom,dom.iterable"]
  const compiler = here("../../../node_modules/typescript/bin/tsc")
  const args = [compiler, ...strict.trim().split(" "), ...lib, ...files]
  return run(process.execPath, args, { cwd: project }).then(
    ({ stdout }) => stdout,
    (failed: { readonly stdout: string }) => failed.stdout
  )
}

const withMock = (program: (url: string) => Promise<void>): Promise<void> =>
  Effect.gen(function* () {
    const { url } = yield* MockServer.MockServer
    yield* Effect.promise(() => program(url))
  }).pipe(Effect.provide(MockServer.layer({ referrals: 250 })), Effect.runPromise)

const execute = async (file: string, url: string): Promise<string> => {
  const env = { ...process.env, PIGGY_API_KEY: "any", PIGGY_BASE_URL: url }
  return (await run(process.execPath, [file], { cwd: project, env })).stdout
}

beforeAll(async () => {
  await run(process.execPath, [here("../build.ts")])
  const installed = join(project, "node_modules/@effect-piggy/client")
  mkdirSync(installed, { recursive: true })
  cpSync(here("../dist"), join(installed, "dist"), { recursive: true })
  cpSync(here("../package.json"), join(installed, "package.json"))
  write("package.json", JSON.stringify({ type: "module" }))
}, 120_000)

afterAll(() => rmSync(project, { recursive: true }))

describe("the client as a package of its own", () => {
  it("has what the core's facade has, but for what only Effect can use", () => {
    expectTypeOf<Exclude<keyof Facade.Options, keyof Client.Options>>().toEqualTypeOf<"transformClient">()
    expectTypeOf<Exclude<keyof Facade.CollectOptions, keyof Client.CollectOptions>>().toEqualTypeOf<never>()
    expectTypeOf<Exclude<keyof Facade.RetryOptions, keyof Client.RetryOptions>>().toEqualTypeOf<never>()
    expectTypeOf<Exclude<keyof Facade.Checkpoint, keyof Client.Checkpoint>>().toEqualTypeOf<never>()
    expectTypeOf<Facade.Summary>().toEqualTypeOf<Client.Summary>()
    expectTypeOf<Facade.Insights>().toExtend<Client.Insights>()
    expectTypeOf<Client.Insights>().toExtend<Facade.Insights>()
    expectTypeOf<Exclude<keyof Facade.InsightsOptions, keyof Client.InsightsOptions>>().toEqualTypeOf<never>()
    expectTypeOf<Facade.Referral>().toEqualTypeOf<Client.Referral>()
    expectTypeOf<Facade.Page>().toExtend<Client.Page>()
    expectTypeOf<Facade.Reason["_tag"]>().toEqualTypeOf<Client.Reason["_tag"]>()
    expectTypeOf<Exclude<keyof Facade.ReferralsClient, keyof Client.Referrals>>().toEqualTypeOf<never>()
  })

  it("comes with the licence of what it holds", () => {
    expect(readFileSync(here("../dist/LICENSE-effect"), "utf8")).toContain("MIT License")
  })

  it("has types that stand by themselves, libraries checked", async () => {
    const program = write(
      "typed.ts",
      `import { makeReferrals, PiggyError, type Referral, type Summary } from "@effect-piggy/client"
const referrals = makeReferrals({ credentials: "key" })
export const rows: AsyncIterable<Referral> = referrals.stream({ status: "completed" })
export const summary: Promise<Summary> = referrals.collect({}).then((collected) => collected.summary)
export const isOurs = (error: unknown): boolean => error instanceof PiggyError && error.reason._tag === "RateLimited"
// @ts-expect-error a filter that is not known
referrals.stream({ stauts: "completed" })
`
    )
    const common = write(
      "common.cts",
      `import { makeReferrals } from "@effect-piggy/client"\nexport const made = makeReferrals({ credentials: "key" })\n`
    )
    expect(await problemsOf([program, common])).toBe("")
  })

  it("runs as its README shows", () =>
    withMock(async (url) => {
      const [program = ""] = programsOf("../README.md")
      const file = write("readme.mjs", program.replace(" })", `, baseUrl: "${url}" })`))
      expect(await execute(file, url)).toMatch(/250 true\s*$/)
    }))

  it("runs as the page on promises shows, in plain JavaScript and as TypeScript", () =>
    withMock(async (url) => {
      const [program = ""] = programsOf("../../../docs/start-with-promises.md")
      expect(await execute(write("program.mjs", program), url)).toMatch(
        /^(?:[\da-f-]{36}\n)+250 referrals, complete: true\n$/
      )
      const typed = write("program.ts", `declare const process: { readonly env: Record<string, string> }\n${program}`)
      expect(await problemsOf([typed])).toBe("")
    }))

  it("names its error as what it is, when a program does not catch it", async () => {
    const program = `import { makeReferrals } from "@effect-piggy/client"\nawait makeReferrals({ credentials: "" }).collect()`
    const file = write("uncaught.mjs", program)
    await expect(run(process.execPath, [file], { cwd: project })).rejects.toThrow(
      /^PiggyError: makeReferrals failed: the API key is empty/m
    )
  })

  it("is required by a CommonJS program, too", () =>
    withMock(async (url) => {
      const file = write(
        "required.cjs",
        `const { makeReferrals } = require("@effect-piggy/client")
makeReferrals({ credentials: "key", baseUrl: "${url}" }).insights().then(({ total, contacts }) => console.log(total, contacts.referring > 0))`
      )
      expect(await execute(file, url)).toBe("250 true\n")
    }))

  it("runs beside Effect 3, wrapped as its page shows", () =>
    withMock(async (url) => {
      const effect3 = dirname(fileURLToPath(import.meta.resolve("effect3/package.json")))
      symlinkSync(effect3, join(project, "node_modules/effect"))
      const [program = ""] = programsOf("../../../docs/effect-3.md")
      const file = write("effect-3.ts", `declare const process: { readonly env: Record<string, string> }\n${program}`)
      expect(await problemsOf([file], "--skipLibCheck")).toBe("")
      expect(await execute(write("effect-3.mts", program), url)).toContain("250 referrals, complete, ")
    }))
})

/**
 * Accounts of one mock, a session each, with the file that names them; and runners as processes.
 */
import { MockServer, type MockSession } from "@effect-piggy/mock"
import { PageChanges, Tables } from "@effect-piggy/sync"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { SqlClient } from "effect/sql/SqlClient"
import { type ChildProcess, spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { inOrder, keptRows } from "./accounts.ts"
import { temporaryFolder } from "./databases.ts"

/** An account of the mock. */
export interface MockAccount {
  readonly name: string
  readonly referrals: number
  readonly scenario?: NonNullable<MockServer.Options["scenario"]>
  /** What the accounts file says of its limit. */
  readonly limit?: { readonly requests: number; readonly window: number }
  /** False leaves its key out of the runners' environment. */
  readonly hasKey?: boolean
}

/** Makes a session for each account, and the file. */
export const make = Effect.fnUntraced(function* (accounts: ReadonlyArray<MockAccount>) {
  const mock = yield* MockServer.MockServer
  const folder = yield* temporaryFolder
  const env: Record<string, string> = {}
  const sessions = new Map<string, MockSession.MockSession>()
  const entries: Array<{ readonly name: string }> = []
  for (const [index, { hasKey = true, limit, name, referrals, scenario = {} }] of accounts.entries()) {
    const key = `key-of-${name}`
    sessions.set(name, yield* mock.session({ name, key, referrals, seed: index, scenario }))
    if (hasKey) env[`KEY_${index}`] = key
    const entry = { name, apiKeyEnv: `KEY_${index}`, baseUrl: mock.url, ...(limit === undefined ? {} : { limit }) }
    entries.push(entry)
  }
  const file = join(folder, "accounts.json")
  /** Writes the file anew, with some of the accounts. */
  const write = (isThere: (account: { readonly name: string }) => boolean) =>
    writeFileSync(file, JSON.stringify({ accounts: entries.filter(isThere) }))
  write(() => true)
  const session = (name: string): MockSession.MockSession => {
    const found = sessions.get(name)
    return found ?? assert.fail(`there is no account ${name}`)
  }
  return { folder, file, write, env, session, database: `sqlite:${join(folder, "referrals.db")}` }
})

/** A runner's process. */
export interface Runner {
  readonly child: ChildProcess
  /** The first match on stdout. */
  readonly line: (pattern: RegExp) => Effect.Effect<string>
  readonly ended: Effect.Effect<{
    readonly code: number | NodeJS.Signals
    readonly stdout: string
    readonly stderr: string
  }>
}

const program = fileURLToPath(new URL("syncProcess.ts", import.meta.url))

/** What Node has compiled of it, so that the next process starts sooner. */
const compiled = fileURLToPath(new URL("../node_modules/.cache/compiled", import.meta.url))

/** Starts a runner; it is gone with the scope. */
export const start = (options: object, env: Readonly<Record<string, string>>) =>
  Effect.acquireRelease(
    Effect.sync((): Runner => {
      const child = spawn(process.execPath, [program, JSON.stringify(options)], {
        env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: compiled, ...env }
      })
      let stdout = ""
      let stderr = ""
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
      const closed = new Promise<{ code: number | NodeJS.Signals; stdout: string; stderr: string }>((resolve) =>
        child.on("close", (code, signal) => resolve({ code: code ?? signal ?? -1, stdout, stderr }))
      )
      const line = (pattern: RegExp) =>
        Effect.promise(
          () =>
            new Promise<string>((resolve, reject) => {
              const look = () => {
                const found = pattern.exec(stdout)
                if (found !== null) resolve(found[0])
              }
              child.stdout.on("data", look)
              child.on("close", () => reject(new Error(`ended without ${pattern}: ${stdout}${stderr}`)))
              look()
            })
        )
      return { child, line, ended: Effect.promise(() => closed) }
    }),
    ({ child }) => Effect.sync(() => child.exitCode === null && child.signalCode === null && child.kill("SIGKILL"))
  )

/** The status that a runner printed last. */
export const statusOf = (stdout: string): unknown => JSON.parse(stdout.trim().split("\n").at(-1) ?? "")

/** Asks the database until it says so. */
export const until = <E, R>(asked: Effect.Effect<boolean, E, R>) =>
  Effect.repeat(asked, { schedule: Schedule.spaced("20 millis"), until: (is) => is })

/** Pages that runs under way have committed. */
export const pagesUnderWay = Effect.gen(function* () {
  const sql = yield* SqlClient
  const [found] = yield* sql<{ pages: number | bigint }>`select count(*) as pages from run_pages`
  return Number(found?.pages ?? 0)
})

/** An account's rows are those of its session. */
export const assertSame = Effect.fnUntraced(function* (name: string, session: MockSession.MockSession) {
  const rows = session.dataset.slice({}, 0, session.dataset.count({}))
  const served = rows.map((row) => PageChanges.toReferral(PageChanges.toRow(toReferral(row))))
  assert.deepStrictEqual(yield* keptRows(name), inOrder(served), name)
})

interface Served {
  readonly uuid: string
  readonly status: string
  readonly referring_contact: { readonly uuid: string; readonly email?: string | null }
  readonly referred_contact: { readonly uuid: string; readonly email?: string | null }
}

const contactOf = ({ email = null, uuid }: Served["referring_contact"]) => ({ uuid, email })

const toReferral = (row: Served) => ({
  uuid: row.uuid,
  status: row.status,
  referring_contact: contactOf(row.referring_contact),
  referred_contact: contactOf(row.referred_contact)
})

/** Makes the tables. */
export const prepare = Tables.migrate

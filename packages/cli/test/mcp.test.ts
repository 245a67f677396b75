/**
 * `piggy mcp`, asked by a client that somebody else wrote.
 */
import { assert, describe, it, layer } from "@effect/vitest"
import { MockServer } from "@effect-piggy/mock"
import { Client } from "@modelcontextprotocol/client"
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Piggy from "./piggy.ts"

/** A client of a server of its own, which ends with the scope. */
const connect = Effect.fnUntraced(function* (...flags: ReadonlyArray<string>) {
  const { url } = yield* MockServer.MockServer
  return yield* Effect.acquireRelease(
    Effect.promise(async () => {
      const client = new Client({ name: "test", version: "1.0.0" })
      const env = {
        PATH: process.env["PATH"] ?? "",
        NODE_COMPILE_CACHE: Piggy.compiled,
        PIGGY_API_KEY: "key",
        PIGGY_BASE_URL: url
      }
      const args = [Piggy.main, "mcp", ...flags]
      await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: "pipe" }))
      return client
    }),
    (client) => Effect.promise(() => client.close())
  )
})

const call = (client: Client, name: string, given: Record<string, unknown> = {}) =>
  Effect.promise(() => client.callTool({ name, arguments: given }))

const withoutEmail = ({ referred_contact, referring_contact, status, uuid }: Piggy.Row) => ({
  uuid,
  status,
  referring_contact: referring_contact.uuid,
  referred_contact: referred_contact.uuid
})

interface Listed {
  readonly referrals: ReadonlyArray<Piggy.Row>
}

const isListed = (value: unknown): value is Listed =>
  typeof value === "object" && value !== null && "referrals" in value && Array.isArray(value.referrals)

/** A client of one server, for all who only ask. */
class Assistant extends Context.Service<Assistant, Client>()("Assistant") {}

const assistant = Layer.effect(Assistant, connect()).pipe(Layer.provideMerge(MockServer.layer({ referrals: 450 })))

layer(assistant, { excludeTestServices: true, timeout: 120_000 })("the program as an assistant has it", (shared) => {
  shared.effect("is three tools that change nothing", () =>
    Effect.gen(function* () {
      const client = yield* Assistant
      const { tools } = yield* Effect.promise(() => client.listTools())
      assert.deepStrictEqual(
        tools.map(({ name }) => name),
        ["list_referrals", "program_insights", "find_contact"]
      )
      for (const { annotations } of tools) assert.isTrue(annotations?.readOnlyHint)
    })
  )

  shared.effect("is listed page by page, and no email is seen", () =>
    Effect.gen(function* () {
      const client = yield* Assistant
      const answer = yield* call(client, "list_referrals", { status: "completed", limit: 20, page: 2 })
      const listed = answer.structuredContent
      const rows = (yield* Piggy.rows).filter(({ status }) => status === "completed").slice(20, 40)
      assert.deepStrictEqual(isListed(listed) ? listed.referrals.map(withoutEmail) : listed, rows.map(withoutEmail))
      assert.match(JSON.stringify(answer), /"email":"email-[0-9a-f]{32}"/)
      assert.notInclude(JSON.stringify(answer), "@")

      const odd = yield* call(client, "list_referrals", { limit: 1000 })
      assert.isTrue(odd.isError)
      assert.match(JSON.stringify(odd.content), /between 1 and 100/)
    })
  )

  shared.effect("is counted as `piggy insights` counts it", () =>
    Effect.gen(function* () {
      const client = yield* Assistant
      const { structuredContent } = yield* call(client, "program_insights")
      const { stdout } = yield* Piggy.run(["insights", "--json"])
      const insights: unknown = JSON.parse(stdout)
      assert.deepStrictEqual(structuredContent, { complete: true, insights })
    })
  )

  shared.effect("knows a contact by its id, its email, and the hash of it", () =>
    Effect.gen(function* () {
      const client = yield* Assistant
      const rows = yield* Piggy.rows
      const wanted = rows.find((row) =>
        rows.some(({ referring_contact }) => referring_contact.uuid === row.referred_contact.uuid)
      )
      const { email, uuid } = wanted?.referred_contact ?? { uuid: "" }
      const made = rows.filter(({ referring_contact }) => referring_contact.uuid === uuid)
      const found = yield* call(client, "find_contact", { uuid })
      assert.notInclude(JSON.stringify(found), "@")
      const text = JSON.stringify(found.structuredContent)
      const hash = /^\{"complete":true,"contacts":\[\{"uuid":"[^"]+","email":"(email-[0-9a-f]{32})"/.exec(text)?.[1]
      assert.include(text, `"came_by":[{"uuid":"${wanted?.uuid ?? ""}"`)
      assert.include(text, `"made":{"total":${made.length},`)
      for (const asked of [email?.toUpperCase(), hash]) {
        assert.deepStrictEqual(
          (yield* call(client, "find_contact", { email: asked })).structuredContent,
          found.structuredContent
        )
      }
      const nobody = yield* call(client, "find_contact", { email: "nobody@example.com" })
      assert.deepStrictEqual(nobody.structuredContent, { complete: true, contacts: [] })
      assert.isTrue((yield* call(client, "find_contact")).isError)
    })
  )

  shared.effect("answers two clients at once, each by a server and a key of its own", () =>
    Effect.gen(function* () {
      const [client, other] = [yield* Assistant, yield* connect()]
      const [one, two] = yield* Effect.all(
        [call(client, "list_referrals", { limit: 3 }), call(other, "list_referrals", { limit: 3 })],
        { concurrency: 2 }
      )
      const rowsOf = ({ structuredContent: listed }: typeof one) => (isListed(listed) ? listed.referrals : [])
      assert.deepStrictEqual(rowsOf(one).map(withoutEmail), rowsOf(two).map(withoutEmail))
      assert.lengthOf(rowsOf(one), 3)
      assert.notStrictEqual(JSON.stringify(one), JSON.stringify(two))
    }).pipe(Effect.scoped)
  )
})

describe("an assistant's server", () => {
  it.live("shows emails where the flag allows them", () =>
    Effect.gen(function* () {
      const client = yield* connect("--show-emails")
      const answer = yield* call(client, "list_referrals", { limit: 5 })
      assert.include(JSON.stringify(answer), (yield* Piggy.rows)[0]?.referring_contact.email ?? "nobody")
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 5 }))
  )

  it.live("goes on after a line that is no JSON, and says that it is none", () =>
    Effect.gen(function* () {
      const { child, ended, line } = yield* Piggy.start(["mcp"])
      const write = (text: string) => Effect.sync(() => child.stdin?.write(text))
      yield* write("hello\n")
      assert.deepInclude(JSON.parse(yield* line(/^.*-32700.*$/m)), { jsonrpc: "2.0", id: null })
      const clientInfo = { name: "test", version: "1.0.0" }
      const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo }
      yield* write(`\n${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params })}\n`)
      assert.match(yield* line(/^.*"id":1.*$/m), /"serverInfo":\{"name":"piggy"/)
      child.stdin?.end()
      const { code, stderr } = yield* ended
      assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 5 }))
  )

  it.live("says why it has no answer, and ends with its client", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const answer = yield* call(client, "list_referrals")
      assert.isTrue(answer.isError)
      assert.match(JSON.stringify(answer.content), /has no access/)

      const { child, ended } = yield* Piggy.start(["mcp"])
      child.stdin?.end()
      assert.deepStrictEqual(yield* ended, { code: 0, stdout: "", stderr: "" })
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 5, scenario: { errors: { status: 403 } } }))
  )
})

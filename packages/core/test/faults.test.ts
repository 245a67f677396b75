/**
 * Every fault of the table over real sockets, struck once and struck always.
 */
import { afterAll, assert, describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { inspect } from "node:util"
import { Credentials, PiggyClient, type PiggyError, Referrals, RetryPolicy } from "@effect-piggy/core"
import { referral } from "../src/testing/FakePiggy.ts"
import { type Fault, faults, type Outcome, total } from "./faults.ts"
import * as ScriptedServer from "./scriptedServer.ts"

const expected = Array.from({ length: total }, (_, index) => referral(index))

const key = "pk-planted-0123456789"

const collect = (baseUrl: string, timeout: number, retry: RetryPolicy.Options = {}) =>
  Effect.flatMap(Referrals.Referrals, (referrals) => referrals.collect({}, { concurrency: 2 })).pipe(
    Effect.provide(
      Referrals.layer.pipe(
        Layer.provide(
          PiggyClient.layer({
            credentials: Credentials.apiKey(Redacted.make(key)),
            baseUrl,
            allowInsecure: true,
            timeout,
            retry: { baseDelay: 5, ...retry }
          })
        ),
        Layer.provide(FetchHttpClient.layer)
      )
    )
  )

// Connections that the client let go are gone from the server within a moment.
const untilClosed = (server: ScriptedServer.ScriptedServer) =>
  Effect.gen(function* () {
    for (let n = 0; n < 2000 && server.connections() > 0; n++) yield* Effect.sleep(5)
    return server.connections()
  })

const run = (fault: Fault, times: number, retry?: RetryPolicy.Options) =>
  Effect.gen(function* () {
    let struck = 0
    const server = yield* ScriptedServer.make((socket, request) => {
      if (request.page === (fault.page ?? 2) && struck < times) {
        struck++
        return fault.reply(socket, request)
      }
      return ScriptedServer.send(ScriptedServer.http(200, {}, ScriptedServer.pageBody(request.page, total)))(
        socket,
        request
      )
    })
    const baseUrl = (fault.baseUrl ?? server.url).replace("{port}", String(server.port))
    const exit = yield* Effect.exit(collect(baseUrl, fault.timeout ?? 5000, retry))
    assert.strictEqual(yield* untilClosed(server), 0, "sockets leaked")
    return exit
  })

const assertOutcome = (exit: Exit.Exit<Referrals.Collected, PiggyError.PiggyError>, outcome: Outcome): void => {
  if (outcome === "recovered") {
    assert(Exit.isSuccess(exit), Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "")
    assert.deepStrictEqual(
      exit.value.referrals.map(({ uuid }) => uuid),
      expected.map(({ uuid }) => uuid)
    )
    assert.isTrue(exit.value.summary.complete)
    return
  }
  assert(Exit.isFailure(exit))
  assert.deepStrictEqual(
    exit.cause.reasons.map(({ _tag }) => _tag),
    ["Fail"],
    Cause.pretty(exit.cause)
  )
  const error = Option.getOrThrow(Exit.findErrorOption(exit))
  const [tag, attempts] = outcome
  assert.deepStrictEqual(
    [error.reason._tag, error.attempts],
    [tag, attempts === "refusals" ? 1 : attempts],
    error.message
  )
  const text = inspect(exit, { depth: 12 }) + Cause.pretty(exit.cause) + JSON.stringify(exit)
  assert.notInclude(text, key)
  assert.notInclude(text, "@example.eu")
}

const show = (outcome: Outcome): string => {
  if (outcome === "recovered") return outcome
  const [tag, attempts] = outcome
  if (attempts === "refusals") return `\`${tag}\` after 90 seconds of refusals`
  return `\`${tag}\`${attempts > 1 ? ` after ${attempts} attempts` : ""}`
}

// Nobody waits here until a client gives up on refusals (`paceGate.test.ts` does): one request shows what is said.
const retryOf = ({ always }: Fault): RetryPolicy.Options =>
  always !== "recovered" && always[1] === "refusals" ? RetryPolicy.none : {}

const table = [
  "| fault | struck once | struck every time |",
  "| --- | --- | --- |",
  ...faults.map(({ always, name, once }) => `| ${name} | ${show(once)} | ${show(always)} |`)
].join("\n")

const document = `# Faults

How a traversal over three pages of referrals ends with each of ${faults.length} faults, over real sockets: "recovered" means
every referral once and in order, and \`complete\`; otherwise the error is named. No fault makes a program die or hang, or
leaves a connection open.

This page is written by \`packages/core/test/faults.test.ts\` from the rows that it runs (\`packages/core/test/faults.ts\`),
and that test fails if the page is out of date. Update it with
\`npx -y pnpm@12.21.0 exec vitest run packages/core/test/faults.test.ts -u\`.

${table}
`

const strike = (fault: Fault) => {
  it.live(`struck once: ${fault.name}`, () => Effect.map(run(fault, 1), (exit) => assertOutcome(exit, fault.once)))
  it.live(`struck every time: ${fault.name}`, () =>
    Effect.map(run(fault, Infinity, retryOf(fault)), (exit) => assertOutcome(exit, fault.always))
  )
}

describe("a large fault", () => {
  for (const fault of faults) if (fault.isHeavy) strike(fault)
})

describe.concurrent("a fault", () => {
  for (const fault of faults) if (!fault.isHeavy) strike(fault)

  it.live("of every other request is recovered from", () =>
    Effect.gen(function* () {
      let n = 0
      const server = yield* ScriptedServer.make((socket, { page }) => {
        if (n++ % 2 === 0) return socket.resetAndDestroy()
        return socket.end(ScriptedServer.http(200, {}, ScriptedServer.pageBody(page, total)))
      })
      const exit = yield* Effect.exit(collect(server.url, 5000))
      assertOutcome(exit, "recovered")
      assert.strictEqual(yield* untilClosed(server), 0)
    })
  )
})

describe("docs/faults.md", () => {
  it("is up to date", async () => {
    await expect(document).toMatchFileSnapshot("../../../docs/faults.md")
  })

  afterAll(() => {
    // eslint-disable-next-line no-console -- the suite prints its table
    console.log(table)
  })
})

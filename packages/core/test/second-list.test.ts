/**
 * The example that adds Contacts, as its author would use it: what the referrals have, in the contacts' own words.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { readFileSync } from "node:fs"
import { inspect } from "node:util"
import { Credentials, PiggyClient, type PiggyError, Referrals, Telemetry } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import * as Contacts from "../examples/contacts.ts"
import { capture } from "./signals.ts"
import { inTestTime } from "./support.ts"

const total = 250
const contact = (index: number) => ({ uuid: `contact-${index}`, email: null, balance: index })
const all = Array.from({ length: total }, (_, index) => contact(index))

interface Asked {
  readonly path: string
  readonly page: number
  /** Milliseconds of the test clock. */
  readonly at: number
}

/** An API of two lists and a token endpoint. */
const api = (respond: (asked: Asked, count: number) => Response | undefined = () => undefined) => {
  const asked: Array<Asked> = []
  const fake = FakePiggy.make({ referrals: total })
  const client = HttpClient.make((request, url) =>
    Effect.flatMap(Clock.currentTimeMillis, (at) => {
      const page = Number(url.searchParams.get("page") ?? 1)
      const seen = { path: url.pathname, page, at }
      asked.push(seen)
      const answer = respond(seen, asked.length)
      if (answer !== undefined) return Effect.succeed(HttpClientResponse.fromWeb(request, answer))
      if (url.pathname === "/oauth/token") {
        const token = FakePiggy.json({ access_token: "token", expires_in: 3600 })
        return Effect.succeed(HttpClientResponse.fromWeb(request, token))
      }
      if (!url.pathname.endsWith("/contacts")) return fake.client.execute(request)
      const limit = Number(url.searchParams.get("limit"))
      const data = all.slice((page - 1) * limit, page * limit)
      const meta = { page, limit, last_page: Math.ceil(total / limit), total }
      return Effect.succeed(HttpClientResponse.fromWeb(request, FakePiggy.json({ data, meta })))
    })
  )
  return { asked, client }
}

const both = (client: HttpClient.HttpClient, options: Partial<PiggyClient.Options> = {}) =>
  Layer.mergeAll(Contacts.layer, Referrals.layer).pipe(
    Layer.provide(PiggyClient.layer({ credentials: Credentials.apiKey(Redacted.make("key")), ...options })),
    Layer.provide(Layer.succeed(HttpClient.HttpClient, client))
  )

const contacts = Effect.flatMap(Contacts.Contacts, (list) => list.collect())
const referrals = Effect.flatMap(Referrals.Referrals, (list) => list.collect())

const failed = (
  effect: Effect.Effect<unknown, PiggyError.PiggyError, Contacts.Contacts>,
  respond?: Parameters<typeof api>[0]
) => inTestTime(Effect.flip(effect).pipe(Effect.provide(both(api(respond).client, { retry: { attempts: 1 } }))))

describe("a second list in one file", () => {
  it.effect("is read whole, with evidence, under its own noun, and keeps fields that nobody declared", () =>
    Effect.gen(function* () {
      const { contacts: rows, summary } = yield* contacts
      assert.deepStrictEqual<unknown>(rows, all)
      assert.strictEqual(summary.endedBy, "lastPage")
      assert.isTrue(summary.complete)
    }).pipe(Effect.provide(both(api().client)))
  )

  it.effect("resumes from a checkpoint, which no other list accepts", () =>
    Effect.gen(function* () {
      const list = yield* Contacts.Contacts
      const cut = yield* list.collect({}, { maxItems: 120 })
      const rest = yield* list.collect({}, { from: cut.summary.checkpoint })
      assert.deepStrictEqual<unknown>([...cut.contacts, ...rest.contacts], all)
      const other = yield* Referrals.Referrals
      const refused = yield* Effect.flip(other.collect({}, { from: cut.summary.checkpoint }))
      assert.include(refused.message, "was made for another list than /api/v3/oauth/clients/referrals")
    }).pipe(Effect.provide(both(api().client)))
  )

  it.effect("names itself and its own fields in every error, and never the referrals", () =>
    Effect.gen(function* () {
      const misspelt: object = { emial: "x" }
      const errors = [
        yield* failed(Effect.flatMap(Contacts.Contacts, (service) => service.collect(misspelt))),
        yield* failed(Effect.flatMap(Contacts.Contacts, (service) => service.list({ limit: 500 }))),
        yield* failed(
          Effect.flatMap(Contacts.Contacts, (service) => Stream.runDrain(service.stream({}, { pageSize: 0 })))
        ),
        ...(yield* Effect.forEach([401, 403, 404, 429, 500, 503, 418], (status) =>
          failed(contacts, () => FakePiggy.json({ message: "no" }, { status }))
        )),
        yield* failed(contacts, () => FakePiggy.json({ data: [{ uuid: 7 }], meta: [] })),
        yield* failed(contacts, () => FakePiggy.json({ meta: [] })),
        yield* failed(contacts, ({ page }) =>
          FakePiggy.json({ data: all.slice(0, 100), meta: { page, last_page: 1, total: 1 } })
        )
      ]
      assert.include(errors[0]?.message, "emial is not known: did you mean email?")
      for (const { message, operation } of errors) {
        assert.match(operation, /^Contacts\./)
        assert.notMatch(message, /referral/i)
      }
      const malformed = errors.filter(({ reason }) => reason._tag === "MalformedResponse")
      assert.lengthOf(malformed, 2)
      for (const { message } of malformed) assert.match(message, /contacts/i)
    })
  )

  it.effect.prop(
    "tells nobody whom it is filtered by: no span, log, metric, error or checkpoint has the value",
    [Schema.String.check(Schema.isMaxLength(20)), Schema.Literals([200, 401, 404, 500])],
    ([rest, answered]) =>
      Effect.gen(function* () {
        const email = `planted-${rest}@example.org`
        const signals = capture()
        const { client } = api(({ page }, count) =>
          answered === 200 || count < 3
            ? undefined
            : FakePiggy.json({ code: 1003, message: `no page ${page}` }, { status: answered })
        )
        const ended = yield* inTestTime(
          Effect.flatMap(Contacts.Contacts, (list) =>
            Effect.result(Stream.runLast(list.pages({ email }, { pageSize: 10, maxPages: 4 })))
          ).pipe(Effect.provide(both(client, { retry: { attempts: 2 } })), Effect.provide(signals.layer))
        )
        const checkpoint = Result.isSuccess(ended)
          ? Option.getOrThrow(ended.success).checkpoint
          : ended.failure.checkpoint
        assert.isDefined(checkpoint)
        for (const told of [signals.exported(), signals.held(), JSON.stringify(checkpoint), inspect(ended)]) {
          assert.notInclude(told, "planted-")
        }
        assert.include(signals.exported(), "limit=10&page=1")
      }),
    { arbitrary: { runs: 40 } }
  )

  it.effect("is counted under its own noun", () =>
    Effect.gen(function* () {
      const signals = capture()
      yield* Effect.andThen(contacts, referrals).pipe(Effect.provide(both(api().client)), Effect.provide(signals.layer))
      const rowsOf = (list: string) =>
        Effect.map(Metric.value(Metric.withAttributes(Telemetry.rows, { list })), ({ count }) => count)
      const counts = yield* Effect.all([rowsOf("contacts"), rowsOf("referrals")]).pipe(Effect.provide(signals.layer))
      assert.deepStrictEqual(counts, [total, total])
    })
  )
})

describe("two lists on one client", () => {
  it.effect("share its token", () =>
    Effect.gen(function* () {
      const { asked, client } = api()
      const credentials = Credentials.clientCredentials({ clientId: 1, clientSecret: Redacted.make("secret") })
      yield* Effect.all([contacts, referrals], { concurrency: "unbounded" }).pipe(
        Effect.provide(both(client, { credentials }))
      )
      assert.lengthOf(
        asked.filter(({ path }) => path === "/oauth/token"),
        1
      )
    })
  )

  it.effect("share its retry budget: what one has spent the other cannot", () =>
    Effect.gen(function* () {
      const { asked, client } = api(() => FakePiggy.json({}, { status: 500 }))
      const retry = { attempts: 3, budget: 10, baseDelay: 1 }
      const attempts = yield* inTestTime(
        Effect.gen(function* () {
          const first = yield* Effect.flip(Effect.flatMap(Contacts.Contacts, (list) => list.list()))
          const second = yield* Effect.flip(Effect.flatMap(Referrals.Referrals, (list) => list.list()))
          return [first.attempts, second.attempts]
        }).pipe(Effect.provide(both(client, { retry })))
      )
      assert.deepStrictEqual(attempts, [3, 1])
      assert.lengthOf(asked, 4)
    })
  )
})

describe("two lists on one client, behind a limit", () => {
  it.effect("share its pace: what one was told the other keeps to", () =>
    Effect.gen(function* () {
      const { asked, client } = api((_, count) =>
        count === 1 ? FakePiggy.json({}, { status: 429, headers: { "retry-after": "5" } }) : undefined
      )
      yield* inTestTime(
        Effect.gen(function* () {
          const first = yield* Effect.forkChild(Effect.flatMap(Contacts.Contacts, (list) => list.list()))
          yield* Effect.sleep(1000)
          yield* Effect.flatMap(Referrals.Referrals, (list) => list.list())
          yield* Fiber.join(first)
        }).pipe(Effect.provide(both(client)))
      )
      const [refused, ...later] = asked
      assert.strictEqual(refused?.at, 0)
      assert.sameMembers(
        later.map(({ path }) => path.slice(path.lastIndexOf("/"))),
        ["/contacts", "/referrals"]
      )
      for (const { at } of later) assert.isAtLeast(at, 5000)
    })
  )
})

describe("the page about another list", () => {
  it("shows the file that is tested, of at most 40 lines", () => {
    const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")
    const code = text("../examples/contacts.ts")
    assert.isAtMost(code.trimEnd().split("\n").length, 40)
    assert.include(text("../../../docs/another-list.md"), `\`\`\`ts\n${code}\`\`\``)
  })
})

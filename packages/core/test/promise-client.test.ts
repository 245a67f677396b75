/**
 * The promise facade as a whole: several lists over one client, closing it, and errors in its own words.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { ListEndpoint } from "@effect-piggy/core"
import { makeClient, makeReferrals, type Options, PiggyError } from "@effect-piggy/core/promise"
import { FakePiggy } from "@effect-piggy/core/testing"
import { all, rejection } from "./promises.ts"

const failure = async (call: PromiseLike<unknown>): Promise<PiggyError> => {
  const error = await rejection(call)
  assert(error instanceof PiggyError)
  return error
}

// Options that the types refuse.
const given = (options: object) => Object.assign({}, options)

const names = ListEndpoint.make({
  noun: "names",
  path: "/api/v3/oauth/clients/names",
  query: { fields: { first: Schema.optionalKey(Schema.String) }, must: { first: "must be a string" } },
  row: Schema.Struct({ name: Schema.String }),
  identity: { key: ({ name }) => name, id: ({ name }) => name }
})

describe("one client for several lists", () => {
  it("reads them with one token, each with its own rows and messages", async () => {
    const asked: Array<string> = []
    const fake = FakePiggy.make({
      respond: ({ page, url }) => {
        asked.push(url.pathname)
        if (url.pathname === "/oauth/token") return FakePiggy.json({ access_token: "one", expires_in: 3600 })
        if (url.pathname !== names.path) return undefined
        return FakePiggy.json({ data: page === 1 ? [{ name: "Ada" }, { name: "Ben" }] : [], meta: [] })
      }
    })
    const client = makeClient({ credentials: { clientId: 1, clientSecret: "secret" }, fetch: fake.fetch })
    const list = client.list(names)
    assert.lengthOf((await client.referrals.collect()).referrals, 95)
    assert.deepStrictEqual((await list.collect()).names, [{ name: "Ada" }, { name: "Ben" }])
    assert.lengthOf(await all(list.stream({ first: "A" })), 2)
    assert.lengthOf(
      asked.filter((path) => path === "/oauth/token"),
      1
    )
    const { message } = await failure(list.list({}, given({ deadlin: 5 })))
    assert.strictEqual(message, "Names.list failed: deadlin is not known: did you mean deadline?")
  })

  it("counts what the program achieved", async () => {
    const referrals = makeReferrals({ credentials: "test", fetch: FakePiggy.fetch({ referrals: 300 }) })
    const { conversion, leaderboard, total } = await referrals.insights({}, { concurrency: 8 })
    assert.deepStrictEqual([total, conversion.completed, conversion.ofDecided], [300, 100, 0.5])
    assert.lengthOf(leaderboard.top, 100)
    assert.strictEqual((await referrals.insights({ status: "failed" })).total, 100)
    const few = await referrals.insights({}, { emails: true, limit: 2 })
    assert.deepStrictEqual(
      few.leaderboard.top.map(({ email }) => email),
      ["referring-0@example.eu", "referring-1@example.eu"]
    )
    const refused = await failure(referrals.insights({}, { limit: 0 }))
    assert.strictEqual(refused.message, "Referrals.insights failed: limit must be an integer, 1 or more, got 0")
  })
})

describe("a client that is closed", () => {
  const closed = /^Referrals\.\w+ failed: the client was closed: make another client$/

  it("aborts what is in flight, and refuses what comes later", async () => {
    const fake = FakePiggy.make({ latency: () => "1 hour" })
    const client = makeClient({ credentials: "test", fetch: fake.fetch })
    const underWay = [
      client.referrals.list(),
      client.referrals.collect(),
      client.referrals.insights(),
      all(client.referrals.stream())
    ].map(failure)
    while (fake.requests.length < 5) await new Promise(setImmediate)
    await client.close()
    for (const { message } of await Promise.all(underWay)) assert.match(message, closed)
    assert.isTrue(fake.requests.every(({ signal }) => signal.aborted))
    const later = [client.referrals.list(), all(client.referrals.pages()), client.list(names).list()].map(failure)
    for (const { message, operation } of await Promise.all(later)) {
      assert.strictEqual(message, `${operation} failed: the client was closed: make another client`)
    }
    assert.lengthOf(fake.requests, 5)
    await client.close()
  })

  it("is closed by `await using`", async () => {
    const fake = FakePiggy.make()
    const left = await (async () => {
      await using referrals = makeReferrals({ credentials: "test", fetch: fake.fetch })
      await referrals.list()
      return referrals
    })()
    assert.match((await failure(left.list())).message, closed)
    assert.lengthOf(fake.requests, 1)
  })

  it("can be dropped without closing, and a first call that is aborted does not spoil the next", async () => {
    const referrals = makeReferrals({ credentials: async () => "test", fetch: FakePiggy.fetch() })
    assert.strictEqual(await rejection(referrals.list({}, { signal: AbortSignal.abort("early") })), "early")
    const controller = new AbortController()
    const first = rejection(referrals.list({}, { signal: controller.signal }))
    controller.abort("soon")
    assert.strictEqual(await first, "soon")
    assert.lengthOf((await referrals.list()).data, 30)
  })
})

describe("an error of the promise API", () => {
  const of = (options: Partial<Options> = {}, fake: FakePiggy.Options = {}) =>
    makeReferrals({ credentials: "test", fetch: FakePiggy.fetch(fake), retry: { attempts: 1 }, ...options })

  it("names the function that made the client, and the option", async () => {
    for (const [options, message] of [
      [{ credentials: "" }, "the API key is empty: set PIGGY_API_KEY"],
      [
        { baseUrl: "http://10.0.0.1" },
        "http://10.0.0.1 would send the credential unencrypted: use https (check PIGGY_BASE_URL), or allow it with `allowInsecure: true`"
      ],
      [{ timeout: 0 }, 'timeout must be a duration of more than 0, such as "30 seconds", got 0'],
      [{ retry: { attempts: 0 } }, "retry.attempts must be an integer, 1 or more, got 0"],
      [given({ baseURL: "http://127.0.0.1" }), "baseURL is not known: did you mean baseUrl?"],
      [given({ fecth: FakePiggy.fetch() }), "fecth is not known: did you mean fetch?"],
      [given({ fetch: "https" }), "fetch must be a function"]
    ] as const) {
      const error = await failure(of(options).list())
      assert.strictEqual(error.message, `makeReferrals failed: ${message}`)
      assert.strictEqual(error.reason.message, message)
      assert.include(JSON.stringify(error), JSON.stringify(message).slice(1, -1))
      assert.notMatch(JSON.stringify(error), /layer|PiggyClient/i)
    }
    const refused = failure(makeClient({ credentials: "" }).referrals.list())
    assert.strictEqual((await refused).message, "makeClient failed: the API key is empty: set PIGGY_API_KEY")
    const [nothing]: ReadonlyArray<Options> = JSON.parse("[null]")
    assert(nothing !== undefined)
    assert.strictEqual(
      (await failure(makeReferrals(nothing).list())).message,
      "makeReferrals failed: options must be an object"
    )
  })

  it("names the option that was probably meant, `signal` among them", async () => {
    for (const [call, message] of [
      [of().list({}, given({ signl: 1 })), "Referrals.list failed: signl is not known: did you mean signal?"],
      [of().collect({}, given({ passs: 2 })), "Referrals.collect failed: passs is not known: did you mean passes?"],
      [
        of().insights({}, given({ concurency: 2 })),
        "Referrals.insights failed: concurency is not known: did you mean concurrency?"
      ],
      [all(of().stream({}, given({ passes: 2 }))), /^Referrals\.stream failed: passes is not known: .*pages?/i],
      [all(of().pages({}, given({ onend: 1 }))), "Referrals.pages failed: onend is not known: did you mean onEnd?"]
    ] as const) {
      const error = await failure(call)
      if (typeof message === "string") assert.strictEqual(error.message, message)
      else assert.match(error.message, message)
      assert.strictEqual(error.attempts, 0)
    }
  })

  it("of any reason mentions no layer, no effect and no module", async () => {
    const statuses = [400, 401, 403, 404, 408, 418, 429, 500, 503]
    const answered = statuses.map((status) => of({}, { respond: () => FakePiggy.json({}, { status }) }).list())
    const odd: ReadonlyArray<Response> = [
      new Response("no JSON"),
      FakePiggy.json({ data: {} }),
      FakePiggy.json({ data: [{}] })
    ]
    const errors = await Promise.all(
      [
        ...answered,
        ...odd.map((response) => of({}, { respond: () => response }).list()),
        of({ fetch: () => Promise.reject(new TypeError("fetch failed")) }).list(),
        of({ maxBodyBytes: 10 }).list(),
        of({ timeout: "1 millis" }, { latency: () => "1 hour" }).list(),
        of({}, { latency: () => "1 hour" }).list({}, { deadline: "1 millis" }),
        of({ credentials: () => Promise.reject(new Error("no")) }).list(),
        of(
          { credentials: { clientId: 1, clientSecret: "no" } },
          { respond: () => FakePiggy.json({}, { status: 401 }) }
        ).list(),
        of({}, { meta: () => ({ total: 1000, last_page: 10 }) }).collect(),
        of({}, { respond: () => FakePiggy.json({ data: [FakePiggy.referral(1)], meta: [] }) }).collect(
          {},
          { pageSize: 1 }
        )
      ].map(failure)
    )
    for (const { message } of errors) assert.notMatch(message, /\blayer|\beffect\b|PiggyClient|Credentials\.|Redacted/i)
    const tags = new Set(errors.map(({ reason }) => reason._tag))
    assert.isAtLeast(tags.size, 14, [...tags].join())
  })

  it("of insights has no checkpoint, since what it counted is lost", async () => {
    const respond: FakePiggy.Options["respond"] = ({ page }) =>
      page === 2 ? FakePiggy.json({}, { status: 500 }) : undefined
    const streamed = await failure(all(of({}, { referrals: 300, respond }).stream()))
    assert.strictEqual(streamed.checkpoint?.page, 2)
    const counted = await failure(of({}, { referrals: 300, respond }).insights())
    assert.strictEqual(counted.operation, "Referrals.insights")
    assert.isUndefined(counted.checkpoint)
    assert.strictEqual(counted.reason._tag, "ServerFailure")
  })

  it("of a failed collect gives the rows that were read, and has no checkpoint", async () => {
    const respond: FakePiggy.Options["respond"] = ({ page }) =>
      page === 3 ? FakePiggy.json({}, { status: 500 }) : undefined
    const failed = await failure(of({}, { referrals: 300, respond }).collect())
    assert.lengthOf(failed.collected(), 200)
    const late = await failure(
      of({}, { referrals: 300, latency: ({ page }) => (page < 3 ? 0 : "1 hour") }).collect(
        {},
        { deadline: "200 millis" }
      )
    )
    assert(late.reason._tag === "TimedOut")
    assert.strictEqual(Duration.toMillis(late.reason.after), 200)
    assert.deepStrictEqual(late.collected().slice(0, 2), [FakePiggy.referral(0), FakePiggy.referral(1)])
    assert.isUndefined(late.checkpoint)
    assert.isAbove(late.attempts, 1)
  })

  it("has the caller's own line first in its stack", async () => {
    const listThem = () => of({ credentials: "expired" }).list()
    const iterateThem = () => all(of({ credentials: "expired" }).stream())
    for (const [call, name] of [
      [listThem, "listThem"],
      [iterateThem, "iterateThem"]
    ] as const) {
      const { message, stack = "" } = await failure(call())
      const [first, second] = stack.split("\n")
      assert.strictEqual(first, `PiggyError: ${message}`)
      assert.match(second ?? "", new RegExp(`at ${name} .*promise-client\\.test\\.ts`))
    }
  })
})

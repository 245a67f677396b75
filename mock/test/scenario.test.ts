import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as MockServer from "../src/MockServer.ts"
import * as Replay from "../src/Replay.ts"
import type { Settings } from "../src/Scenario.ts"
import { authorized, control, list, referralsPath, send } from "./http.ts"

const play = (settings: Settings) => Effect.flatMap(MockServer.MockServer, (mock) => mock.play(settings))

/** How a request without a readable answer ended. */
const failure = Effect.fnUntraced(function* () {
  const { url } = yield* MockServer.MockServer
  return yield* Effect.tryPromise({
    try: async () => (await fetch(`${url}${referralsPath}`, { headers: authorized })).text(),
    catch: (error) => String(error instanceof Error ? (error.cause ?? error) : error)
  }).pipe(Effect.flip)
})

interface Meta {
  readonly current_page: number
  readonly last_page: number
  readonly total: number
  readonly per_page: number
}

layer(MockServer.layer({ referrals: 25 }))("a scenario", (it) => {
  describe("of errors", () => {
    it.effect("answers the chosen status with the contract's body and the chosen Retry-After", () =>
      Effect.gen(function* () {
        yield* play({ errors: { status: 503, retryAfter: 7 } })
        const answer = yield* list("")
        assert.deepStrictEqual([answer.status, answer.headers["retry-after"]], [503, "7"])
        assert.strictEqual(answer.text, '{"message":"Service Unavailable"}')
        assert.strictEqual(answer.headers["x-mock-fault"], "error 503")
      })
    )

    it.effect("hits about the share that it says", () =>
      Effect.gen(function* () {
        yield* play({ errors: { rate: 0.25, status: 500 } })
        const answers = yield* Effect.forEach(Array.from({ length: 400 }), () => list("limit=1"), { concurrency: 8 })
        const errors = answers.filter(({ status }) => status === 500).length
        assert.isAbove(errors, 60)
        assert.isBelow(errors, 140)
      })
    )

    it.effect("leaves alone an operation that does not know the status", () =>
      Effect.gen(function* () {
        yield* play({ errors: { status: 404 } })
        const { url } = yield* MockServer.MockServer
        const form = { grant_type: "client_credentials", client_id: "1", client_secret: "secret" }
        const token = yield* send(`${url}/oauth/token`, { method: "POST", body: new URLSearchParams(form) })
        assert.deepStrictEqual([token.status, (yield* list("")).status], [200, 404])
      })
    )

    it.effect("can be a gateway's, in HTML", () =>
      Effect.gen(function* () {
        yield* play({ errors: { status: 502 } })
        const answer = yield* list("")
        assert.deepStrictEqual([answer.status, answer.headers["content-type"]], [502, "text/html"])
      })
    )
  })

  it.effect("of maintenance answers 503 to valid and invalid requests alike", () =>
    Effect.gen(function* () {
      yield* play({ preset: "maintenance" })
      assert.strictEqual((yield* list("")).status, 503)
      assert.strictEqual((yield* list("limit=1000")).status, 503)
    })
  )

  describe("of a rate limit", () => {
    it.effect("counts down, refuses with Retry-After, and lets in when the clock was advanced by it", () =>
      Effect.gen(function* () {
        yield* play({ rateLimit: { requests: 2, window: 30 } })
        const remaining = [yield* list(""), yield* list("")].map(({ headers }) => headers["x-ratelimit-remaining"])
        assert.deepStrictEqual(remaining, ["1", "0"])
        const refused = yield* list("")
        assert.deepStrictEqual([refused.status, refused.headers["x-ratelimit-limit"]], [429, "2"])
        const seconds = Number(refused.headers["retry-after"])
        assert.isAbove(seconds, 28)
        yield* control("POST /clock", { seconds: seconds - 2 })
        assert.strictEqual((yield* list("")).status, 429)
        yield* control("POST /clock", { seconds: 2 })
        assert.strictEqual((yield* list("")).status, 200)
      })
    )

    it.effect("can say Retry-After as a date, by the client's clock and not the one that was advanced", () =>
      Effect.gen(function* () {
        yield* play({ rateLimit: { requests: 1, window: 30, retryAfter: "date" } })
        yield* control("POST /clock", { seconds: 7200 })
        yield* list("")
        const refused = yield* list("")
        const wait = Date.parse(refused.headers["retry-after"] ?? "") - Date.parse(refused.headers["date"] ?? "")
        assert.isAtLeast(wait, 28_000)
        assert.isAtMost(wait, 32_000)
        // The journal has it in seconds, so that walks can say who did not wait.
        const { journal } = yield* MockServer.MockServer
        assert.closeTo((yield* journal).at(-1)?.retryAfter ?? 0, wait / 1000, 2)
      })
    )
  })

  it.effect("of a rate limit in a header counts for itself, and an error counts, too", () =>
    Effect.gen(function* () {
      yield* play({ rateLimit: { requests: 100, window: 60 } })
      yield* Effect.forEach([1, 2, 3], () => list(""))
      const strict = { "x-mock-scenario": '{"rateLimit":{"requests":1,"window":60}}' }
      const answers = [yield* list("", strict), yield* list("", strict), yield* list("")]
      assert.deepStrictEqual(
        answers.map(({ headers, status }) => [status, headers["x-ratelimit-remaining"]]),
        [
          [200, "0"],
          [429, "0"],
          [200, "96"]
        ]
      )
      yield* play({ rateLimit: { requests: 9, window: 60 }, errors: { status: 500 } })
      const failed = yield* list("")
      assert.deepStrictEqual([failed.status, failed.headers["x-ratelimit-remaining"]], [500, "8"])
    })
  )

  describe("of paging", () => {
    it.effect("says in the answer, the journal and the walks what it did, and how many rows the list has", () =>
      Effect.gen(function* () {
        const mock = yield* MockServer.MockServer
        const cases: ReadonlyArray<readonly [Settings, string, string | undefined]> = [
          [{ limitClamp: 10 }, "limit=100", "limit clamped to 10"],
          [{ limitClamp: 10 }, "limit=10", undefined],
          [{ paging: "ignored" }, "limit=10&page=2", "page number ignored"],
          [{ paging: "overlapping" }, "limit=10&page=2", "overlaps the page before"],
          [{ paging: "emptyInMiddle" }, "limit=10&page=2", "page emptied"],
          [{ paging: "shortPage" }, "limit=10&page=2", "page cut short"],
          [{ paging: "lyingLastPage" }, "limit=10", "last_page too low"],
          [{ pastEnd: "notFound" }, "limit=10&page=9", "past the end"],
          [{ oddRows: { kind: "extraField", every: 4 } }, "limit=10&page=2", "2 odd rows: extraField"],
          [{ oddRows: { kind: "extraField", every: 4 }, latency: 5 }, "limit=1", "1 odd row: extraField; latency 5 ms"],
          [{ drift: { every: 1, statusChanges: 1 } }, "limit=10", "rows moved after it"]
        ]
        for (const [settings, query, fault] of cases) {
          yield* mock.play(settings)
          assert.deepStrictEqual([query, (yield* list(query)).headers["x-mock-fault"]], [query, fault])
          const entry = (yield* mock.journal).at(-1)
          assert.deepStrictEqual([entry?.faults.join("; "), entry?.total], [fault ?? "", 25])
        }
        yield* mock.play({})
        yield* list("status=pending")
        const { total } = (yield* mock.walks).at(-1) ?? {}
        assert.strictEqual(total, mock.dataset.count({ status: "pending" }))
      })
    )

    const uuids = Effect.fnUntraced(function* (query: string) {
      return (yield* list(query)).body.data.map(({ uuid }) => uuid)
    })

    it.effect("clamps the limit, and loses no row by it", () =>
      Effect.gen(function* () {
        yield* play({ limitClamp: 10 })
        const pages = yield* Effect.forEach([1, 2, 3, 4], (page) => uuids(`limit=100&page=${page}`))
        assert.deepStrictEqual(
          pages.map((page) => page.length),
          [10, 10, 5, 0]
        )
        const { dataset } = yield* MockServer.MockServer
        assert.deepStrictEqual(
          pages.flat(),
          dataset.slice({}, 0, 25).map(({ uuid }) => uuid)
        )
      })
    )

    it.effect("says in Laravel's meta where it is and where the end is", () =>
      Effect.gen(function* () {
        yield* play({ meta: "laravel" })
        const { body } = yield* list("limit=10&page=2")
        const { url } = yield* MockServer.MockServer
        assert.deepStrictEqual(body.meta, {
          current_page: 2,
          from: 11,
          last_page: 3,
          path: `${url}${referralsPath}`,
          per_page: 10,
          to: 20,
          total: 25
        })
      })
    )

    it.effect("can ignore the page, overlap, be empty in the middle or short, and lie about its end", () =>
      Effect.gen(function* () {
        yield* play({ paging: "ignored" })
        assert.deepStrictEqual(yield* uuids("limit=10&page=7"), yield* uuids("limit=10&page=1"))

        yield* play({ paging: "overlapping" })
        const [first, second] = [yield* uuids("limit=10&page=1"), yield* uuids("limit=10&page=2")]
        assert.strictEqual(second[0], first[9])

        yield* play({ paging: "emptyInMiddle" })
        const lengths = yield* Effect.forEach([1, 2, 3], (page) => uuids(`limit=10&page=${page}`))
        assert.deepStrictEqual(
          lengths.map((page) => page.length),
          [10, 0, 5]
        )

        yield* play({ paging: "shortPage" })
        assert.deepStrictEqual(
          [(yield* uuids("limit=10&page=2")).length, (yield* uuids("limit=10&page=3")).length],
          [5, 5]
        )

        yield* play({ paging: "lyingLastPage" })
        const { meta } = (yield* list("limit=10")).body
        assert.deepInclude(meta, { last_page: 2, total: 25 } satisfies Partial<Meta>)
      })
    )

    it.effect("refuses a page past the end, if told to", () =>
      Effect.gen(function* () {
        yield* play({ pastEnd: "invalidInput" })
        assert.strictEqual((yield* list("limit=10&page=3")).status, 200)
        assert.include((yield* list("limit=10&page=4")).text, '"code":1003')
        yield* play({ pastEnd: "notFound" })
        assert.strictEqual((yield* list("limit=10&page=4")).status, 404)
      })
    )
  })

  describe("of odd rows", () => {
    const rowsOf = (kind: string, every: number) =>
      Effect.gen(function* () {
        yield* control("PUT /scenario", { oddRows: { kind, every } })
        const { body, headers, status } = yield* list("limit=25")
        assert.strictEqual(status, 200)
        return { rows: body.data, violations: headers["sl-violations"] ?? "" }
      })

    it.effect("answers what a contract does not have, one row in so many, and says so", () =>
      Effect.gen(function* () {
        const { dataset } = yield* MockServer.MockServer
        const plain = dataset.slice({}, 0, 25)
        const odd = (rows: ReadonlyArray<unknown>) =>
          rows.flatMap((row, position) => (JSON.stringify(row) === JSON.stringify(plain[position]) ? [] : [position]))
        for (const [kind, complaint] of [
          ["unknownStatus", "must be equal to one of the allowed values"],
          ["missingEmail", "must have required property 'email'"],
          ["undecodable", "must be object"]
        ] as const) {
          const { rows, violations } = yield* rowsOf(kind, 10)
          assert.deepStrictEqual([kind, odd(rows)], [kind, [0, 10, 20]])
          assert.include(violations, complaint)
        }
        const { rows, violations } = yield* rowsOf("extraField", 12)
        assert.deepStrictEqual([odd(rows), violations], [[0, 12, 24], ""])
        const { promisesValidAnswers } = (yield* control<{ promisesValidAnswers: boolean }>("GET /scenario")).body
        assert.isTrue(promisesValidAnswers)
        // The same rows are odd on whichever page they stand.
        yield* control("PUT /scenario", { oddRows: { kind: "unknownStatus", every: 3 } })
        const pages = yield* Effect.forEach([1, 2, 3], (page) => list(`limit=10&page=${page}`))
        assert.deepStrictEqual(odd(pages.flatMap(({ body }) => body.data)), [0, 3, 6, 9, 12, 15, 18, 21, 24])
      })
    )
  })

  describe("of a broken connection", () => {
    it.effect("ends a body before its announced length", () =>
      Effect.gen(function* () {
        yield* play({ connection: { truncated: 1 } })
        assert.match(yield* failure(), /other side closed|terminated|aborted/i)
      })
    )

    it.effect("resets instead of answering", () =>
      Effect.gen(function* () {
        yield* play({ connection: { reset: 1 } })
        assert.match(yield* failure(), /ECONNRESET|other side closed/)
      })
    )

    it.effect("leaves whole what a client prefers to see", () =>
      Effect.gen(function* () {
        yield* play({ connection: { reset: 1 }, maintenance: true })
        const preferred = yield* list("", { prefer: "code=429" })
        assert.deepStrictEqual([preferred.status, preferred.body], [429, { message: "Too Many Attempts." }])
      })
    )

    it.effect("trickles a body that arrives whole", () =>
      Effect.gen(function* () {
        yield* play({ connection: { slow: 1, duration: 40 } })
        const started = performance.now()
        assert.strictEqual((yield* list("")).body.data.length, 25)
        assert.isAtLeast(performance.now() - started, 35)
      })
    )
  })

  it.effect("of latency keeps the client waiting, within the range", () =>
    Effect.gen(function* () {
      yield* play({ latency: { from: 30, to: 60 } })
      const started = performance.now()
      yield* list("")
      assert.isAtLeast(performance.now() - started, 28)
    })
  )

  it.effect("of steps scripts the first requests and then goes on as usual", () =>
    Effect.gen(function* () {
      yield* play({ steps: [{ errors: { status: 429, retryAfter: 1 } }, { maintenance: true, times: 2 }] })
      // Nobody's first request: a browser asks for it by itself.
      const { url } = yield* MockServer.MockServer
      assert.strictEqual((yield* send(`${url}/.well-known/appspecific/com.chrome.devtools.json`)).status, 404)
      const statuses = yield* Effect.forEach(Array.from({ length: 5 }), () =>
        Effect.map(list(""), ({ status }) => status)
      )
      assert.deepStrictEqual(statuses, [429, 503, 503, 200, 200])
    })
  )

  it.effect("comes with a single request in its header, and leaves the others alone", () =>
    Effect.gen(function* () {
      yield* play({})
      assert.strictEqual((yield* list("", { "x-mock-scenario": "maintenance" })).status, 503)
      assert.strictEqual((yield* list("", { "x-mock-scenario": '{"errors":{"status":403}}' })).status, 403)
      assert.strictEqual((yield* list("")).status, 200)
      const unknown = yield* list("", { "x-mock-scenario": "hapy" })
      assert.strictEqual(unknown.status, 422)
      assert.include(unknown.text, "happy, flaky, slow, rate-limited, drifting, maintenance")
    })
  )

  it.effect("in a header that asks for too much is refused, and the server goes on", () =>
    Effect.gen(function* () {
      for (const settings of [
        { steps: [{ latency: 1 }] },
        { steps: [{ times: 3_000_000_000 }] },
        { drift: { every: 1, insertions: 1_000_000 } },
        { latency: { from: 2, to: 1 } }
      ]) {
        assert.strictEqual((yield* list("", { "x-mock-scenario": JSON.stringify(settings) })).status, 422)
      }
      assert.strictEqual((yield* list("")).status, 200)
    })
  )

  it.effect("of a hundred different steps has a replay token that every client can receive", () =>
    Effect.gen(function* () {
      const steps = Array.from({ length: 100 }, (_, n) => ({
        latency: { from: 0, to: n % 3 },
        errors: { rate: n / 100, status: 503, retryAfter: n } as const,
        connection: { slow: n / 200, duration: n * 13 }
      }))
      yield* play({ steps })
      const token = (yield* list("")).headers["x-mock-replay"] ?? ""
      assert.isBelow(token.length, 4000)
      assert.deepStrictEqual((yield* Effect.fromResult(Replay.parse(token))).scenario, { steps })
    })
  )
})

layer(MockServer.layer({ referrals: 25, scenario: { preset: "drifting" } }))("a list that drifts", (it) => {
  it.effect("gains rows in front, loses others, and answers every filter from the same rows", () =>
    Effect.gen(function* () {
      const { dataset } = yield* MockServer.MockServer
      const before = dataset.slice({}, 0, 100)
      yield* Effect.forEach(Array.from({ length: 30 }), () => list("limit=1"))
      const after = dataset.slice({}, 0, 100)
      assert.strictEqual(after.length, 25)
      const known = new Set(before.map(({ uuid }) => uuid))
      const gained = after.filter(({ uuid }) => !known.has(uuid))
      assert.isAbove(gained.length, 3)
      assert.deepStrictEqual(after.slice(0, gained.length), gained)
      for (const status of ["pending", "completed", "failed"] as const) {
        assert.deepStrictEqual(
          dataset.slice({ status }, 0, 100),
          after.filter((row) => row.status === status)
        )
      }
      const contact = gained[0]?.referring_contact.uuid ?? ""
      assert.deepStrictEqual(
        dataset.slice({ referring_contact_uuid: contact }, 0, 100),
        after.filter((row) => row.referring_contact.uuid === contact)
      )
    })
  )
})

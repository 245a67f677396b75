/**
 * What ends a list, sentence by sentence: an end that something speaks against is not complete.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Referral, Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { asked, inTestTime, referralsOf } from "./support.ts"

const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => FakePiggy.referral(from + index))
const page = (data: ReadonlyArray<unknown>, meta: unknown = []) => FakePiggy.json({ data, meta })

interface Answer {
  readonly data: ReadonlyArray<unknown>
  readonly meta?: unknown
}

/** A server that answers page n with the nth answer, or with the answers of that page in turn; empty pages follow. */
const scripted = (answers: ReadonlyArray<Answer | Response | ReadonlyArray<Answer | Response>>) => {
  const times = new Map<number, number>()
  return ({ page: number }: FakePiggy.SeenRequest): Response => {
    const time = times.get(number) ?? 0
    times.set(number, time + 1)
    const entry = answers[number - 1]
    const inTurn: ReadonlyArray<Answer | Response> =
      entry === undefined ? [{ data: [] }] : "length" in entry ? entry : [entry]
    const answer = inTurn[time] ?? inTurn.at(-1) ?? { data: [] }
    return answer instanceof Response ? answer.clone() : page(answer.data, answer.meta ?? [])
  }
}

const collect = Effect.fnUntraced(function* (
  answers: Parameters<typeof scripted>[0],
  options: Referrals.CollectOptions = {}
) {
  const { fake, referrals } = yield* referralsOf({ respond: scripted(answers) })
  const result = yield* inTestTime(
    referrals.collect({}, { concurrency: 1, pageSize: 10, requireComplete: false, ...options })
  )
  return { ...result, asked: asked(fake) }
})

const failure = Effect.fnUntraced(function* (
  answers: Parameters<typeof scripted>[0],
  options: Referrals.StreamOptions = {}
) {
  const { referrals } = yield* referralsOf({ respond: scripted(answers) })
  return yield* inTestTime(
    Effect.flip(Stream.runDrain(referrals.stream({}, { concurrency: 1, pageSize: 10, ...options })))
  )
})

const refusal = (status: number, body: unknown) => FakePiggy.json(body, { status })
const ten = (n: number) => rows(n * 10, n * 10 + 10)

describe("a page without rows", () => {
  it.effect("ends a list if nothing says that more follows", () =>
    Effect.gen(function* () {
      const { summary } = yield* collect([{ data: ten(0) }, { data: rows(10, 14) }])
      assert.deepStrictEqual([summary.endedBy, summary.complete, summary.doubts], ["emptyPage", true, []])
    })
  )

  for (const meta of [{ last_page: 4 }, { total: 34 }, { current_page: 9, last_page: "4", total: "34" }]) {
    it.effect(`in the middle is requested once more while meta says that more follows: ${JSON.stringify(meta)}`, () =>
      Effect.gen(function* () {
        const list = [ten(0), ten(1), ten(2), rows(30, 34)]
        const transient = yield* collect(
          list.map((data, index) =>
            index === 2
              ? [
                  { data: [], meta },
                  { data, meta }
                ]
              : { data, meta }
          )
        )
        assert.deepStrictEqual<unknown>(transient.referrals, rows(0, 34))
        assert.isTrue(transient.summary.complete)
        const lasting = yield* collect(list.map((data, index) => ({ data: index === 2 ? [] : data, meta })))
        assert.deepStrictEqual<unknown>(lasting.referrals, [...ten(0), ...ten(1), ...rows(30, 34)])
        assert.isFalse(lasting.summary.complete)
        assert.include(lasting.summary.doubts, "uneven")
      })
    )
  }

  it.effect("is requested once more when a later page has come with rows", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({
        respond: scripted([{ data: ten(0) }, { data: ten(1) }, { data: [] }, { data: ten(3) }]),
        latency: (request) => (request.page === 3 ? "20 millis" : "1 millis")
      })
      const { referrals: found, summary } = yield* inTestTime(referrals.collect({}, { pageSize: 10, concurrency: 8 }))
      assert.deepStrictEqual<unknown>(found, [...ten(0), ...ten(1), ...ten(3)])
      assert.deepStrictEqual(summary.doubts, ["uneven"])
      assert.strictEqual(asked(fake).filter((number) => number === 3).length, 2)
    })
  )

  it.effect("three times in a row ends a list although more follows, and fails by default", () =>
    Effect.gen(function* () {
      const meta = { last_page: 9 }
      const answers = [{ data: ten(0), meta }, ...Array.from({ length: 8 }, () => ({ data: [], meta }))]
      const { summary } = yield* collect(answers)
      assert.deepStrictEqual([summary.endedBy, summary.doubts], ["emptyPage", ["emptyInside"]])
      assert.strictEqual((yield* failure(answers)).reason._tag, "Incomplete")
    })
  )

  it.effect("leaves the end in doubt if its meta, and that of the last rows, count more rows than were read", () =>
    Effect.gen(function* () {
      const missing = yield* collect([
        { data: ten(0), meta: { total: 15 } },
        { data: rows(10, 13), meta: { total: 15 } }
      ])
      assert.deepStrictEqual(missing.summary.doubts, ["missing"])
      const onlyOlder = yield* collect([{ data: ten(0), meta: { total: 15 } }, { data: rows(10, 13) }])
      assert.deepStrictEqual(onlyOlder.summary.doubts, ["unproven"])
      const corrected = yield* collect([
        { data: ten(0), meta: { total: 15 } },
        { data: rows(10, 13), meta: { total: 15 } },
        { data: [], meta: { total: 13 } }
      ])
      assert.isTrue(corrected.summary.complete)
    })
  )

  it.effect("that says first that more follows, and is then refused, leaves rows missing", () =>
    Effect.gen(function* () {
      const { summary } = yield* collect([
        { data: ten(0) },
        [{ data: [], meta: { last_page: 7 } }, refusal(400, { code: 1003, message: "no" })]
      ])
      assert.strictEqual(summary.endedBy, "refused")
      assert.include(summary.doubts, "missing")
    })
  )
})

describe("meta", () => {
  const full = { data: ten(0) }

  for (const [what, meta] of Object.entries({
    "last_page 0": { current_page: 1, last_page: 0 },
    "last_page 0 and total 0": { current_page: 1, last_page: 0, total: 0 },
    "last_page -1": { current_page: 1, last_page: -1 },
    "last_page below the page": { current_page: 1, last_page: "0", total: 10 },
    "no total": { current_page: 1, last_page: 1 },
    "a total below the rows delivered": { current_page: 1, last_page: 1, total: 9 },
    "a total above the rows read": { current_page: 1, last_page: 1, total: 20 },
    "a fraction": { current_page: 1, last_page: 1.5, total: 10 },
    "another page's number": { current_page: 2, last_page: 1, total: 10 },
    "no page's number": { last_page: 1, total: 10 }
  })) {
    it.effect(`with ${what} proves no end: the next page is requested`, () =>
      Effect.gen(function* () {
        const { referrals } = yield* collect([{ ...full, meta }, { data: rows(10, 15) }])
        assert.deepStrictEqual<unknown>(referrals, rows(0, 15))
      })
    )
  }

  it.effect(
    "that names the page as the last, with a total between delivered and read, ends the list without another request",
    () =>
      Effect.gen(function* () {
        const { asked: pages, summary } = yield* collect([
          { ...full, meta: { page: "1", last_page: "1", total: "10" } }
        ])
        assert.deepStrictEqual([summary.endedBy, summary.complete, pages], ["lastPage", true, [1]])
      })
  )

  it.effect("that ends a list clears the doubt of uneven pages", () =>
    Effect.gen(function* () {
      const lengths = [rows(0, 5), rows(5, 15), rows(15, 20)]
      const uneven = yield* collect(lengths.map((data) => ({ data })))
      assert.deepStrictEqual(uneven.summary.doubts, ["uneven"])
      const told = yield* collect(
        lengths.map((data, index) => ({ data, meta: { current_page: index + 1, last_page: 3, total: 20 } }))
      )
      assert.deepStrictEqual([told.summary.complete, told.summary.doubts], [true, []])
    })
  )

  it.effect("counts as the newest page gives it, not as older pages gave it", () =>
    Effect.gen(function* () {
      const { summary } = yield* collect([
        { data: ten(0), meta: { total: 99 } },
        { data: rows(10, 12), meta: { last_page: 2 } }
      ])
      assert.deepStrictEqual([summary.complete, summary.doubts], [true, []])
    })
  )

  it.effect("does not end a list if a later page has come with new rows", () =>
    Effect.gen(function* () {
      const { referrals: service } = yield* referralsOf({
        respond: scripted([{ data: ten(0), meta: { current_page: 1, last_page: 1, total: 10 } }, { data: ten(1) }]),
        latency: (request) => (request.page === 1 ? "20 millis" : "1 millis")
      })
      const { referrals } = yield* inTestTime(service.collect({}, { pageSize: 10 }))
      assert.deepStrictEqual<unknown>(referrals, rows(0, 20))
    })
  )
})

describe("pages of uneven length", () => {
  it.effect("are all delivered, and leave the end in doubt: the size may have changed on the way", () =>
    Effect.gen(function* () {
      // The server grants 5 rows, then 10: page 2 begins behind row 10, and rows 5 to 10 were never served.
      const { referrals, summary } = yield* collect([{ data: rows(0, 5) }, { data: ten(1) }, { data: rows(20, 23) }])
      assert.strictEqual(referrals.length, 18)
      assert.deepStrictEqual([summary.complete, summary.doubts], [false, ["uneven"]])
    })
  )

  it.effect("end without a failure by default, and fail if completeness is required", () =>
    Effect.gen(function* () {
      const answers = [{ data: rows(0, 5) }, { data: ten(1) }]
      const { referrals } = yield* referralsOf({ respond: scripted(answers) })
      assert.strictEqual((yield* referrals.collect({}, { pageSize: 10 })).referrals.length, 15)
      const error = yield* failure(answers, { requireComplete: true })
      assert(error.reason._tag === "Incomplete")
      assert.deepStrictEqual(error.reason.doubts, ["uneven"])
    })
  )
})

describe("a refusal in the middle", () => {
  const about = (field: string) => ({
    code: 1003,
    status_code: 400,
    message: "Invalid input.",
    errors: { [field]: ["x"] }
  })

  for (const [what, answer] of Object.entries({
    "1003 about a filter": () => refusal(400, about("referring_contact_uuid")),
    "1003 about the limit": () => refusal(400, about("limit")),
    "1003 about the page and a filter": () =>
      refusal(400, { ...about("page"), errors: { page: ["x"], status: ["x"] } }),
    "422 about a filter": () => refusal(422, { message: "Invalid.", errors: { status: ["x"] } }),
    "422 without a code": () => refusal(422, { message: "Invalid.", errors: { page: ["x"] } }),
    "60013": () => refusal(400, { code: 60_013, status_code: 400, message: "not active" }),
    "55031": () => refusal(404, { code: 55_031, status_code: 404, message: "no contact" }),
    "a gateway's HTML 404": () => new Response("<html>no route</html>", { status: 404 }),
    "an empty 404": () => new Response(null, { status: 404 }),
    "an envelope under 200": () => refusal(200, { code: 1003, status_code: 400, message: "x", data: [] })
  })) {
    it.effect(`is a failure with a checkpoint, and no end: ${what}`, () =>
      Effect.gen(function* () {
        const error = yield* failure([{ data: ten(0) }, { data: rows(10, 15) }, answer()])
        assert.notInclude(["Incomplete", "PaginationStalled"], error.reason._tag)
        assert.strictEqual(error.checkpoint?.page, 3)
      })
    )
  }

  for (const [what, answer] of Object.entries({
    "1003 without fields": () => refusal(400, { code: 1003, message: "Invalid input." }),
    "1003 about the page": () => refusal(400, about("page")),
    "1003 under 422": () => refusal(422, { code: 1003, message: "Invalid input." }),
    "a 404 in JSON": () => refusal(404, { message: "Not Found" })
  })) {
    it.effect(`of the page itself ends the list, complete after a short page: ${what}`, () =>
      Effect.gen(function* () {
        const short = yield* collect([{ data: ten(0) }, { data: rows(10, 15) }, answer()])
        assert.deepStrictEqual([short.summary.endedBy, short.summary.complete], ["refused", true])
        const full = yield* collect([{ data: ten(0) }, { data: ten(1) }, answer()])
        assert.deepStrictEqual(full.summary.doubts, ["unproven"])
        const promised = yield* collect([{ data: ten(0), meta: { total: 40 } }, { data: rows(10, 15) }, answer()])
        assert.include(promised.summary.doubts, "missing")
        const first = yield* collect([{ data: rows(0, 4) }, answer()])
        assert.isTrue(first.summary.complete)
      })
    )
  }

  it.effect("with a 404 in JSON is requested once more first", () =>
    Effect.gen(function* () {
      const { asked: pages, referrals } = yield* collect([
        { data: ten(0) },
        [refusal(404, { message: "Not Found" }), { data: rows(10, 15) }]
      ])
      assert.deepStrictEqual<unknown>(referrals, rows(0, 15))
      assert.deepStrictEqual(pages, [1, 2, 2, 3])
    })
  )

  it.effect("leaves rows missing if a later page has come with rows", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({
        respond: scripted([{ data: ten(0) }, { data: rows(10, 15) }, refusal(400, { code: 1003 }), { data: ten(4) }]),
        latency: (request) => (request.page === 3 ? "20 millis" : "1 millis")
      })
      const { summary } = yield* inTestTime(
        referrals.collect({}, { pageSize: 10, concurrency: 8, requireComplete: false })
      )
      assert.include(summary.doubts, "missing")
    })
  )
})

describe("an end in doubt", () => {
  it.effect("names the doubt, the numbers seen and what to do, after every row was delivered", () =>
    Effect.gen(function* () {
      const meta = { total: 40 }
      const { referrals } = yield* referralsOf({
        respond: scripted([
          { data: ten(0), meta },
          { data: rows(10, 15), meta }
        ])
      })
      const delivered: Array<Referral.Referral> = []
      const error = yield* Effect.flip(
        Stream.runForEach(referrals.stream({}, { pageSize: 10, concurrency: 1 }), (row) =>
          Effect.sync(() => void delivered.push(row))
        )
      )
      assert.strictEqual(delivered.length, 15)
      for (const part of ["missing", "15 rows were read", "40 rows", "requireComplete: false", "was delivered"]) {
        assert.include(error.message, part)
      }
    })
  )
})

describe("a failed collect", () => {
  const failing = (pages: number): Parameters<typeof scripted>[0] => [
    ...Array.from({ length: pages }, (_, index) => ({ data: ten(index) })),
    refusal(403, { message: "no" })
  ]

  it.effect("has no checkpoint, since its rows were not delivered, and gives them when asked", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({ respond: scripted(failing(3)) })
      const error = yield* inTestTime(Effect.flip(referrals.collect({}, { pageSize: 10, concurrency: 4 })))
      assert.isUndefined(error.checkpoint)
      assert.deepStrictEqual<unknown>(error.collected(), rows(0, 30))
      assert.notInclude(JSON.stringify(error), "example.eu")
    })
  )

  it.effect("at its own deadline says how many requests it sent, and gives its rows", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 500, latency: () => "40 millis" })
      const error = yield* inTestTime(
        Effect.flip(referrals.collect({}, { pageSize: 10, concurrency: 1, deadline: "700 millis" }))
      )
      assert.strictEqual(error.reason._tag, "TimedOut")
      assert.strictEqual(error.attempts, fake.requests.length)
      assert.strictEqual(error.collected().length, 170)
      assert.isUndefined(error.checkpoint)
    })
  )
})

describe("a collect with a deadline", () => {
  it.effect("fails at once, with the server's own reason, when the server asks for a longer wait", () =>
    Effect.gen(function* () {
      const busy = FakePiggy.json({ message: "slow down" }, { status: 429, headers: { "retry-after": "30" } })
      const { fake, referrals } = yield* referralsOf({ respond: scripted([{ data: ten(0) }, busy]) })
      const error = yield* inTestTime(
        Effect.flip(referrals.collect({}, { pageSize: 10, concurrency: 1, deadline: "5 seconds" }))
      )
      assert(error.reason._tag === "RateLimited")
      assert.deepStrictEqual(error.reason.retryAfter, Duration.seconds(30))
      assert.lengthOf(fake.requests, 2)
    })
  )
})

describe("a row that comes back", () => {
  it.effect("five pages later is delivered once by collect, and counted", () =>
    Effect.gen(function* () {
      const pages = [0, 1, 2, 3, 4].map((n) => ({ data: ten(n) }))
      const { referrals, summary } = yield* collect([...pages, { data: [FakePiggy.referral(3), ...rows(50, 59)] }])
      assert.deepStrictEqual<unknown>(referrals, rows(0, 59))
      assert.deepStrictEqual([summary.duplicates, summary.drift], [1, "moved"])
    })
  )
})

describe("identical rows on one page", () => {
  const twin = FakePiggy.referral(7)
  const list = [twin, twin, twin, ...rows(10, 14), twin, ...rows(20, 22)]

  for (const maxItems of [1, 2, 3, 5]) {
    it.effect(`are neither lost nor doubled when the list is cut after every ${maxItems}`, () =>
      Effect.gen(function* () {
        const { referrals } = yield* referralsOf({ referrals: list })
        const found: Array<Referral.Referral> = []
        let from: Referrals.Summary["checkpoint"]
        let legs = 0
        do {
          const part = yield* referrals.collect({}, { pageSize: 30, maxItems, from })
          found.push(...part.referrals)
          from = part.summary.checkpoint
        } while (from !== undefined && ++legs < 40)
        assert.deepStrictEqual<unknown>(found, list)
      })
    )
  }
})

describe("a page of one id", () => {
  it("with thousands of rows is told apart in linear time", async () => {
    const big = Array.from({ length: 20_000 }, (_, index) => ({ ...FakePiggy.referral(index), uuid: "one" }))
    const read = Effect.gen(function* () {
      const { referrals } = yield* referralsOf({
        respond: ({ page: number }) => page(number <= 2 ? big.slice((number - 1) * 10_000, number * 10_000) : [])
      })
      return yield* referrals.collect()
    })
    const start = process.cpuUsage()
    const { referrals, summary } = await Effect.runPromise(read)
    const { user } = process.cpuUsage(start)
    assert.deepStrictEqual([referrals.length, summary.conflicting], [20_000, 19_999])
    assert.isBelow(user / 1e6, 10)
  })
})

describe("passes", () => {
  it.effect("agree whatever the order of a row's keys", () =>
    Effect.gen(function* () {
      let answers = 0
      const reversed = (row: object) => Object.fromEntries(Object.entries(row).toReversed())
      const { referrals } = yield* referralsOf({
        respond: ({ page: number }) => {
          const data = number === 1 ? rows(0, 9) : []
          return page(++answers % 4 < 2 ? data : data.map(reversed))
        }
      })
      const { summary } = yield* referrals.collect({}, { pageSize: 10, concurrency: 1, passes: 4 })
      assert.strictEqual(summary.drift, "none")
    })
  )

  it.effect("deliver the last of the two that agree, exactly: rows that left in between are gone", () =>
    Effect.gen(function* () {
      let passes = 0
      const { referrals } = yield* referralsOf({
        respond: ({ page: number }) => {
          if (number === 1) passes++
          return page(number === 1 ? (passes === 1 ? rows(0, 9) : rows(3, 9)) : [])
        }
      })
      const { referrals: found, summary } = yield* referrals.collect({}, { pageSize: 10, concurrency: 1, passes: 5 })
      assert.deepStrictEqual<unknown>(found, rows(3, 9))
      assert.deepStrictEqual([summary.drift, summary.items, summary.lateFinds], ["none", 6, 0])
    })
  )

  it.effect("keep maxItems if no two agree", () =>
    Effect.gen(function* () {
      let shift = 0
      const { referrals } = yield* referralsOf({
        respond: ({ page: number }) => page(number === 1 ? rows(++shift * 20, shift * 20 + 10) : [])
      })
      const { referrals: found } = yield* referrals.collect(
        {},
        { pageSize: 10, concurrency: 1, passes: 3, maxItems: 7 }
      )
      assert.strictEqual(found.length, 7)
    })
  )
})

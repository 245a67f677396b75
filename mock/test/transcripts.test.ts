import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Journal from "../src/Journal.ts"
import * as JournalMemory from "../src/JournalMemory.ts"
import type { Entry, News, Waiting } from "../src/Journal.ts"
import type { Mark } from "../src/Mark.ts"
import * as MockServer from "../src/MockServer.ts"
import type { Referral } from "../src/Referral.ts"
import type { Transcript } from "../src/Transcript.ts"
import { control, get, list, referralsPath } from "./http.ts"

interface Remembered extends Entry {
  readonly transcript?: Transcript
}
interface Seen {
  readonly entries: ReadonlyArray<Entry>
  readonly waiting: ReadonlyArray<Waiting>
  readonly marks: ReadonlyArray<Mark>
}

const entry = {
  at: 0,
  duration: 1,
  method: "GET",
  path: "/",
  query: "",
  status: 200,
  client: "one",
  faults: [],
  violations: []
}

describe("what the journal keeps of a request", () => {
  it.live("is its headers and the first rows of its answer", () =>
    Effect.gen(function* () {
      const { body } = yield* list("limit=100", { "user-agent": "client/1.2", "x-request-id": "17" })
      const { body: kept } = yield* control<Remembered>("GET /journal/1")
      assert.strictEqual(kept.userAgent, "client/1.2")
      assert.strictEqual(kept.transcript?.request.headers["x-request-id"], "17")
      assert.strictEqual(kept.transcript?.answer.headers["content-type"], "application/json")
      const { body: text, length } = kept.transcript?.answer ?? assert.fail("no transcript")
      assert.isBelow(text.length, 1601)
      assert.isAbove(length, 10_000)
      const rows = JSON.parse(`${text}]}`).data
      assert.deepStrictEqual(rows, body.data.slice(0, rows.length))
      assert.isAtLeast(rows.length, 3)
    }).pipe(Effect.provide(MockServer.layer({ referrals: 100 })))
  )

  it.live("is nothing of an answer that never arrived", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      yield* Effect.promise(() => fetch(`${url}${referralsPath}`).catch(() => undefined))
      const { body } = yield* control<Remembered>("GET /journal/1")
      assert.deepStrictEqual([body.status, body.transcript?.answer], [0, { headers: {}, body: "", length: 0 }])
    }).pipe(Effect.provide(MockServer.layer({ referrals: 1, scenario: { connection: { reset: 1 } } })))
  )

  it("is forgotten before the request is, where many sessions remember a lot", () => {
    const transcripts = JournalMemory.make(2)
    const one = Journal.make(10, JournalMemory.make(100), transcripts)
    const other = Journal.make(10, JournalMemory.make(100), transcripts)
    one.pen()(entry, "first")
    one.pen()(entry, "second")
    other.pen()(entry, "third")
    assert.deepStrictEqual(
      [one.find(1)?.transcript, one.find(2)?.transcript, other.find(1)?.transcript],
      [undefined, "second", "third"]
    )
    assert.strictEqual(one.find(1)?.entry.id, 1)
    one.clear()
    other.pen()(entry, "fourth")
    other.pen()(entry, "fifth")
    assert.deepStrictEqual([one.find(1), other.find(1)?.transcript], [undefined, undefined])
  })
})

describe("a request that waits for its answer", () => {
  it.live("is told of until it is answered, and can be told from others by its ticket", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const leaving = new AbortController()
      const answered = fetch(`${url}${referralsPath}?page=3`, { signal: leaving.signal }).catch(() => undefined)
      const seen = control<Seen>("GET /journal").pipe(
        Effect.flatMap(({ body }) => (body.waiting.length === 1 ? Effect.succeed(body) : Effect.fail("not yet"))),
        Effect.retry({ times: 1000 })
      )
      const { entries, waiting } = yield* seen
      assert.deepStrictEqual(
        [entries.length, waiting[0]?.query, waiting[0]?.faults],
        [0, "page=3", ["latency 600000 ms"]]
      )
      leaving.abort()
      yield* Effect.promise(() => answered)
      const after = yield* control<Seen>("GET /journal").pipe(
        Effect.flatMap(({ body }) => (body.waiting.length === 0 ? Effect.succeed(body) : Effect.fail("not yet"))),
        Effect.retry({ times: 1000 })
      )
      assert.deepStrictEqual(
        after.entries.map(({ faults, status, ticket }) => [ticket, status, faults.at(-1)]),
        [[waiting[0]?.ticket, 0, "the client went away"]]
      )
    }).pipe(Effect.provide(MockServer.layer({ referrals: 1, scenario: { latency: 600_000 } })))
  )

  it("is forgotten with the journal that is cleared", () => {
    const journal = Journal.make(10, JournalMemory.make(10))
    const news: Array<News> = []
    journal.listen((one) => news.push(one))
    const pen = journal.pen()
    const { at, client, faults, method, path, query } = entry
    const ticket = pen.wait({ at, client, faults, method, path, query })
    journal.clear()
    pen({ ...entry, ticket })
    assert.deepStrictEqual([journal.waiting(), journal.after(0), news.length], [[], [], 2])
  })
})

describe("what somebody does between requests", () => {
  it.live("stands between them in the journal, until a reset", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const { body } = yield* list("limit=2")
      const [first] = body.data
      yield* control("PUT /scenario", { preset: "flaky" })
      yield* control(`PATCH /referrals/${first?.uuid}`, { status: "failed" })
      yield* control(`DELETE /referrals/${first?.uuid}`)
      yield* control(`POST /referrals/${first?.uuid}/restore`)
      yield* mock.advanceClock({ seconds: 60 })
      const { marks } = (yield* control<Seen>("GET /journal")).body
      assert.deepStrictEqual(
        marks.map((one) => [one.after, one.kind, "did" in one ? one.did : undefined]),
        [
          [1, "scenario", undefined],
          [1, "row", "changed"],
          [1, "row", "removed"],
          [1, "row", "restored"],
          [1, "clock", undefined]
        ]
      )
      yield* mock.reset
      assert.deepStrictEqual((yield* control<Seen>("GET /journal")).body.marks, [])
    }).pipe(Effect.provide(MockServer.layer({ referrals: 5 })))
  )
})

describe("a row that was taken out", () => {
  it.live("comes back where it was, as it was, and stays when another scenario is played", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const rows = () => Effect.map(list("limit=100"), ({ body }) => body.data)
      const before = yield* rows()
      const uuid = before[2]?.uuid
      const changed = yield* control<Referral>(`PATCH /referrals/${uuid}`, { status: "failed" })
      const after = before.map((row, index) => (index === 2 ? changed.body : row))
      yield* control(`DELETE /referrals/${uuid}`)
      assert.lengthOf(yield* rows(), 4)
      assert.deepStrictEqual((yield* control(`POST /referrals/${uuid}/restore`)).body, changed.body)
      assert.deepStrictEqual(yield* rows(), after)
      yield* control("PUT /scenario", { meta: "laravel" })
      assert.deepStrictEqual(yield* rows(), after)
      yield* control(`DELETE /referrals/${uuid}`)
      yield* control("PUT /scenario", {})
      assert.strictEqual((yield* control(`POST /referrals/${uuid}/restore`)).status, 200)
      assert.deepStrictEqual(yield* rows(), after)
      assert.strictEqual((yield* control(`POST /referrals/${uuid}/restore`)).status, 404)
      assert.strictEqual(
        (yield* get(url, "/__mock/edits")).text,
        JSON.stringify({ edits: [{ do: "replace", referral: changed.body }] })
      )
    }).pipe(Effect.provide(MockServer.layer({ referrals: 5 })))
  )
})

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Checkpoint, type Referral, Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { digest } from "../src/internal/paging/digest.ts"
import { baseUrl, clientOf, referralsOf } from "./support.ts"

const codec = Schema.fromJsonString(Checkpoint.Checkpoint)
const throughJson = (checkpoint: Checkpoint.Checkpoint) =>
  Effect.flatMap(Schema.encodeEffect(codec)(checkpoint), Schema.decodeUnknownEffect(codec))

const uuids = (rows: ReadonlyArray<Referral.Referral>) => rows.map((row) => row.uuid)

interface Case {
  readonly total: number
  readonly pageSize: number
  readonly clampTo: number
  readonly concurrency: number
  readonly failing: number
}

const Count = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))
const Traversal = Schema.Struct({
  total: Count(0, 120),
  pageSize: Count(1, 30),
  clampTo: Count(1, 30),
  concurrency: Count(1, 8),
  failing: Count(1, 12)
})

/** Reads until the failure of a page, then goes on from its checkpoint. */
const interrupted = Effect.fnUntraced(function* (
  { clampTo, concurrency, failing, pageSize, total }: Case,
  between: (rows: Array<Referral.Referral>) => void = () => {}
) {
  let broken = true
  const { fake, referrals } = yield* referralsOf({
    referrals: total,
    clampTo,
    respond: (request) => (broken && request.page >= failing ? FakePiggy.json({}, { status: 403 }) : undefined)
  })
  const before = [...fake.referrals]
  const prefix: Array<Referral.Referral> = []
  const error = yield* referrals.stream({}, { concurrency, pageSize }).pipe(
    Stream.runForEach((row) => Effect.sync(() => void prefix.push(row))),
    Effect.as(undefined),
    Effect.catch(Effect.succeed)
  )
  broken = false
  if (error?.checkpoint === undefined) return { before, prefix, rest: [], summary: undefined, error }
  between(fake.referrals)
  const from = yield* throughJson(error.checkpoint)
  const { referrals: rest, summary } = yield* referrals.collect({}, { concurrency, from, requireComplete: false })
  return { before, prefix, rest, summary, error }
})

describe("resuming on a list that stands still", () => {
  it.effect.prop(
    "gives the rest, whole and once, after a failure at any request",
    [Traversal],
    ([traversal]) =>
      Effect.gen(function* () {
        const { before, error, prefix, rest, summary } = yield* interrupted(traversal)
        assert.deepStrictEqual([...prefix, ...rest], before)
        if (error === undefined) return
        assert.strictEqual(error.checkpoint?.page, traversal.failing)
        assert.isTrue(summary?.complete)
        assert.strictEqual(summary?.duplicates, 0)
        assert.strictEqual(summary?.drift, "unknown")
      }),
    { arbitrary: { runs: 150 } }
  )

  it.effect.prop(
    "gives the rest, whole and once, however often it fails on the way and wherever it is cut",
    [
      Traversal,
      // How far each attempt comes: requests until one fails, or rows and pages until it is cut.
      Schema.Array(Schema.Struct({ failing: Count(1, 4), maxItems: Count(1, 40), maxPages: Count(1, 5) })).check(
        Schema.isMaxLength(8)
      )
    ],
    ([traversal, attempts]) =>
      Effect.gen(function* () {
        let left = Infinity
        const { concurrency, pageSize } = traversal
        const { fake, referrals } = yield* referralsOf({
          referrals: traversal.total,
          clampTo: traversal.clampTo,
          respond: () => (--left < 1 ? FakePiggy.json({}, { status: 403 }) : undefined)
        })
        const delivered: Array<Referral.Referral> = []
        let from: Checkpoint.Checkpoint | undefined
        for (const { failing, maxItems, maxPages } of attempts) {
          left = failing
          let ended: Checkpoint.Checkpoint | undefined
          const onEnd = ({ checkpoint }: Referrals.Summary) => void (ended = checkpoint)
          const error = yield* referrals.stream({}, { concurrency, pageSize, from, maxItems, maxPages, onEnd }).pipe(
            Stream.runForEach((row) => Effect.sync(() => void delivered.push(row))),
            Effect.as(undefined),
            Effect.catch(Effect.succeed)
          )
          const next = error?.checkpoint ?? ended
          if (next === undefined) return assert.deepStrictEqual(delivered, fake.referrals)
          assert.isAtLeast(next.page, from?.page ?? 1)
          from = yield* throughJson(next)
          assert.deepStrictEqual(delivered, fake.referrals.slice(0, delivered.length))
        }
        left = Infinity
        const rest = yield* Stream.runCollect(referrals.stream({}, { concurrency, pageSize, from }))
        assert.deepStrictEqual([...delivered, ...rest], fake.referrals)
      }),
    { arbitrary: { runs: 150 } }
  )

  it.effect("keeps the same checkpoint while the page that is read again fails", () =>
    Effect.gen(function* () {
      let failing = 5
      const { fake, referrals } = yield* referralsOf({
        referrals: 95,
        respond: ({ page }) => (page >= failing ? FakePiggy.json({}, { status: 403 }) : undefined)
      })
      const first = yield* Effect.flip(Stream.runDrain(referrals.stream({}, { pageSize: 10 })))
      assert.strictEqual(first.checkpoint?.page, 5)
      failing = 1
      const second = yield* Effect.flip(Stream.runDrain(referrals.stream({}, { from: first.checkpoint })))
      const third = yield* Effect.flip(Stream.runDrain(referrals.stream({}, { from: second.checkpoint })))
      assert.deepStrictEqual(third.checkpoint, first.checkpoint)
      failing = 100
      const rest = yield* Stream.runCollect(referrals.stream({}, { from: third.checkpoint }))
      assert.deepStrictEqual(rest, fake.referrals.slice(40))
    })
  )

  it.effect("goes on from any page that was delivered", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 95, clampTo: 10 })
      const pages = yield* Stream.runCollect(referrals.pages())
      let delivered = 0
      for (const page of pages) {
        delivered += page.items.length
        const rest = yield* Stream.runCollect(referrals.stream({}, { from: yield* throughJson(page.checkpoint) }))
        assert.deepStrictEqual(rest, fake.referrals.slice(delivered))
      }
      assert.strictEqual(pages.length, 10)
    })
  )

  it.effect("goes on from the last page that was delivered before a cut, whole or in part", () =>
    Effect.gen(function* () {
      for (const maxItems of [30, 34]) {
        const { fake, referrals } = yield* referralsOf({ referrals: 95 })
        const pages = yield* Stream.runCollect(referrals.pages({}, { pageSize: 10, maxItems }))
        const from = pages.at(-1)?.checkpoint
        const rest = yield* Stream.runCollect(referrals.stream({}, { from }))
        assert.deepStrictEqual([...pages.flatMap(({ items }) => items), ...rest], fake.referrals)
      }
    })
  )

  it.effect("counts rows seen before the checkpoint towards the total in meta", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({
        referrals: 450,
        meta: ({ page, size, total }) => ({ current_page: page, last_page: Math.ceil(total / size), total })
      })
      const { summary: cut } = yield* referrals.collect({}, { maxPages: 3 })
      assert(cut.checkpoint !== undefined)
      const { referrals: rest, summary } = yield* referrals.collect({}, { from: cut.checkpoint })
      assert.deepStrictEqual(rest, fake.referrals.slice(300))
      assert.strictEqual(summary.endedBy, "lastPage")
    })
  )
})

describe("resuming where meta names a last page of another size", () => {
  it.effect("does not count the rows of the page that is read again twice", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({
        referrals: 95,
        clampTo: 30,
        meta: ({ page, total }) => ({ current_page: page, last_page: Math.ceil(total / 100), total })
      })
      const { summary: cut } = yield* referrals.collect({}, { maxPages: 1 })
      const { referrals: rest, summary } = yield* referrals.collect({}, { from: cut.checkpoint })
      assert.deepStrictEqual(rest, fake.referrals.slice(30))
      assert.isTrue(summary.complete)
    })
  )
})

describe("resuming on a list that moved", () => {
  const Move = Schema.Struct({ kind: Schema.Literals(["insert", "remove"]), position: Count(0, 150) })

  const apply = (moves: ReadonlyArray<typeof Move.Type>) => (rows: Array<Referral.Referral>) => {
    moves.forEach(({ kind, position }, index) => {
      if (kind === "insert") rows.splice(Math.min(position, rows.length), 0, FakePiggy.referral(10_000 + index))
      else rows.splice(position, 1)
    })
  }

  it.effect.prop(
    "loses no row that an uninterrupted traversal would have delivered",
    [Traversal, Schema.Array(Move)],
    ([traversal, moves]) =>
      Effect.gen(function* () {
        const move = apply(moves)
        const sequential = { ...traversal, concurrency: 1 }
        const { error, prefix, rest } = yield* interrupted(sequential, move)
        if (error === undefined) return
        // The same list, moved at the same moment, read through.
        let moved = false
        const { fake, referrals } = yield* referralsOf({
          referrals: traversal.total,
          clampTo: traversal.clampTo,
          respond: (request) => {
            if (!moved && request.page === traversal.failing) {
              moved = true
              move(fake.referrals)
            }
            return undefined
          }
        })
        const through = yield* Stream.runCollect(referrals.stream({}, { concurrency: 1, pageSize: traversal.pageSize }))
        const delivered = new Set(uuids([...prefix, ...rest]))
        assert.deepStrictEqual(
          uuids(through).filter((uuid) => !delivered.has(uuid)),
          []
        )
      }),
    { arbitrary: { runs: 150 } }
  )

  it.effect("delivers no row twice that moved to the next page, also after a cut within a page", () =>
    Effect.gen(function* () {
      for (const maxItems of [40, 43, 49]) {
        const { fake, referrals } = yield* referralsOf({ referrals: 95 })
        const before = [...fake.referrals]
        const cut = yield* referrals.collect({}, { pageSize: 10, maxItems })
        fake.referrals.unshift(FakePiggy.referral(900), FakePiggy.referral(901), FakePiggy.referral(902))
        const rest = yield* referrals.collect({}, { from: cut.summary.checkpoint })
        assert.deepStrictEqual([...cut.referrals, ...rest.referrals], before)
      }
    })
  )

  it.effect("does not take a page for the end if it was delivered before a cut and one row moved in", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 95, clampTo: 10 })
      const before = [...fake.referrals]
      const cut = yield* referrals.collect({}, { maxItems: 49 })
      // Page 5 holds one row of page 4 now, and the nine that were delivered.
      fake.referrals.unshift(FakePiggy.referral(900))
      const rest = yield* referrals.collect({}, { from: cut.summary.checkpoint })
      assert.deepStrictEqual([...cut.referrals, ...rest.referrals], before)
      assert.isTrue(rest.summary.complete)
    })
  )

  it.effect("finds rows that moved back to the page before", () =>
    Effect.gen(function* () {
      const { prefix, rest } = yield* interrupted(
        { total: 50, pageSize: 10, clampTo: 30, concurrency: 1, failing: 3 },
        (rows) => void rows.splice(0, 4)
      )
      assert.strictEqual(new Set(uuids([...prefix, ...rest])).size, 50)
    })
  )
})

describe("resuming on a list whose last page has grown", () => {
  it.effect("delivers the new rows and is complete if meta counts them", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({
        referrals: 25,
        meta: ({ page, size, total }) => ({ current_page: page, last_page: Math.ceil(total / size), total })
      })
      const first = yield* Stream.runCollect(referrals.pages({}, { pageSize: 10 }))
      const from = first.at(-1)?.checkpoint
      fake.referrals.push(FakePiggy.referral(900), FakePiggy.referral(901))
      const { referrals: rest, summary } = yield* referrals.collect({}, { from })
      assert.deepStrictEqual(rest, [FakePiggy.referral(900), FakePiggy.referral(901)])
      assert.deepStrictEqual(summary.doubts, [])
    })
  )
})

describe("a checkpoint resumed over another list", () => {
  const rowsFrom = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => FakePiggy.referral(first + index))
  const over = Effect.fnUntraced(function* (replace: (rows: Array<Referral.Referral>) => void) {
    const { fake, referrals } = yield* referralsOf({ referrals: 95 })
    const cut = yield* referrals.collect({}, { pageSize: 10, maxPages: 4 })
    replace(fake.referrals)
    return { fake, referrals, from: cut.summary.checkpoint }
  })

  it.effect("fails by default, and says what to do", () =>
    Effect.gen(function* () {
      const { from, referrals } = yield* over((rows) => void rows.splice(0, rows.length, ...rowsFrom(500, 95)))
      const error = yield* Effect.flip(referrals.collect({}, { from }))
      assert(error.reason._tag === "Incomplete")
      assert.deepStrictEqual(error.reason.doubts, ["resumedElsewhere"])
      assert.include(error.message, "requireComplete: false")
      assert.isAbove(error.collected().length, 0)
      const { summary } = yield* referrals.collect({}, { from, requireComplete: false })
      assert.isFalse(summary.complete)
      assert.strictEqual(summary.drift, "moved")
    })
  )

  it.effect("keeps the doubt when it is cut and resumed once more", () =>
    Effect.gen(function* () {
      const { from, referrals } = yield* over((rows) => void rows.splice(0, rows.length, ...rowsFrom(500, 95)))
      const cut = yield* referrals.collect({}, { from, maxPages: 2 })
      const error = yield* Effect.flip(referrals.collect({}, { from: cut.summary.checkpoint }))
      assert(error.reason._tag === "Incomplete")
      assert.include(error.reason.doubts, "resumedElsewhere")
    })
  )

  it.effect("is not assumed if the rows only moved: they are found on later pages, and not delivered again", () =>
    Effect.gen(function* () {
      for (const more of [10, 25, 40]) {
        const { fake, from, referrals } = yield* over((rows) => void rows.unshift(...rowsFrom(500, more)))
        const { referrals: rest, summary } = yield* referrals.collect({}, { from })
        assert.isTrue(summary.complete)
        assert.deepStrictEqual(rest.slice(-55), fake.referrals.slice(-55))
        assert.strictEqual(new Set(uuids(rest)).size, rest.length)
      }
    })
  )

  it.effect("is not assumed if new rows came in front of page 1, and no row comes twice", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 95 })
      const before = [...fake.referrals]
      const cut = yield* referrals.collect({}, { pageSize: 10, maxItems: 10 })
      fake.referrals.unshift(...rowsFrom(500, 25))
      const rest = yield* referrals.collect({}, { from: cut.summary.checkpoint })
      assert.isTrue(rest.summary.complete)
      assert.deepStrictEqual(
        rest.referrals.filter(({ uuid }) => before.some((row) => row.uuid === uuid)),
        before.slice(10)
      )
    })
  )
})

describe("a checkpoint", () => {
  const cut = Effect.gen(function* () {
    const { fake, referrals } = yield* referralsOf({ referrals: 250 })
    const { summary } = yield* referrals.collect({ status: "completed" }, { maxItems: 20, pageSize: 10 })
    assert(summary.checkpoint !== undefined)
    return { checkpoint: summary.checkpoint, fake, referrals }
  })

  it.effect("beside a filter that is wrong leaves the word to the filter, whatever it holds", () =>
    Effect.gen(function* () {
      const { checkpoint, fake, referrals } = yield* cut
      const sent = fake.requests.length
      const round: Record<string, unknown> = {}
      round["round"] = round
      const deep = JSON.parse('{"a":'.repeat(20_000) + "1" + "}".repeat(20_000)) as unknown
      // As a program without types calls.
      const ask = (filter: unknown, from: unknown) => {
        const asked: ReturnType<typeof referrals.collect> = Reflect.apply(referrals.collect, referrals, [
          filter,
          { from }
        ])
        return Effect.map(Effect.flip(asked), ({ message }) => message)
      }
      for (const value of [round, 1n, deep, Symbol("s"), () => {}, { toJSON: () => assert.fail("written") }]) {
        for (const filter of [{ status: value }, { toJSON: value }]) {
          const alone = yield* ask(filter, undefined)
          assert.match(alone, /^Referrals\.collect failed: (?:status must be|toJSON is not known)/)
          assert.strictEqual(yield* ask(filter, checkpoint), alone)
        }
        assert.include(
          yield* ask({ status: "completed" }, { ...checkpoint, version: 2, filter: value }),
          "from was made with another filter"
        )
      }
      assert.strictEqual(fake.requests.length, sent)
    })
  )

  it.effect("for another filter, page size or origin is refused before any request, and says which", () =>
    Effect.gen(function* () {
      const { checkpoint, fake, referrals } = yield* cut
      const sent = fake.requests.length
      const refused = (
        filter: Parameters<typeof referrals.collect>[0],
        from: Checkpoint.Checkpoint,
        pageSize?: number
      ) =>
        referrals.collect(filter, { from, pageSize }).pipe(
          Effect.flip,
          Effect.map((error) => error.message)
        )
      assert.include(yield* refused({}, checkpoint), "from was made with another filter")
      assert.include(yield* refused({ status: "failed" }, checkpoint), "from was made with another filter")
      assert.include(yield* refused({ status: "completed" }, checkpoint, 20), "from was made with pageSize 10, got 20")
      assert.include(
        yield* refused({ status: "completed" }, { ...checkpoint, origin: "https://api.piggy.eu" }),
        "from was made at https://api.piggy.eu, and this client reads http://127.0.0.1:4010"
      )
      // As one may come from a file that nobody decoded.
      assert.include(
        yield* refused({ status: "completed" }, { ...checkpoint, page: 0 }),
        "from is not a checkpoint of version 1"
      )
      assert.strictEqual(fake.requests.length, sent)
    })
  )

  it.effect("sets the page size", () =>
    Effect.gen(function* () {
      const { checkpoint, fake, referrals } = yield* cut
      const sent = fake.requests.length
      yield* referrals.collect({ status: "completed" }, { from: checkpoint, maxPages: 1 })
      assert.deepStrictEqual(
        fake.requests.slice(sent).map(({ limit, page }) => [limit, page]),
        [
          [10, 2],
          [10, 3]
        ]
      )
    })
  )

  it.effect(
    "is refused by a list that grants shorter pages, and where a host serves another account under another path",
    () =>
      Effect.gen(function* () {
        const { checkpoint, fake } = yield* cut
        const sent = fake.requests.length
        const at = (base: string, from: Checkpoint.Checkpoint) =>
          Effect.flatMap(Referrals.Referrals, (list) => list.collect({ status: "completed" }, { from })).pipe(
            Effect.provide(Layer.provide(Referrals.layer, clientOf(fake, { baseUrl: base })))
          )
        const long = yield* Effect.flip(at(baseUrl, { ...checkpoint, pageSize: 5000 }))
        assert.include(long.message, "from asks for 5000 rows on a page, and the list grants 100")
        const eu = { ...checkpoint, path: `/eu${checkpoint.path}` }
        for (const [other, from] of [
          [`${baseUrl}/us`, eu],
          [baseUrl, eu],
          [`${baseUrl}/eu`, checkpoint],
          [`${baseUrl}/eu/eu`, eu]
        ] as const) {
          const error = yield* Effect.flip(at(other, from))
          assert.include(error.message, "from was made for another list than /")
        }
        assert.lengthOf(fake.requests, sent)
        assert.strictEqual((yield* at(`${baseUrl}/eu/`, eu)).summary.endedBy, "emptyPage")
      })
  )

  it.effect("of an earlier version resumes what it was made for, and nothing else", () =>
    Effect.gen(function* () {
      const { checkpoint, referrals } = yield* cut
      const rest = yield* referrals.collect({ status: "completed" }, { from: checkpoint })
      const { evidence, path, ...first } = { ...checkpoint, filter: { status: "completed" } }
      assert(evidence !== undefined && path !== undefined)
      for (const from of [
        { ...first, path, evidence, version: 2 as const },
        { ...first, version: 1 as const }
      ]) {
        const resumed = yield* referrals.collect({ status: "completed" }, { from: yield* throughJson(from) })
        assert.deepStrictEqual(resumed.referrals, rest.referrals)
        const other = yield* Effect.flip(referrals.collect({ status: "failed" }, { from }))
        assert.include(other.message, "from was made with another filter")
      }
      const elsewhere = { ...first, path: "/api/v3/oauth/clients/contacts", evidence, version: 2 as const }
      const error = yield* Effect.flip(referrals.collect({ status: "completed" }, { from: elsewhere }))
      assert.include(error.message, "from was made for another list")
    })
  )

  it("tells filters apart by a digest that stays the same in every release", () => {
    // The published vectors of FNV-1a.
    assert.strictEqual(digest(""), "cbf29ce484222325")
    assert.strictEqual(digest("a"), "af63dc4c8601ec8c")
    assert.strictEqual(digest("foobar"), "85944171f73967e8")
  })

  it.effect("holds ids and a digest, and neither a value of the filter nor an email nor a credential", () =>
    Effect.gen(function* () {
      const { checkpoint } = yield* cut
      const text = yield* Schema.encodeEffect(codec)(checkpoint)
      assert.notMatch(text, /@example|Bearer|\btest\b/)
      assert.notInclude(text, "completed")
      assert.match(String(checkpoint.filter), /^[0-9a-f]{16}$/)
      assert.strictEqual(checkpoint.keys.flat().length, 20)
    })
  )
})

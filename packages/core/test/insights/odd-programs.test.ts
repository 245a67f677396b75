/**
 * Programs that no marketer has, and that a count must survive.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { Insights, type Referral } from "@effect-piggy/core"
import { row } from "./rows.ts"

type Rows = ReadonlyArray<Referral.Referral>

const of = (rows: Rows, options: Insights.Options = {}) =>
  Insights.summarize(Insights.add(Insights.empty(options), rows), options)

const contact = (number: number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`
const chain = (length: number): Rows =>
  Array.from({ length }, (_, index) => row(contact(index), contact(index + 1), "completed", contact(index)))
const ring = (length: number): Rows =>
  Array.from({ length }, (_, index) => row(contact(index), contact((index + 1) % length), "completed", contact(index)))

describe("a program without any referral", () => {
  it("has no data, and no 0 %", () => {
    const none = of([])
    assert.deepStrictEqual(none.conversion, { completed: 0, failed: 0, ofDecided: null, ofAll: null })
    assert.deepStrictEqual(none.concentration, { top1Percent: null, top10Percent: null, curve: [] })
    assert.deepStrictEqual(none.trees, { count: 0, largest: null, sizes: [] })
    assert.deepStrictEqual(none.chains, { depth: 0, longest: [] })
    assert.deepStrictEqual(none.leaderboard, { top: [], tied: 0 })
    assert.deepStrictEqual(Insights.summarize(Insights.merge()), none)
  })
})

describe("a contact that refers itself", () => {
  it("is an anomaly, and neither a chain nor a cycle", () => {
    const { anomalies, chains, contacts, trees } = of([row("a", "a"), row("a", "b"), row("b", "b")])
    assert.deepStrictEqual(anomalies.selfReferrals, { referrals: 2, rows: ["a>a", "b>b"] })
    assert.strictEqual(anomalies.cycles.count, 0)
    assert.deepStrictEqual(chains, { depth: 1, longest: ["a", "b"] })
    assert.deepStrictEqual(contacts, { total: 2, referring: 2, referred: 2 })
    assert.deepStrictEqual(trees.largest, { contacts: 2, referrals: 3, root: "a" })
  })
})

describe("contacts that refer each other in a circle", () => {
  it("are one cycle, with what hangs on it outside", () => {
    const rows = [row("x", "a"), row("a", "b"), row("b", "a"), row("b", "y"), row("y", "z")]
    const { anomalies, chains, trees } = of(rows)
    assert.deepStrictEqual(anomalies.cycles, {
      count: 1,
      referrals: 2,
      groups: [{ size: 2, contacts: ["a", "b"], referrals: 2, rows: ["a>b", "b>a"] }]
    })
    assert.deepStrictEqual(chains, { depth: 2, longest: ["b", "y", "z"] })
    assert.deepStrictEqual(trees.largest, { contacts: 5, referrals: 5, root: "x" })
  })

  it("are found a thousand at once, whichever comes first", () => {
    for (const rows of [ring(1000), ring(1000).toReversed()]) {
      const { anomalies, chains, trees } = of(rows)
      const [cycle] = anomalies.cycles.groups
      assert.strictEqual(anomalies.cycles.count, 1)
      assert.deepStrictEqual([cycle?.size, cycle?.referrals, cycle?.contacts.length], [1000, 1000, 100])
      assert.deepStrictEqual(cycle?.contacts.slice(0, 2), [contact(0), contact(1)])
      assert.deepStrictEqual(chains, { depth: 0, longest: [] })
      assert.deepStrictEqual(trees.largest, { contacts: 1000, referrals: 1000, root: null })
    }
  })
})

describe("a chain of 100,000 referrals", () => {
  for (const [order, rows] of [
    ["from its beginning", chain(100_000)],
    ["from its end", chain(100_000).toReversed()]
  ] as const) {
    it(`is counted, served ${order}`, () => {
      const { chains, trees } = of(rows)
      assert.strictEqual(chains.depth, 100_000)
      assert.deepStrictEqual(
        chains.longest,
        Array.from({ length: 100 }, (_, index) => contact(index))
      )
      assert.deepStrictEqual(trees.largest, { contacts: 100_001, referrals: 100_000, root: contact(0) })
    })
  }

  it("that closes to a ring is a cycle of as many", () => {
    const [cycle] = of(ring(100_000)).anomalies.cycles.groups
    assert.deepStrictEqual([cycle?.size, cycle?.referrals], [100_000, 100_000])
  })
})

describe("ids", () => {
  it("that are UUIDs are the same in either case, and any other is what it is", () => {
    const upper = "ABCDEF00-0000-4000-8000-00000000000A"
    const { contacts, leaderboard } = of([row(upper, "X"), row(upper.toLowerCase(), "x")])
    assert.deepStrictEqual(contacts, { total: 3, referring: 1, referred: 2 })
    assert.strictEqual(leaderboard.top[0]?.contact, upper.toLowerCase())
  })

  it("and statuses that name what every object has are words like any other", () => {
    const words = ["__proto__", "constructor", "toString", "hasOwnProperty"]
    const { leaderboard, statuses } = of(words.map((word) => row(word, `${word}2`, word, word)))
    assert.deepStrictEqual(
      statuses.map(({ status }) => status),
      words.toSorted()
    )
    assert.deepStrictEqual(
      leaderboard.top.map((entry) => entry.contact),
      words.toSorted()
    )
  })

  it("of one referral with other contacts are two rows, and told", () => {
    const rows = [row("a", "b", "pending", "same"), row("c", "d", "failed", "same")]
    const { anomalies, total } = of(rows)
    assert.strictEqual(total, 2)
    assert.deepStrictEqual(anomalies.repeatedIds, {
      count: 1,
      referrals: 2,
      groups: [{ uuid: "same", referrals: 2, rows: ["same", "same"] }]
    })
  })
})

describe("the leaderboard", () => {
  const rows = ["c", "a", "b", "d"].flatMap((by) => [
    row(by, `${by}1`),
    row(by, `${by}2`, by === "d" ? "failed" : "pending")
  ])

  it("gives contacts with as many completed referrals one rank, and says how many more share the last", () => {
    const { tied, top } = of(rows, { limit: 3 }).leaderboard
    assert.deepStrictEqual(
      top.map(({ contact: who, rank }) => [rank, who]),
      [
        [1, "a"],
        [1, "b"],
        [1, "c"]
      ]
    )
    assert.strictEqual(tied, 1)
  })

  it("has emails only where they were asked for", () => {
    const [first, ...rest] = rows
    assert.isDefined(first)
    const given = [{ ...first, referring_contact: { uuid: "c", email: "c@example.eu" } }, ...rest]
    assert.notInclude(JSON.stringify(of(given)), "@")
    const state = Schema.encodeSync(Insights.State)(Insights.add(Insights.empty(), given))
    assert.notInclude(JSON.stringify(state), "@")
    const emails = of(given, { emails: true }).leaderboard.top.map(({ contact: who, email }) => [who, email])
    assert.deepStrictEqual(emails, [
      ["a", null],
      ["b", null],
      ["c", "c@example.eu"],
      ["d", null]
    ])
  })
})

describe("a limit that is none", () => {
  it("is refused in words", () => {
    for (const limit of [0, -1, 1.5, Number.NaN, Infinity]) {
      assert.throws(() => of([row("a", "b")], { limit }), `limit must be an integer, 1 or more, got ${limit}`)
    }
  })
})

describe("the JSON of a state", () => {
  const good = () => Schema.encodeSync(Insights.State)(Insights.add(Insights.empty({ emails: true }), [row("a", "b")]))
  const decode = Schema.decodeUnknownExit(Insights.State)

  it("is refused where it is no state, and names what it should be", () => {
    assert.strictEqual(decode(good())._tag, "Success")
    for (const [change, expected] of [
      [{ referring: [2] }, "places within `contacts` and `statuses`"],
      [{ status: [1] }, "places within `contacts` and `statuses`"],
      [{ emails: [[2, "a@example.eu"]] }, "places within `contacts` and `statuses`"],
      [{ referred: [] }, "columns of one length"],
      [{ referred: [-1] }, "greater than or equal to 0"],
      [{ version: 2 }, "1"],
      [{ ids: [7] }, "string"]
    ] as const) {
      const refused = decode({ ...good(), ...change })
      assert.strictEqual(refused._tag, "Failure", JSON.stringify(change))
      assert.include(String(refused), expected)
      assert.notInclude(String(refused), "@")
    }
  })
})

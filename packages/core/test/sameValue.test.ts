/**
 * Rows of two passes, as JSON has them and as their schema decodes them.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { ListEndpoint } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { isSameValue } from "../src/internal/paging/sameValue.ts"
import { api, layerOf } from "./requests.ts"

class Money {
  readonly cents: number
  constructor(cents: number) {
    this.cents = cents
  }
}

// Each makes a value of a number: anew for each call, and another one for another number.
const kinds: ReadonlyArray<(value: number) => unknown> = [
  (value) => value,
  (value) => `${value}`,
  (value) => value % 2 === 0,
  (value) => (value === 0 ? null : value),
  (value) => new Date(value),
  (value) => new Date(value === 0 ? Number.NaN : value),
  (value) => Redacted.make(`${value}`),
  (value) => Redacted.make({ at: new Date(value) }),
  (value) => new Map([["a", value]]),
  (value) => new Map([[value, "a"]]),
  (value) => new Map([[{ id: value }, new Date(value)]]),
  (value) => new Set(["a", value]),
  (value) => new Set([{ id: value }]),
  (value) => Option.some(value),
  (value) => Duration.millis(value),
  (value) => BigInt(value),
  (value) => new URL(`https://example.org/${value}`),
  (value) => new Money(value),
  (value) => Uint8Array.of(1, value),
  (value) => ({ a: [{ b: value }], c: undefined }),
  (value) => Object.assign(Object.create(null), { a: value })
]

const Numbers = Schema.Array(Schema.Literals([0, 1])).check(Schema.isMinLength(1), Schema.isMaxLength(6))
const Kinds = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: kinds.length - 1 })))

// A value of each kind at its place, in an array, a map or an object of either order of keys.
const built = (numbers: ReadonlyArray<number>, drawn: ReadonlyArray<number>, turned: boolean) => {
  const entries = numbers.map((value, index) => [`k${index}`, kinds[drawn[index] ?? index]?.(value)] as const)
  return {
    list: entries.map(([, value]) => value),
    fields: Object.fromEntries(turned ? entries.toReversed() : entries)
  }
}

describe("two values", () => {
  it.prop(
    "are the same if they were made of the same, and are not if one part differs",
    [Numbers, Kinds, Schema.Boolean, Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 }))],
    ([numbers, drawn, turned, place]) => {
      assert.isTrue(isSameValue(built(numbers, drawn, false), built(numbers, drawn, turned)))
      const other = numbers.map((value, index) => (index === place % numbers.length ? 1 - value : value))
      assert.isFalse(isSameValue(built(numbers, drawn, false), built(other, drawn, turned)))
    },
    { arbitrary: { runs: 300 } }
  )

  it("are compared however they are made", () => {
    for (const kind of kinds) {
      assert.isTrue(isSameValue(kind(0), kind(0)), String(kind))
      assert.isFalse(isSameValue(kind(0), kind(1)), String(kind))
    }
    for (const [a, b] of [
      [new Map(), new Set()],
      [{}, []],
      [new Date(0), {}],
      [new Money(1), { cents: 1 }],
      [() => 1, () => 1],
      [new AbortController(), new AbortController()],
      [Redacted.make("a"), "a"]
    ]) {
      assert.isFalse(isSameValue(a, b))
    }
    const deep = () => JSON.parse("[".repeat(100_000) + "]".repeat(100_000))
    assert.isTrue(isSameValue(deep(), deep()))
  })
})

describe("a collect with passes", () => {
  const Row = Schema.Struct({
    uuid: Schema.NonEmptyString,
    at: Schema.DateFromString,
    secret: Schema.RedactedFromValue(Schema.String)
  })
  const visits = ListEndpoint.make({
    noun: "visits",
    path: "/visits",
    query: { fields: {}, must: {} },
    row: Row,
    identity: { key: (row) => row.uuid, id: (row) => row.uuid }
  })

  for (const [what, row] of [
    ["a date", (pass: number) => ({ at: `202${pass}-01-01T00:00:00Z`, secret: "s" })],
    ["a secret", (pass: number) => ({ at: "2020-01-01T00:00:00Z", secret: `s${pass}` })]
  ] as const) {
    for (const moving of [true, false]) {
      it.effect(
        `sees ${moving ? `that ${what} of a row changes all the while` : "that nothing changed"}: ${what}`,
        () =>
          Effect.gen(function* () {
            let passes = 0
            const { client } = api(({ url }) => {
              const first = url.searchParams.get("page") === "1"
              passes += first ? 1 : 0
              return FakePiggy.json({ data: first ? [{ uuid: "a", ...row(moving ? passes : 1) }] : [] })
            })
            const list = yield* Effect.provide(visits.service, layerOf(client))
            const { summary } = yield* list.collect({}, { passes: 5, concurrency: 1 })
            assert.deepStrictEqual([passes, summary.drift], moving ? [5, "moved"] : [2, "none"])
          })
      )
    }
  }
})

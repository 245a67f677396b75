/**
 * JSON that harms who handles it: nested thousands deep, or with keys named `__proto__`.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { FakePiggy } from "@effect-piggy/core/testing"
import { ListEndpoint, type PiggyError, Referral } from "@effect-piggy/core"
import { pageDecoder } from "../src/internal/list/decodePage.ts"
import { deepest } from "../src/internal/unsafeJson.ts"
import { get, layerOf, script } from "./requests.ts"
import { referralsOf } from "./support.ts"

const list = (levels: number) => "[".repeat(levels) + "]".repeat(levels)
const object = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`
const row = JSON.stringify(FakePiggy.referral(0))
const inRow = (extra: string) => row.replace('"status"', `"extra":${extra},"status"`)
const inContact = (extra: string) => row.replace('"email"', `"extra":${extra},"email"`)

const serving = (body: string) => referralsOf({ respond: () => new Response(body) })

describe("JSON nested thousands deep", () => {
  for (const [where, body, path] of [
    ["for a body", (deep: string) => deep, undefined],
    ["for data", (deep: string) => `{"data":${deep}}`, undefined],
    ["for a row", (deep: string) => `{"data":[${deep}]}`, undefined],
    ["for an id", (deep: string) => `{"data":[{"uuid":${deep}}]}`, "data[0].uuid"],
    ["in a field of a row", (deep: string) => `{"data":[${inRow(deep)}]}`, "data[0].extra"],
    ["in a field of a contact", (deep: string) => `{"data":[${inContact(deep)}]}`, "data[0].referring_contact.extra"],
    ["in meta", (deep: string) => `{"data":[],"meta":${deep}}`, "meta"],
    ["in a field that is somebody's email", (deep: string) => `{"data":[],"jane@example.eu":${deep}}`, "[email]"]
  ] as const) {
    for (const deep of [list(deepest + 1), object(5000), list(200_000)]) {
      it.effect(`is refused ${where}, with the place (${deep.slice(0, 2)} ${deep.length})`, () =>
        Effect.gen(function* () {
          const { referrals } = yield* serving(body(deep))
          for (const call of [referrals.list(), referrals.collect(), referrals.collect({}, { passes: 2 })]) {
            const error = yield* Effect.flip(Effect.asVoid<unknown, PiggyError.PiggyError, never>(call))
            assert(error.reason._tag === "MalformedResponse", error.message)
            if (path !== undefined) assert.strictEqual(error.reason.path, path)
            assert.notInclude(error.message, "jane@")
          }
        })
      )
    }
  }

  it.effect("in an error of the API does not change the error", () =>
    Effect.gen(function* () {
      for (const deep of [list(200_000), object(200_000)]) {
        for (const errors of [deep, `{"page":${deep}}`]) {
          const { client } = script(
            () => new Response(`{"code":1003,"message":"x","errors":${errors}}`, { status: 400 })
          )
          const error = yield* Effect.flip(Effect.provide(get(), layerOf(client)))
          assert.strictEqual(error.reason._tag, "InvalidInput")
        }
      }
    })
  )

  it.effect("less deep is kept as it came", () =>
    Effect.gen(function* () {
      const { referrals } = yield* serving(`{"data":[${inRow(list(deepest))}],"meta":${list(deepest)}}`)
      const { data, meta } = yield* referrals.list()
      assert.strictEqual(JSON.stringify(data[0]), inRow(list(deepest)))
      assert.strictEqual(JSON.stringify(meta), list(deepest))
    })
  )
})

describe("a row with keys named __proto__", () => {
  const admin = '"__proto__":{"admin":true}'

  for (const [where, text] of [
    ["of its own", row.replace('"status"', `${admin},"status"`)],
    ["of a contact", row.replace('"email"', `${admin},"email"`)],
    ["in a field that is not documented", inRow(`[{${admin}}]`)],
    ["in a contact that is filled in", row.replace(/,"email":"[^"]*"/, `,"x":{${admin}},${admin}`)]
  ] as const) {
    it.effect(`${where} gives no copy of it another prototype, and keeps its other fields`, () =>
      Effect.gen(function* () {
        const { referrals } = yield* serving(`{"data":[${text}]}`)
        const [read] = (yield* referrals.list()).data
        assert.isDefined(read)
        assert.notInclude(JSON.stringify(read), "admin")
        assert.notProperty(Object.assign({}, read), "admin")
        assert.notProperty(Object.assign({}, read?.referring_contact), "admin")
        const given = JSON.parse(text.replaceAll(`${admin},`, "").replaceAll(`,${admin}`, "").replaceAll(admin, ""))
        assert.deepStrictEqual(read, Schema.decodeUnknownSync(Referral.Referral)(given))
      })
    )
  }
})

describe("a row of declared fields that may hold anything", () => {
  const Row = ListEndpoint.openStruct({
    uuid: Schema.NonEmptyString,
    note: Schema.Unknown,
    tags: Schema.optional(Schema.Array(Schema.Unknown)),
    about: Schema.optional(Schema.Struct({ a: Schema.Unknown }))
  })
  const decodePage = pageDecoder(Row, { key: ({ uuid }) => uuid, id: ({ uuid }) => uuid })
  const read = (text: string) =>
    Result.map(decodePage({ body: JSON.parse(`{"data":[${text}]}`), status: 200, page: 1 }, "fail"), ({ rows }) => rows)

  // Fields in any number and order, some of them unsafe, with what is wrong with them.
  const Field = Schema.Literals([
    '"note":1',
    '"note":{"a":[]}',
    '"tags":[{}]',
    '"about":{"a":{}}',
    '"x":{}',
    '"y":null',
    '"__proto__":{"admin":true}',
    '"note":{"__proto__":{"admin":true}}',
    '"tags":[{"__proto__":{"admin":true}}]',
    '"about":{"a":1,"__proto__":{"admin":true}}',
    '"x":[{"__proto__":{"admin":true}}]',
    `"note":${list(600)}`,
    `"note":${object(600)}`,
    `"tags":[${list(600)}]`,
    `"about":{"a":${object(600)}}`,
    `"x":${list(600)}`
  ])

  it.prop(
    "keeps no __proto__ and nothing deep, and is refused without a field that it must have",
    [Schema.Array(Field).check(Schema.isMaxLength(6))],
    ([fields]) => {
      const text = `{${['"uuid":"a"', ...fields].join(",")}}`
      // The last of two fields of one name counts.
      const last = new Map(fields.map((field) => [field.split(":")[0], field]))
      const isDeep = [...last.values()].some((field) => field.length > 1000)
      const rows = read(text)
      assert.strictEqual(Result.isSuccess(rows), !isDeep && last.has('"note"'), text.slice(0, 200))
      if (Result.isFailure(rows)) return
      const [kept] = rows.success
      assert.notInclude(JSON.stringify(kept), "admin")
      assert.notProperty(Object.assign({}, kept), "admin")
      assert.sameMembers(
        Object.keys(kept ?? {}),
        ["uuid", ...[...last.keys()].map((key) => String(key).slice(1, -1))].filter((key) => key !== "__proto__")
      )
    },
    { arbitrary: { runs: 100 } }
  )

  it("may be recursive", () => {
    interface Node {
      readonly uuid: string
      readonly next?: Node | undefined
    }
    const Node: Schema.Codec<Node, unknown> = ListEndpoint.openStruct({
      uuid: Schema.NonEmptyString,
      next: Schema.optional(Schema.suspend((): Schema.Codec<Node, unknown> => Node))
    })
    const decode = Schema.decodeUnknownResult(Node)
    assert.isTrue(Result.isSuccess(decode({ uuid: "a", next: { uuid: "b" } })))
    assert.isTrue(Result.isFailure(decode({ uuid: "a", next: { uuid: "" } })))
    assert.isTrue(Result.isFailure(decode(JSON.parse(`${'{"uuid":"a","next":'.repeat(5000)}1${"}".repeat(5000)}`))))
  })
})

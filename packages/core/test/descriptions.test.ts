/**
 * Descriptions of lists as a program may write them, right and wrong.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { ListEndpoint, type PiggyError } from "@effect-piggy/core"
import { api, get, layerOf, page, status } from "./requests.ts"

const contacts = {
  noun: "contacts",
  path: "/contacts",
  query: { fields: {}, must: {} },
  row: ListEndpoint.openStruct({ uuid: Schema.NonEmptyString }),
  identity: { key: (row: { readonly uuid: string }) => row.uuid, id: (row: { readonly uuid: string }) => row.uuid }
}

// What a path is made of, and what turns one into something else: a host, a user, a query, another path.
const Path = Schema.Array(
  Schema.Literals(
    "/ // a contacts . .. %2e %2E%2e %2f % @evil.example .evil.example :8443 : ? # \\ ; é a%20b ~".split(" ")
  )
).check(Schema.isMaxLength(6))
const Odd = Schema.Literals(["", " ", "\t", "\n", "\r", "\u0000", "\u2028"])

const wrongPaths = [
  "api/v3/contacts",
  ".evil.example/contacts",
  "@evil.example/contacts",
  ":8443/contacts",
  "//evil.example/contacts",
  "/\\evil.example",
  "/a/../../oauth/token",
  "/a/%2E%2e/b",
  "/contacts?status=all",
  "/contacts#x",
  "/con tacts",
  "/contacts\n",
  ""
]

describe("the path of a list", () => {
  it("that is not plain is refused when the list is made", () => {
    for (const path of wrongPaths) {
      assert.throws(
        () => ListEndpoint.make({ ...contacts, path }),
        /^ListEndpoint\.make: path must begin with a slash/,
        path
      )
    }
    for (const path of ["/contacts", "/api/v3/oauth/clients/contacts", "/a/", "/a.b/~c/%20", "/@me;v=1"]) {
      assert.strictEqual(ListEndpoint.make({ ...contacts, path }).path, path)
    }
  })

  it.effect.prop("never takes the key to another host, or to another path than its own", [Path, Odd], ([parts, odd]) =>
    Effect.gen(function* () {
      for (const origin of ["http://127.0.0.1:4010", "http://127.0.0.1"]) {
        const path = `/${parts.join("")}${odd}`.slice(parts.length % 2)
        const { client, seen } = api(page)
        const exit = yield* Effect.exit(
          get({ path }).pipe(Effect.provide(layerOf(client, { baseUrl: `${origin}/eu` })))
        )
        assert.strictEqual(seen.length, Exit.isSuccess(exit) ? 1 : 0)
        for (const { url } of seen) {
          assert.deepStrictEqual([url.origin, url.pathname, url.search], [origin, `/eu${path}`, "?page=1"])
        }
      }
    })
  )

  it.effect("that a request has by itself is refused by name, before it is sent", () =>
    Effect.gen(function* () {
      for (const path of wrongPaths) {
        const { client, seen } = api(page)
        const { message, reason } = yield* Effect.flip(get({ path }).pipe(Effect.provide(layerOf(client))))
        assert.include(message, "path must begin with a slash")
        assert.isTrue(reason._tag === "InvalidInput" && reason.errors?.["path"] !== undefined)
        assert.isEmpty(seen)
      }
    })
  )
})

describe("a description that cannot be right", () => {
  const filter = (fields: Record<string, Schema.Codec<unknown, unknown>>) => ({ query: { fields, must: {} } })
  const wrong: ReadonlyArray<readonly [object, string]> = [
    [{ noun: "summary" }, "noun must be a word"],
    [{ noun: "" }, "noun must be a word"],
    [{ noun: "gift cards" }, "noun must be a word"],
    [{ noun: "__proto__" }, "noun must be a word"],
    [{ maxLimit: 0 }, "maxLimit must be an integer, 1 or more"],
    [{ maxLimit: 2.5 }, "maxLimit must be an integer, 1 or more"],
    [{ maxLimit: Infinity }, "maxLimit must be an integer, 1 or more"],
    [{ identity: { key: (row: unknown) => String(row) } }, "identity must have the functions key and id"],
    [filter({ page: Schema.optionalKey(Schema.Int) }), "the filter cannot have page"],
    [filter({ limit: Schema.optionalKey(Schema.String) }), "the filter cannot have limit"],
    [filter({ since: Schema.optionalKey(Schema.DateFromString) }), "the filter's since decodes to another value"],
    [filter({ n: Schema.NullOr(Schema.FiniteFromString) }), "the filter's n decodes to another value"],
    [filter({ q: Schema.String.pipe(Schema.withDecodingDefaultKey(Effect.succeed("x"))) }), "the filter's q decodes"]
  ]

  it("is refused when the list is made, with what is wrong", () => {
    for (const [part, message] of wrong) {
      const make = () => ListEndpoint.make({ ...contacts, ...part })
      assert.throws(make, TypeError, `ListEndpoint.make: ${message}`)
    }
    assert.throws(() => ListEndpoint.make({ ...contacts, noun: "", path: "" }), /noun must .*; path must /)
  })

  it("is made of the fields that a filter may have", () => {
    const fields = {
      text: Schema.optionalKey(Schema.NonEmptyString),
      id: Schema.optionalKey(Schema.String.check(Schema.isGUID())),
      word: Schema.optionalKey(Schema.Literals(["a", "b"])),
      count: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
      flag: Schema.optionalKey(Schema.Boolean),
      either: Schema.optionalKey(Schema.Union([Schema.String, Schema.Finite]))
    }
    const { problemsOf } = ListEndpoint.make({ ...contacts, ...filter(fields) })
    assert.deepStrictEqual(problemsOf({ text: "a", word: "b", count: 1, flag: false, either: 2 }), {})
  })
})

const visits = ListEndpoint.make({
  ...contacts,
  query: {
    fields: { anything: Schema.optionalKey(Schema.Unknown), status: Schema.optionalKey(Schema.String) },
    must: { anything: "must be anything", status: "must be a string" }
  }
})

describe("a filter that no URL can hold", () => {
  class Status {
    get status() {
      return "completed"
    }
  }
  for (const [name, filter, message] of [
    ["an array", { anything: ["a", "b"] }, "anything must be a string, a finite number or a boolean"],
    ["an object", { anything: { a: "q" } }, "anything must be a string, a finite number or a boolean"],
    ["a date", { anything: new Date(0) }, "anything must be a string, a finite number or a boolean"],
    ["null", { anything: null }, "anything must be a string, a finite number or a boolean"],
    ["a bigint", { anything: 5n }, "anything must be a string, a finite number or a boolean"],
    ["no number", { anything: Number.NaN }, "anything must be a string, a finite number or a boolean"],
    ["a symbol", { anything: Symbol("a") }, "anything must be a string, a finite number or a boolean"],
    ["a Map", new Map([["status", "completed"]]), "the query must be a plain object"],
    ["URLSearchParams", new URLSearchParams("status=completed"), "the query must be a plain object"],
    ["a Headers", new Headers({ status: "completed" }), "the query must be a plain object"],
    ["an instance whose class has the field", new Status(), "the query must be a plain object: status is not its own"],
    [
      "an object that inherits the field",
      Object.create({ status: "completed" }),
      "the query must be a plain object: status is not its own"
    ]
  ] as const) {
    it.effect(`is refused by name, by every call, and nothing is asked for: ${name}`, () =>
      Effect.gen(function* () {
        const { client, seen } = api(page)
        const list = yield* Effect.provide(visits.service, layerOf(client))
        for (const call of [
          list.list(filter),
          list.collect(filter),
          Stream.runDrain(list.stream(filter)),
          Stream.runDrain(list.pages(filter))
        ]) {
          const { message: told, reason } = yield* Effect.flip(
            Effect.asVoid<unknown, PiggyError.PiggyError, never>(call)
          )
          assert.strictEqual(reason._tag, "InvalidInput")
          assert.include(told, message)
        }
        assert.isEmpty(seen)
      })
    )
  }

  it.effect("is an instance with fields of its own, which are read", () =>
    Effect.gen(function* () {
      class Filter {
        readonly status = "completed"
      }
      const { client, seen } = api(page)
      const list = yield* Effect.provide(visits.service, layerOf(client))
      for (const filter of [new Filter(), Object.assign(Object.create(null), { status: "completed" })]) {
        yield* list.list(filter)
      }
      assert.deepStrictEqual(
        seen.map(({ url }) => url.search),
        ["?status=completed", "?status=completed"]
      )
    })
  )
})

describe("an identity that cannot name a row", () => {
  const rows = [{ uuid: "a" }, { uuid: "b", secret: "jane@example.eu" }]
  for (const [name, identity, detail] of [
    [
      "throws",
      {
        id: ({ uuid }: { readonly uuid: string }) => {
          if (uuid === "b") throw new Error("jane@example.eu")
          return uuid
        },
        key: String
      },
      "identity.id throws for this row"
    ],
    ["has no id", { id: (row: object) => Object(row)["secret"], key: String }, "identity.id gives no string"],
    ["has no key", { id: () => "a", key: (row: object) => Object(row)["nothing"] }, "identity.key gives no string"]
  ] as const) {
    it.effect(`is an error that names the row, or a row that is reported: ${name}`, () =>
      Effect.gen(function* () {
        const { client } = api(({ url }) => status(200, {}, { data: url.searchParams.get("page") === "1" ? rows : [] }))
        const list = yield* Effect.provide(ListEndpoint.make({ ...contacts, identity }).service, layerOf(client))
        const { message, reason } = yield* Effect.flip(list.collect())
        assert(reason._tag === "MalformedResponse")
        assert.match(reason.path, /^data\[[01]\]$/)
        assert.include(message, detail)
        assert.notInclude(message, "jane")
        const [first] = yield* Stream.runCollect(list.pages({}, { invalidItems: "report" }))
        assert.isTrue(first?.invalid.every((item) => item.detail.startsWith("identity.")))
        assert.isNotEmpty(first?.invalid)
      })
    )
  }
})

describe("a key that tells fewer rows apart than the id", () => {
  const all = Array.from({ length: 25 }, (_, index) => ({ uuid: `c${index}`, group: `g${Math.floor(index / 2)}` }))
  const grouped = ListEndpoint.make({
    ...contacts,
    row: ListEndpoint.openStruct({ uuid: Schema.NonEmptyString, group: Schema.String }),
    identity: { key: ({ group }) => group, id: ({ uuid }) => uuid }
  })

  it.effect("is told as the program's mistake by every traversal, before a checkpoint could lose a row", () =>
    Effect.gen(function* () {
      const { client } = api(({ url }) => {
        const of = (name: string) => Number(url.searchParams.get(name))
        return status(200, {}, { data: all.slice((of("page") - 1) * of("limit"), of("page") * of("limit")) })
      })
      const list = yield* Effect.provide(grouped.service, layerOf(client))
      for (const call of [
        Effect.asVoid(list.collect({}, { pageSize: 5, maxItems: 15 })),
        Effect.asVoid(list.collect({}, { pageSize: 5 })),
        Stream.runDrain(list.pages({}, { pageSize: 5 })),
        Stream.runDrain(list.stream({}, { pageSize: 5 }))
      ]) {
        const exit = yield* Effect.exit(call)
        assert(Exit.isFailure(exit))
        assert.include(String(Cause.squash(exit.cause)), "identity.key gives one key to rows of different ids")
      }
    })
  )
})

describe("options that are no object", () => {
  it.effect("are refused by every call, and nothing is asked for", () =>
    Effect.gen(function* () {
      const { client, seen } = api(page)
      const list = yield* Effect.provide(visits.service, layerOf(client))
      const given: ReadonlyArray<unknown> = [null, 5, "x", [], () => {}, new Map(), Object.create({ pageSize: 5 })]
      for (const odd of given) {
        // As a program without types calls.
        const call = (name: "list" | "collect"): Effect.Effect<unknown, unknown> =>
          Reflect.apply(list[name], list, [{}, odd])
        const read = (name: "stream" | "pages"): Stream.Stream<unknown, unknown> =>
          Reflect.apply(list[name], list, [{}, odd])
        for (const asked of [
          call("list"),
          call("collect"),
          Stream.runDrain(read("stream")),
          Stream.runDrain(read("pages"))
        ]) {
          const error = yield* Effect.flip(Effect.asVoid(asked))
          assert.match(String(error), /: options must be/)
        }
      }
      assert.isEmpty(seen)
    })
  )
})

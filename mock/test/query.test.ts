import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as MockServer from "../src/MockServer.ts"
import { control, list, referralsPath, send } from "./http.ts"
import { answers, head } from "./socket.ts"

/** Text of the characters that numbers are written with, here and elsewhere. */
const Numberish = Schema.Array(
  Schema.Literals(["0", "1", "2", "5", "9", "00", "-", "+", ".", "e", "E", "x", "_", " ", "\n", "n", "Infinity", "１"])
).pipe(Schema.check(Schema.isMaxLength(4)))

const search = (pairs: Readonly<Record<string, string>>): string => new URLSearchParams(pairs).toString()

/** What the contract says of `limit`: an integer from 1 to 100, and an empty value is none. */
const isLimit = (text: string): boolean =>
  text === "" || (/^-?(0|[1-9]\d*)$/.test(text) && Number(text) >= 1 && Number(text) <= 100)

layer(MockServer.layer({ referrals: 120 }))("a number in a query", (it) => {
  it.effect.prop(
    "is a row of digits and nothing else",
    [Numberish],
    Effect.fnUntraced(function* ([parts]) {
      const text = parts.join("")
      assert.strictEqual((yield* list(search({ limit: text }))).status, isLimit(text) ? 200 : 400, JSON.stringify(text))
    })
  )

  it.effect("is refused in every spelling that JavaScript takes and no API does", () =>
    Effect.gen(function* () {
      for (const text of [
        "0x10",
        "0b11",
        "0o7",
        "1e1",
        "10.0",
        "+10",
        "010",
        " 10",
        "10 ",
        "\n10",
        "\t10",
        "1_0",
        "１０"
      ]) {
        assert.strictEqual((yield* list(search({ limit: text }))).status, 400, JSON.stringify(text))
        assert.strictEqual((yield* list(search({ page: text }))).status, 400, JSON.stringify(text))
      }
      for (const text of ["1e400", "-0", "Infinity", "NaN", "true", "null", "[]"]) {
        assert.strictEqual((yield* list(search({ page: text }))).status, 400, text)
      }
    })
  )

  it.effect("is refused in the words of the contract's check", () =>
    Effect.gen(function* () {
      const { text } = yield* list(search({ limit: "0x10" }))
      assert.deepInclude(JSON.parse(text), { code: 1003, errors: { limit: ["limit must be integer"] } })
    })
  )

  it.effect("may be larger than any page there is", () =>
    Effect.gen(function* () {
      for (const page of ["9007199254740993", "9".repeat(400)]) {
        const { body, status } = yield* list(search({ page }))
        assert.deepStrictEqual([status, body.data], [200, []])
      }
    })
  )

  it.effect("is refused even where an example is preferred", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* list(search({ limit: "0x10" }), { prefer: "code=200" })).status, 400)
    })
  )
})

/** A name with the case of some of its letters changed. */
const Cases = Schema.Array(Schema.Boolean).pipe(Schema.check(Schema.isMinLength(22), Schema.isMaxLength(22)))
const recased = (name: string, cases: ReadonlyArray<boolean>): string =>
  [...name].map((letter, position) => (cases[position] === true ? letter.toUpperCase() : letter)).join("")

const warned = (header: string | undefined): ReadonlyArray<string> => {
  const violations: ReadonlyArray<{ severity: string; message: string }> = JSON.parse(header ?? "[]")
  return violations.filter(({ severity }) => severity === "warning").map(({ message }) => message)
}

layer(MockServer.layer({ referrals: 120 }))("a name in a query", (it) => {
  it.effect.prop(
    "counts in the contract's case only; in any other it is ignored, with a warning",
    [Cases, Schema.Literals(["limit", "page", "status", "referring_contact_uuid"])],
    Effect.fnUntraced(function* ([cases, name]) {
      const sent = recased(name, cases)
      const answer = yield* list(search({ [sent]: "nonsense" }))
      if (sent === name) {
        assert.strictEqual(answer.status, 400)
        return
      }
      assert.deepStrictEqual([answer.status, answer.body.data.length], [200, 30])
      assert.deepStrictEqual(warned(answer.headers["sl-violations"]), [
        `Request query parameter ${sent} is not known and was ignored: did you mean "${name}"?`
      ])
    })
  )

  it.effect("does not stand in the way of the same name in the contract's case", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* list("limit=5&LIMIT=7")).body.data.length, 5)
      assert.strictEqual((yield* list("Limit=abc&limit=5")).body.data.length, 5)
    })
  )

  it.effect("that is misspelt is told of in a header, in the journal and, once, in the walk", () =>
    Effect.gen(function* () {
      const { journal } = yield* MockServer.MockServer
      const { headers } = yield* list("stauts=completed&page=1", { "user-agent": "misspells" })
      yield* list("stauts=completed&page=2", { "user-agent": "misspells" })
      const message = `Request query parameter stauts is not known and was ignored: did you mean "status"?`
      assert.deepStrictEqual(warned(headers["sl-violations"]), [message])
      const entry = (yield* journal).at(-1)
      assert.deepStrictEqual(entry?.violations, [
        { side: "request", location: ["query", "stauts"], severity: "warning", message }
      ])
      const { body } = yield* control<{ walks: ReadonlyArray<{ mistakes: ReadonlyArray<unknown> }> }>("GET /walks")
      assert.deepStrictEqual(body.walks.at(-1)?.mistakes, [
        {
          kind: "unknownParameter",
          page: 1,
          request: (entry?.id ?? 0) - 1,
          message: `parameter stauts is not known and was ignored: did you mean "status"?`
        }
      ])
    })
  )

  it.effect("that is like none gets to hear which there are, and Prism's own are known", () =>
    Effect.gen(function* () {
      const [message] = warned((yield* list("cursor=abc")).headers["sl-violations"])
      assert.include(message, "referring_contact_uuid, status, limit, page")
      assert.deepStrictEqual(warned((yield* list("__code=429")).headers["sl-violations"]), [])
    })
  )

  it.effect("is told of on a refusal, too, and where nothing can be asked for", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      assert.lengthOf(warned((yield* list("limit=0&pages=2")).headers["sl-violations"]), 1)
      assert.lengthOf(warned((yield* list("pages=2", { authorization: "" })).headers["sl-violations"]), 1)
      const token = yield* send(`${url}/oauth/token?grant_type=client_credentials`, { method: "POST" })
      assert.match(
        warned(token.headers["sl-violations"]).join(),
        /grant_type is not known and was ignored: the contract has none here/
      )
    })
  )

  it.effect("that is given twice is refused, in whichever way", () =>
    Effect.gen(function* () {
      for (const query of ["limit=5&limit=5", "limit=5&limit=", "page=1&page=2", "status=failed&status=failed"]) {
        assert.strictEqual((yield* list(query)).status, 400, query)
      }
      assert.strictEqual((yield* list("a=1&a=2&limit=5")).status, 200)
    })
  )

  it.effect("may be one of thousands", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      for (const query of ["a&".repeat(7500), Array.from({ length: 2500 }, (_, n) => `n${n}`).join("&")]) {
        const [answer] = yield* answers(url, head(`GET ${referralsPath}?${query}`))
        assert.strictEqual(answer?.status, 200)
        assert.isAtMost(warned(answer?.headers["sl-violations"]).length, 10)
      }
    })
  )
})

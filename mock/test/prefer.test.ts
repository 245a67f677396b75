import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { writeFileSync } from "node:fs"
import * as MockServer from "../src/MockServer.ts"
import { temporaryFile } from "./files.ts"
import { get, list, referralsPath } from "./http.ts"

/** Pieces of a header; most combinations of them ask for what the contract does not have. */
const Piece = Schema.Literals([
  "code=200",
  "code=404",
  "code=418",
  "code=204",
  "code=599",
  "example=empty",
  "example=contactNotFound",
  "example=nope",
  "example=__proto__",
  "dynamic=true",
  "dynamic=false",
  "seed=7",
  `seed=${"x".repeat(3000)}`,
  "respond-async"
])
const Accept = Schema.Literals([
  "*/*",
  "application/json",
  "text/html",
  "application/*;q=0",
  "nonsense",
  "text/plain, */*;q=0.1"
])
const Separator = Schema.Literals([", ", "; "])

layer(MockServer.layer({ referrals: 3 }))("a preference", (it) => {
  it.effect.prop(
    "that cannot be met is the client's mistake and never the server's",
    [Schema.Array(Piece).pipe(Schema.check(Schema.isMaxLength(3))), Accept, Separator],
    Effect.fnUntraced(function* ([pieces, accept, separator]) {
      const prefer = pieces.join(separator)
      const { status, text } = yield* list("", { ...(prefer !== "" && { prefer }), accept })
      assert.include([200, 404, 406, 422], status, `${prefer} | ${accept}: ${text}`)
    })
  )

  it.effect("for a status gets that status or is told that there is none: never another one", () =>
    Effect.gen(function* () {
      for (const [prefer, status, detail] of [
        ["code=404, example=contactNotFound", 404, "Contact not found."],
        ["code=404, example=three", 404, `the contract has no example \\"three\\" for 404`],
        ["code=200, example=three", 200, "data"],
        ["example=nope", 404, "nope"],
        ["code=418", 404, "418 is not defined"]
      ] as const) {
        const answer = yield* list("", { prefer })
        assert.deepStrictEqual([prefer, answer.status], [prefer, status])
        assert.include(answer.text, detail)
      }
    })
  )

  it.effect("that no accepted media type can show gets 406 with the type", () =>
    Effect.gen(function* () {
      const answer = yield* list("", { prefer: "code=429", accept: "text/html" })
      assert.strictEqual(answer.status, 406)
      assert.include(answer.text, "the contract has nothing for 429 that is text/html")
    })
  )

  it.effect("for generated data where there is no schema is told so", () =>
    Effect.gen(function* () {
      const contract = yield* temporaryFile("contract.yaml")
      writeFileSync(
        contract,
        `openapi: 3.1.0
info: { title: t, version: "1" }
paths:
  /plain: { get: { responses: { "200": { description: ok, content: { text/plain: { examples: { a: { value: a } } } } } } } }
`
      )
      const { url } = yield* MockServer.make({ contract })
      const answer = yield* get(url, "/plain", { prefer: "dynamic=true" })
      assert.strictEqual(answer.status, 404)
      assert.include(answer.text, "no schema to generate from")
      assert.strictEqual((yield* get(url, "/plain")).text, "a")
    }).pipe(Effect.scoped)
  )

  it.effect("with a seed of 14,000 characters costs what a short one costs", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const generated = (seed: string) => get(url, referralsPath, { prefer: `dynamic=true, seed=${seed}` })
      const [one, other] = [yield* generated("y".repeat(14_000)), yield* generated("y".repeat(14_000))]
      assert.deepStrictEqual([one.status, one.text], [200, other.text])
      assert.notStrictEqual((yield* generated("z".repeat(14_000))).text, one.text)
    })
  )
})

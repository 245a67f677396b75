import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { readFileSync, writeFileSync } from "node:fs"
import * as Contract from "../src/Contract.ts"
import * as MockServer from "../src/MockServer.ts"
import { temporaryFile } from "./files.ts"
import { list, referralsPath, send } from "./http.ts"
import { answers, head } from "./socket.ts"

/** `bearer` with any of its letters in upper case. */
const Scheme = Schema.Array(Schema.Boolean).pipe(Schema.check(Schema.isMinLength(6), Schema.isMaxLength(6)))
const spelt = (cases: ReadonlyArray<boolean>): string =>
  [..."bearer"].map((letter, position) => (cases[position] === true ? letter.toUpperCase() : letter)).join("")

layer(MockServer.layer({ referrals: 3 }))("a credential", (it) => {
  it.effect.prop(
    "counts whichever way `bearer` is spelt, and is refused whichever way",
    [Scheme, Schema.Literals([" ", "  ", "     "]), Schema.Literals(["anything", "expired", "forbidden"])],
    Effect.fnUntraced(function* ([cases, spaces, token]) {
      const { status } = yield* list("limit=1", { authorization: `${spelt(cases)}${spaces}${token}` })
      assert.strictEqual(status, { anything: 200, expired: 401, forbidden: 403 }[token])
    })
  )

  it.effect("of another scheme, or none, is refused", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      for (const authorization of ["Basic YTpi", "Bearer", "bearer ", "Bearers any", "any", "Token any", " Bearer"]) {
        const [answer] = yield* answers(url, head(`GET ${referralsPath}`, { Authorization: authorization }))
        assert.deepStrictEqual([authorization, answer?.status], [authorization, 401])
      }
    })
  )

  it.effect("that is refused is told how to come, whoever refuses it", () =>
    Effect.gen(function* () {
      const challengeTo = (headers: Record<string, string>) =>
        Effect.map(list("", headers), (answer) => [answer.status, answer.headers["www-authenticate"]])
      assert.deepStrictEqual(yield* challengeTo({ authorization: "" }), [401, "Bearer"])
      assert.deepStrictEqual(yield* challengeTo({ authorization: "Basic YTpi" }), [401, "Bearer"])
      const invalid = [401, 'Bearer error="invalid_token"']
      assert.deepStrictEqual(yield* challengeTo({ authorization: "bearer expired" }), invalid)
      assert.deepStrictEqual(yield* challengeTo({ prefer: "code=401" }), invalid)
      assert.deepStrictEqual(yield* challengeTo({ "x-mock-scenario": '{"errors":{"status":401}}' }), invalid)
      const { url } = yield* MockServer.MockServer
      const token = yield* send(`${url}/oauth/token`, {
        method: "POST",
        body: new URLSearchParams({ grant_type: "client_credentials", client_id: "1", client_secret: "wrong" })
      })
      assert.deepStrictEqual([token.status, token.headers["www-authenticate"]], [401, "Bearer"])
    })
  )

  it.effect("is told so under a contract that has no 401, and under one with another scheme", () =>
    Effect.gen(function* () {
      const text = readFileSync(Contract.defaultPath(), "utf8")
      const without = text.replace('        "401":\n          $ref: "#/components/responses/Unauthorized"\n', "")
      const basic = text.replace("      scheme: bearer\n", "      scheme: basic\n")
      for (const [contract, challenge] of [
        [without, "Bearer"],
        [basic, 'basic realm="piggy-mock"']
      ] as const) {
        const path = yield* temporaryFile("contract.yaml")
        writeFileSync(path, contract)
        const { url } = yield* MockServer.make({ contract: path })
        const answer = yield* send(`${url}${referralsPath}`)
        assert.deepStrictEqual([answer.status, answer.headers["www-authenticate"]], [401, challenge])
        assert.notInclude(answer.text, "WWW-Authenticate")
      }
    }).pipe(Effect.scoped)
  )
})

layer(MockServer.layer({ referrals: 3 }))("a 429", (it) => {
  it.effect("says that no request is left, whoever makes it", () =>
    Effect.gen(function* () {
      const limited = { "x-mock-scenario": '{"rateLimit":{"requests":1,"window":60}}' }
      yield* list("", limited)
      const error = '{"errors":{"status":429},"rateLimit":{"requests":9,"window":60}}'
      for (const headers of [limited, { "x-mock-scenario": error }, { prefer: "code=429" }]) {
        const answer = yield* list("", headers)
        assert.deepStrictEqual([answer.status, answer.headers["x-ratelimit-remaining"]], [429, "0"])
      }
    })
  )

  it.effect("asks for whole seconds, and for no fewer than the scenario does", () =>
    Effect.gen(function* () {
      const { journal } = yield* MockServer.MockServer
      for (const [retryAfter, sent] of [
        [0, "0"],
        [0.1, "1"],
        [1.5, "2"],
        [7, "7"],
        [86_399.999, "86400"]
      ] as const) {
        const answer = yield* list("", { "x-mock-scenario": JSON.stringify({ errors: { status: 429, retryAfter } }) })
        assert.strictEqual(answer.headers["retry-after"], sent)
        assert.strictEqual((yield* journal).at(-1)?.retryAfter, Number(sent))
      }
    })
  )
})

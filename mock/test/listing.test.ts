import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as MockServer from "../src/MockServer.ts"
import { get, type ReferralPage, send, walk } from "./http.ts"

const referrals = 257

layer(MockServer.layer({ referrals, seed: "listing" }))("a list of 257 referrals", (it) => {
  it.effect("is read once, in order, by pages of any size", () =>
    Effect.gen(function* () {
      const { dataset, url } = yield* MockServer.MockServer
      for (const limit of [7, 100]) {
        assert.deepStrictEqual(yield* walk(url, { limit }), dataset.slice({}, 0, referrals))
      }
    })
  )

  it.effect("has 30 rows on a page when no limit is asked for, and none past the end", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const first = yield* get<ReferralPage>(url, "/api/v3/oauth/clients/referrals")
      assert.strictEqual(first.body.data.length, 30)
      const past = yield* get<ReferralPage>(url, "/api/v3/oauth/clients/referrals?page=10")
      assert.deepStrictEqual(past.body, { data: [], meta: [] })
    })
  )

  it.effect("is the whole list to an empty parameter", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const lengthOf = (query: string) =>
        Effect.map(
          get<ReferralPage>(url, `/api/v3/oauth/clients/referrals?${query}`, {
            "x-mock-scenario": JSON.stringify({ meta: "laravel" })
          }),
          ({ body, status }) => [status, body.data?.length]
        )
      assert.deepStrictEqual(yield* lengthOf("limit=&page=&status=&referring_contact_uuid="), [200, 30])
    })
  )

  it.effect("is refused field by field, unless a client prefers the contract's own example", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const path = "/api/v3/oauth/clients/referrals?limit=500&status=done"
      const refused = { message: "Invalid input.", code: 1003, status_code: 400 }
      const { body, status } = yield* get(url, path)
      assert.strictEqual(status, 400)
      assert.deepStrictEqual(body, {
        ...refused,
        errors: {
          status: ["status must be equal to one of the allowed values: pending, completed, failed"],
          limit: ["limit must be <= 100"]
        }
      })
      assert.deepStrictEqual((yield* get(url, path, { prefer: "code=400" })).body, refused)
    })
  )

  it.effect("is narrowed by status and by the contact who referred, alone and together", () =>
    Effect.gen(function* () {
      const { dataset, url } = yield* MockServer.MockServer
      const all = dataset.slice({}, 0, referrals)
      const contact = all[0]?.referring_contact.uuid ?? ""
      const ofContact = all.filter((row) => row.referring_contact.uuid === contact)
      const completed = all.filter((row) => row.status === "completed")
      assert.isAbove(ofContact.length, 1)
      assert.deepStrictEqual(yield* walk(url, { status: "completed" }), completed)
      assert.deepStrictEqual(yield* walk(url, { referring_contact_uuid: contact.toUpperCase() }), ofContact)
      assert.deepStrictEqual(
        yield* walk(url, { referring_contact_uuid: contact, status: "completed" }),
        ofContact.filter((row) => row.status === "completed")
      )
      assert.deepStrictEqual(yield* walk(url, { referring_contact_uuid: "00000000-0000-4000-8000-000000000000" }), [])
    })
  )

  it.effect("is refused with the API's code 1003 when the query breaks the contract", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      for (const query of ["limit=101", "limit=0", "limit=ten", "page=0", "status=new", "referring_contact_uuid=7"]) {
        const { body, status } = yield* get<{ code: number }>(url, `/api/v3/oauth/clients/referrals?${query}`)
        assert.deepStrictEqual([query, status, body.code], [query, 400, 1003])
      }
    })
  )
})

const statusFor = (headers: Record<string, string>) =>
  Effect.gen(function* () {
    const { url } = yield* MockServer.MockServer
    return (yield* get(url, "/api/v3/oauth/clients/referrals", headers)).status
  })

layer(MockServer.layer({ referrals: 3 }))("a bearer", (it) => {
  it.effect("lets in when it is not empty, and is refused when expired, forbidden or missing", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* statusFor({ authorization: "Bearer anything" }), 200)
      assert.strictEqual(yield* statusFor({ authorization: "Bearer expired" }), 401)
      assert.strictEqual(yield* statusFor({ authorization: "Bearer forbidden" }), 403)
      assert.strictEqual(yield* statusFor({ authorization: "Bearer " }), 401)
      assert.strictEqual(yield* statusFor({ authorization: "" }), 401)
    })
  )
})

layer(MockServer.layer({ referrals: 3 }))("a Prefer header", (it) => {
  it.effect("chooses a status or an example of the contract, as in Prism", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const prefer = (value: string) => get<ReferralPage>(url, "/api/v3/oauth/clients/referrals", { prefer: value })
      const limited = yield* prefer("code=429")
      assert.deepStrictEqual([limited.status, limited.headers["retry-after"]], [429, "1"])
      assert.strictEqual((yield* prefer("code=200, example=nullEmail")).body.data[0]?.referred_contact.email, null)
      const token = yield* send<{ access_token: string }>(`${url}/oauth/token`, {
        method: "POST",
        headers: { prefer: "dynamic=true", "content-type": "application/json" },
        body: JSON.stringify({ grant_type: "client_credentials", client_id: 1, client_secret: "secret" })
      })
      assert.notMatch(token.body.access_token, /mock-access-token/)
      assert.strictEqual((yield* prefer("code=teapot")).status, 422)
    })
  )
})

const rowsOf = (seed: number) =>
  Effect.map(MockServer.make({ referrals: 40, seed }), (server) => server.dataset.slice({}, 0, 40))

describe("two servers", () => {
  layer(MockServer.layer({ referrals: 40, seed: 7 }))("of one seed", (it) => {
    it.effect("have the same rows, and another seed has others", () =>
      Effect.gen(function* () {
        const { dataset } = yield* MockServer.MockServer
        const rows = dataset.slice({}, 0, 40)
        assert.deepStrictEqual(yield* rowsOf(7), rows)
        assert.notDeepEqual(yield* rowsOf(8), rows)
      }).pipe(Effect.scoped)
    )
  })
})

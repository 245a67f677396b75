import { assert, it as test, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { connect } from "../src/client.ts"
import { startMockServer } from "../src/index.ts"
import type { Problem } from "../src/Invalid.ts"
import * as MockServer from "../src/MockServer.ts"
import type { Referral } from "../src/Referral.ts"
import { control, list, walk } from "./http.ts"

const uuid = "7c2a1f8e-6b1d-4a7e-9a64-0f0f6f1f2a3b"
const referrer = "2e70ea71-631f-4b3c-8097-8e0284751c96"

interface Refusal {
  readonly errors: ReadonlyArray<Problem>
}

layer(MockServer.layer({ referrals: 12 }))("a session that brings its rows", (it) => {
  it.effect("serves these alone, in their order, with what was not said made up, and filters them", () =>
    Effect.gen(function* () {
      const rows = [
        { uuid, status: "completed", referring_contact: { uuid: referrer } },
        {},
        { status: "failed", referring_contact: { uuid: referrer, email: "referrer@example.com" } }
      ]
      const made = yield* control("POST /sessions", { name: "own", rows })
      assert.strictEqual(made.status, 201)
      assert.deepInclude(made.body, {
        program: { seed: 1, source: "loaded", referrals: 3, statuses: { pending: 1, completed: 1, failed: 1 } }
      })
      const session = { "x-mock-session": "own" }
      const { body } = yield* list("", session)
      assert.deepStrictEqual(
        body.data.map(({ status }) => status),
        ["completed", "pending", "failed"]
      )
      const [first, , third] = body.data
      assert.deepInclude(first, { uuid, referring_contact: { uuid: referrer, email: "referrer@example.com" } })
      const filtered = yield* list(`referring_contact_uuid=${referrer}`, session)
      assert.deepStrictEqual<unknown>(filtered.body.data, [first, third])
      assert.strictEqual(new Set(body.data.map((row) => row.uuid)).size, 3)
      const next = yield* control<Referral>("POST /referrals?session=own")
      assert.notInclude(
        body.data.map((row) => row.uuid),
        next.body.uuid
      )
    })
  )

  it.effect("may bring rows that were made up for another session, and know each contact by one email", () =>
    Effect.gen(function* () {
      yield* control("POST /sessions", { name: "first", rows: [{}, {}, {}] })
      const { data } = (yield* list("", { "x-mock-session": "first" })).body
      const chain = [{ referred_contact: { uuid: referrer } }, { referring_contact: { uuid: referrer } }]
      const made = yield* control("POST /sessions", { name: "second", rows: [data[2], {}, {}, ...chain] })
      assert.strictEqual(made.status, 201)
      const rows = (yield* list("", { "x-mock-session": "second" })).body.data
      assert.deepStrictEqual(rows[0], data[2])
      assert.strictEqual(new Set(rows.map((row) => row.uuid)).size, 5)
      const known = rows[3]?.referred_contact
      assert.match(known?.email ?? "", /@/)
      assert.deepStrictEqual(rows[4]?.referring_contact, known)
    })
  )

  it.effect("has them again after a reset, however they were changed", () =>
    Effect.gen(function* () {
      yield* control("POST /sessions", { name: "again", rows: [{ uuid }, {}] })
      const session = { "x-mock-session": "again" }
      const before = yield* list("", session)
      yield* control(`DELETE /referrals/${uuid}?session=again`)
      yield* control("POST /referrals?session=again")
      assert.strictEqual((yield* control("POST /reset?session=again", { referrals: 5 })).status, 422)
      yield* control("POST /reset?session=again", { referrals: 5, rows: "generated" })
      assert.strictEqual((yield* list("", session)).body.data.length, 5)
      yield* control("POST /reset?session=again")
      assert.deepStrictEqual((yield* list("", session)).body.data, before.body.data)
    })
  )

  it.effect("is refused with the place of each mistake", () =>
    Effect.gen(function* () {
      const places = Effect.fnUntraced(function* (body: unknown) {
        const refused = yield* control<Refusal>("POST /sessions", body)
        assert.strictEqual(refused.status, 422)
        return refused.body.errors.map(({ code, path }) => `${code} ${path}`)
      })
      assert.deepStrictEqual(
        yield* places({ rows: [{}, { status: "done", referred_contact: { email: "root@localhost" } }] }),
        ["contract rows.1.referred_contact.email", "contract rows.1.status"]
      )
      assert.deepStrictEqual(yield* places({ rows: [{ stauts: "completed" }, 7] }), [
        "unknown rows.0.stauts",
        "type rows.1"
      ])
      assert.deepStrictEqual(yield* places({ rows: [{ uuid }, {}, { uuid: uuid.toUpperCase() }] }), [
        "taken rows.2.uuid"
      ])
      assert.deepStrictEqual(yield* places({ rows: [], referrals: 3 }), ["taken referrals"])
      assert.deepStrictEqual(yield* places({ rows: "mine" }), ["choice rows"])
    })
  )

  it.effect("can have none at all, or a page and more", () =>
    Effect.gen(function* () {
      yield* control("POST /sessions", { name: "none", rows: [] })
      assert.deepStrictEqual((yield* list("", { "x-mock-session": "none" })).body.data, [])
      yield* control("POST /sessions", { name: "many", rows: Array.from({ length: 250 }, () => ({})) })
      const { url } = yield* MockServer.MockServer
      assert.strictEqual((yield* walk(`${url}/__session/many`, { limit: 100 })).length, 250)
    })
  )
})

test("programs bring rows to a session, here and over HTTP, and are told what is wrong with them", async () => {
  await using mock = await startMockServer({ referrals: 3 })
  for (const maker of [mock, connect(mock.url)]) {
    // oxlint-disable-next-line no-await-in-loop
    await using session = await maker.session({ rows: [{ status: "completed" }, { uuid }] })
    // oxlint-disable-next-line no-await-in-loop
    const rows = await Effect.runPromise(walk(session.url, { limit: 1 }))
    assert.deepStrictEqual(
      rows.map(({ status }) => status),
      ["completed", "pending"]
    )
    assert.strictEqual(rows[1]?.uuid, uuid)
    // oxlint-disable-next-line no-await-in-loop
    const refused = await maker.session({ rows: [{ status: "done" }] }).then(String, String)
    assert.include(refused, "rows.0.status: must be equal to one of the allowed values")
    assert.include(refused, "allowInvalidRows: true")
    // oxlint-disable-next-line no-await-in-loop
    await using odd = await maker.session({ rows: [{ status: "done" }], allowInvalidRows: true })
    // oxlint-disable-next-line no-await-in-loop
    const [row] = await Effect.runPromise(walk(odd.url, {}))
    assert.strictEqual<unknown>(row?.status, "done")
  }
})

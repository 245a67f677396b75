import { assert, it as test, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startMockServer } from "../src/index.ts"
import * as MockServer from "../src/MockServer.ts"
import type { Referral } from "../src/Referral.ts"
import { control, list, walk } from "./http.ts"

interface Refused {
  readonly detail: string
  readonly errors: ReadonlyArray<{ readonly path: string; readonly code: string }>
}
const uuid = "7c2a1f8e-6b1d-4a7e-9a64-0f0f6f1f2a3b"
const errors = ({ body }: { readonly body: Refused }) => body.errors.map(({ code, path }) => `${code} ${path}`)

layer(MockServer.layer({ referrals: 12 }))("a row by hand", (it) => {
  it.effect("is added in front of all others, with what was not said made up, and every filter knows it", () =>
    Effect.gen(function* () {
      const { body, status } = yield* control<Referral>("POST /referrals?session=add", {
        status: "completed",
        referred_contact: { email: "new.friend@example.com" }
      })
      assert.deepStrictEqual(
        [status, body.status, body.referred_contact.email],
        [201, "completed", "new.friend@example.com"]
      )
      const session = { "x-mock-session": "add" }
      const first = yield* list("limit=1", session)
      assert.deepStrictEqual(first.body.data, [body])
      const contact = body.referring_contact.uuid
      const filtered = yield* list(`limit=1&status=completed&referring_contact_uuid=${contact}`, session)
      assert.deepStrictEqual(filtered.body.data, [body])
      const second = yield* control<Referral>("POST /referrals?session=add")
      assert.deepStrictEqual([second.status, second.body.status], [201, "pending"])
      assert.notStrictEqual(second.body.uuid, body.uuid)
      assert.deepInclude((yield* control("GET /program?session=add")).body, { referrals: 14 })
    })
  )

  it.effect("is added by each of several who add at once, as somebody of its own", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const session = yield* mock.session({ referrals: 2 })
      const added = yield* Effect.all(
        Array.from({ length: 5 }, () => session.add()),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(added.map(({ uuid: own }) => own)).size, 5)
      assert.strictEqual(new Set(added.map(({ referred_contact }) => referred_contact.uuid)).size, 5)
      assert.strictEqual(session.dataset.count({}), 7)
    }).pipe(Effect.scoped)
  )

  it.effect("is found under the uuid that another mock made up for it, whatever is added afterwards", () =>
    Effect.gen(function* () {
      yield* control("POST /sessions", { name: "elsewhere", referrals: 12 })
      yield* control("POST /referrals?session=elsewhere")
      const second = yield* control<Referral>("POST /referrals?session=elsewhere")
      yield* control("POST /sessions", { name: "here", referrals: 12 })
      yield* control("POST /referrals?session=here", second.body)
      yield* control("POST /referrals?session=here")
      const found = yield* control(`GET /referrals/${second.body.uuid}?session=here`)
      assert.deepStrictEqual<unknown>(found.body, second.body)
      assert.strictEqual((yield* control("POST /referrals?session=here", second.body)).status, 422)
    })
  )

  it.effect("can be of people whom the program does not know", () =>
    Effect.gen(function* () {
      const stranger = "2e70ea71-631f-4b3c-8097-8e0284751c96"
      const added = yield* control<Referral>("POST /referrals?session=strangers", {
        uuid,
        referring_contact: { uuid: stranger, email: null }
      })
      assert.deepInclude(added.body, { uuid, referring_contact: { uuid: stranger, email: null } })
      const filtered = yield* list(`referring_contact_uuid=${stranger}`, { "x-mock-session": "strangers" })
      assert.deepStrictEqual(filtered.body.data, [added.body])
    })
  )

  it.effect("knows each contact by the email that it has, whether it refers, was referred, or came later", () =>
    Effect.gen(function* () {
      const rows = (yield* control<{ data: ReadonlyArray<Referral> }>("GET /referrals")).body.data
      const referrers = new Set(rows.map(({ referring_contact }) => referring_contact.uuid))
      const known = rows
        .map(({ referred_contact }) => referred_contact)
        .find(({ email, uuid: own }) => email !== null && !referrers.has(own))
      const post = (body: unknown) => control<Referral>("POST /referrals?session=chain", body)
      const patch = (row: Referral, body: unknown) =>
        control<Referral>(`PATCH /referrals/${row.uuid}?session=chain`, body)
      assert.isDefined(known)
      const first = (yield* post({ referring_contact: { uuid: known?.uuid.toUpperCase() } })).body
      assert.strictEqual(first.referring_contact.email, known?.email)
      const second = (yield* post({ referring_contact: { uuid: first.referred_contact.uuid } })).body
      assert.deepStrictEqual(second.referring_contact, first.referred_contact)
      yield* patch(second, { referred_contact: { email: "later@example.com" } })
      const third = (yield* post({ referring_contact: { uuid: second.referred_contact.uuid } })).body
      assert.strictEqual(third.referring_contact.email, "later@example.com")
      const fourth = (yield* post({ referred_contact: { uuid: known?.uuid } })).body
      assert.deepStrictEqual(fourth.referred_contact, known)

      yield* control("PUT /scenario?session=chain", { drift: { every: 1, insertions: 1 } })
      yield* list("limit=1", { "x-mock-session": "chain" })
      const [newcomer] = (yield* list("limit=1", { "x-mock-session": "chain", "x-mock-look": "1" })).body.data
      const fifth = (yield* post({ referring_contact: { uuid: newcomer?.referred_contact.uuid } })).body
      assert.deepStrictEqual(fifth.referring_contact, newcomer?.referred_contact)
    })
  )

  it.effect("changes in place, keeps what was not said, and is taken out", () =>
    Effect.gen(function* () {
      const rows = yield* control<{ data: ReadonlyArray<Referral> }>("GET /referrals?status=pending")
      const [row] = rows.body.data
      const path = `/referrals/${row?.uuid}`
      yield* control("POST /clock?session=change", { seconds: 0 })
      const changed = yield* control<Referral>(`PATCH ${path}?session=change`, { status: "completed" })
      assert.deepStrictEqual(changed.body, { ...(row ?? changed.body), status: "completed" })
      assert.deepStrictEqual((yield* control(`GET ${path}?session=change`)).body, changed.body)
      assert.strictEqual((yield* control(`DELETE ${path}?session=change`)).status, 204)
      assert.strictEqual((yield* control(`GET ${path}?session=change`)).status, 404)
      assert.strictEqual((yield* control(`PATCH ${path}?session=change`, {})).status, 404)
      assert.deepInclude((yield* control("GET /program?session=change")).body, { referrals: 11 })
      assert.deepStrictEqual((yield* control(`GET ${path}`)).body, row)
    })
  )

  it.effect("is refused in the contract's words, field by field", () =>
    Effect.gen(function* () {
      const wrong = yield* control<Refused>("POST /referrals", {
        status: "done",
        referred_contact: { email: "nobody" }
      })
      assert.strictEqual(wrong.status, 422)
      assert.sameMembers([...errors(wrong)], ["contract status", "contract referred_contact.email"])
      assert.include(
        wrong.body.detail,
        "status: must be equal to one of the allowed values: pending, completed, failed"
      )
      const misspelt = yield* control<Refused>("POST /referrals", { stauts: "completed" })
      assert.deepStrictEqual(errors(misspelt), ["unknown stauts"])
      const nobody = yield* control<Refused>("POST /referrals", { referring_contact: { email: "a@example.com" } })
      assert.deepStrictEqual(errors(nobody), ["contract referring_contact"])
      for (const body of [[], "row", 1, null]) {
        assert.strictEqual((yield* control("POST /referrals", body)).status, 422)
      }
      const rows = yield* control<{ data: ReadonlyArray<Referral> }>("GET /referrals")
      const taken = yield* control<Refused>("POST /referrals", { uuid: rows.body.data[3]?.uuid.toUpperCase() })
      assert.deepStrictEqual(errors(taken), ["taken uuid"])
      const other = yield* control<Refused>(`PATCH /referrals/${rows.body.data[3]?.uuid}`, { uuid })
      assert.deepStrictEqual(errors(other), ["taken uuid"])
      assert.deepInclude((yield* control("GET /program")).body, { referrals: 12 })
    })
  )

  it.effect("stays when another scenario is played, and goes with a reset", () =>
    Effect.gen(function* () {
      const session = { "x-mock-session": "stays" }
      const rows = yield* control<{ data: ReadonlyArray<Referral> }>("GET /referrals")
      const gone = rows.body.data[5]?.uuid
      yield* control("POST /referrals?session=stays", { uuid })
      yield* control(`DELETE /referrals/${gone}?session=stays`)
      yield* control("PUT /scenario?session=stays", { drift: { every: 1, insertions: 4, removals: 1 } })
      yield* list("", session)
      yield* control("PUT /scenario?session=stays", {})
      const now = yield* list("limit=100", session)
      const uuids = now.body.data.map((row) => row.uuid)
      assert.deepStrictEqual([uuids[0], uuids.length, uuids.includes(gone ?? "")], [uuid, 12, false])
      yield* control("POST /reset?session=stays")
      assert.deepStrictEqual((yield* list("limit=100", session)).body.data, (yield* list("limit=100")).body.data)
    })
  )

  it.effect("is looked at without being noticed", () =>
    Effect.gen(function* () {
      yield* control("PUT /scenario?session=look", {
        steps: [{ errors: { status: 429 } }],
        rateLimit: { requests: 1, window: 60 },
        drift: { every: 1, removals: 1 }
      })
      const looked = yield* control<{ data: ReadonlyArray<Referral>; total: number }>(
        "GET /referrals?session=look&limit=5"
      )
      assert.deepStrictEqual([looked.body.data.length, looked.body.total], [5, 12])
      const journal = yield* control<{ entries: ReadonlyArray<unknown> }>("GET /journal?session=look")
      assert.deepStrictEqual(journal.body.entries, [])
      assert.strictEqual((yield* list("", { "x-mock-session": "look" })).status, 429)
      for (const query of ["page=0", "limit=101", "limit=1e1", "status=done", "stauts=pending"]) {
        assert.strictEqual((yield* control(`GET /referrals?${query}`)).status, 422)
      }
    })
  )

  it.effect("keeps both of two changes that are made at once", () =>
    Effect.gen(function* () {
      const path = `/referrals/${uuid}?session=both`
      yield* control("POST /referrals?session=both", { uuid })
      const changes = [{ status: "failed" }, { referred_contact: { email: "both@example.com" } }]
      yield* Effect.forEach(changes, (change) => control(`PATCH ${path}`, change), { concurrency: 2 })
      const { body } = yield* control<Referral>(`GET ${path}`)
      assert.deepStrictEqual([body.status, body.referred_contact.email], ["failed", "both@example.com"])
    })
  )
})

test("rows by hand are there for programs, too", async () => {
  await using mock = await startMockServer({ referrals: 3 })
  const added = await mock.add({ status: "completed" })
  const changed = await mock.change(added.uuid, { status: "failed" })
  assert.deepStrictEqual(
    await Effect.runPromise(walk(mock.url, { status: "failed", limit: 1 })).then(([row]) => row),
    changed
  )
  await mock.remove(added.uuid)
  assert.isUndefined(mock.dataset.find(added.uuid))
  assert.match(await mock.remove(added.uuid).then(String, String), /there is none with the uuid/)
  assert.match(await mock.add({ uuid: "x" }).then(String, String), /uuid: must match format "uuid"/)
})

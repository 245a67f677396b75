import { assert, describe, it as test, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { writeFileSync } from "node:fs"
import * as Dataset from "../src/Dataset.ts"
import type { Entry } from "../src/Journal.ts"
import * as MockServer from "../src/MockServer.ts"
import { temporaryFile } from "./files.ts"
import { control, get, list, type ReferralPage, referralsPath, send } from "./http.ts"

const [one, two, three, four] = Dataset.make({ referrals: 4, seed: "invalid" }).slice({}, 0, 4)

/** What breaks the contract, each in one way of its own; the first row breaks nothing. */
const odd = [
  one,
  { ...two, referred_contact: { uuid: two?.referred_contact.uuid, email: "root@localhost" } },
  { ...three, status: "under_review", note: "kept" },
  { uuid: four?.uuid, referring_contact: null, status: "failed" },
  { uuid: "no-uuid", referring_contact: { uuid: "nobody" }, referred_contact: "x", status: 7 }
]

const loaded = Effect.fnUntraced(function* (rows: unknown, more: MockServer.Options = {}) {
  const data = yield* temporaryFile("rows.json")
  writeFileSync(data, JSON.stringify(rows))
  return yield* MockServer.make({ data, ...more })
})

describe("rows that break the contract", () => {
  test.live("are refused in the contract's words, with the flag that lets them in", () =>
    Effect.gen(function* () {
      const zoe = { ...two, referred_contact: { uuid: two?.referred_contact.uuid, email: "zoë@example.com" } }
      const { message } = yield* Effect.flip(loaded([...odd.slice(0, 3), zoe]))
      assert.include(message, 'row 2 (line 1): referred_contact.email must match format "email"')
      assert.include(message, "row 3 (line 1): status must be equal to one of the allowed values")
      assert.include(message, 'row 4 (line 1): referred_contact.email must match format "email"')
      assert.include(message, "--allow-invalid-rows (in programs, allowInvalidRows) serves such rows as they are")
    }).pipe(Effect.scoped)
  )

  test.live("are in no session that does not let them in, which says so when it is made", () =>
    Effect.gen(function* () {
      const strict = { allowInvalidRows: false }
      const mock = yield* loaded(odd, { allowInvalidRows: true })
      const { message } = yield* Effect.flip(mock.session(strict))
      assert.include(message, `allowInvalidRows: the rows break the contract: ${three?.uuid}: status must be equal to`)
      for (const more of [{ rows: "generated" as const, referrals: 2 }, { rows: [{}] }]) {
        const session = yield* mock.session({ ...strict, ...more })
        assert.strictEqual((yield* get(session.url, referralsPath)).status, 200)
      }
      const clean = yield* loaded([one, two], { allowInvalidRows: true })
      assert.strictEqual((yield* clean.session(strict)).dataset.count({}), 2)
    }).pipe(Effect.scoped)
  )

  test.live(
    "go out as they are where they are wanted, and the answer and the journal say what is wrong with them",
    () =>
      Effect.gen(function* () {
        const { url } = yield* loaded(odd, { allowInvalidRows: true })
        const whole = yield* get<ReferralPage>(url, `${referralsPath}?limit=100`)
        assert.strictEqual(whole.status, 200)
        assert.deepStrictEqual<unknown>(whole.body.data, odd)
        assert.include(
          whole.headers["sl-violations"],
          'property data.1.referred_contact.email must match format \\"email\\"'
        )
        const valid = yield* get<ReferralPage>(url, `${referralsPath}?limit=1`)
        assert.notProperty(valid.headers, "sl-violations")
        const journal = yield* send<{ entries: ReadonlyArray<Entry> }>(`${url}/__mock/journal`)
        assert.deepStrictEqual<unknown>(
          journal.body.entries.map(({ violations }) => violations.some(({ side }) => side === "response")),
          [true, false]
        )
        const found = yield* send(`${url}/__mock/referrals/${three?.uuid}`)
        assert.deepStrictEqual<unknown>(found.body, odd[2])
      }).pipe(Effect.scoped)
  )

  test.live("are found by the filters that they match, and one without a known status by none of a status", () =>
    Effect.gen(function* () {
      const { url } = yield* loaded(odd, { allowInvalidRows: true })
      const uuids = Effect.fnUntraced(function* (query: string) {
        const { body } = yield* get<ReferralPage>(url, `${referralsPath}?${query}`)
        return body.data.map(({ uuid }) => uuid)
      })
      const ofStatus = yield* Effect.forEach(["pending", "completed", "failed"], (status) => uuids(`status=${status}`))
      assert.include(ofStatus[2] ?? [], four?.uuid)
      assert.notInclude(ofStatus.flat(), three?.uuid)
      assert.notInclude(ofStatus.flat(), "no-uuid")
      assert.deepInclude(yield* uuids(`referring_contact_uuid=${three?.referring_contact.uuid}`), three?.uuid)
    }).pipe(Effect.scoped)
  )

  test.live("drift like others, and take the state that they drift to", () =>
    Effect.gen(function* () {
      const rows = [{ ...one, status: "under_review" }]
      const { url } = yield* loaded(rows, {
        allowInvalidRows: true,
        scenario: { drift: { every: 1, statusChanges: 1 } }
      })
      const page = get<ReferralPage>(url, referralsPath)
      assert.deepStrictEqual<unknown>((yield* page).body.data, rows)
      const { status } = (yield* page).body.data[0] ?? {}
      assert.include(["pending", "completed", "failed"], status)
      const filtered = yield* get<ReferralPage>(url, `${referralsPath}?status=${status}`)
      assert.strictEqual(filtered.status, 200)
    }).pipe(Effect.scoped)
  )

  test.live("are objects with a uuid even so, each once", () =>
    Effect.gen(function* () {
      const options = { allowInvalidRows: true }
      assert.match(
        (yield* Effect.flip(loaded([one, { uuid: 7 }], options))).message,
        /row 2 .*an object with a text as uuid/
      )
      assert.match((yield* Effect.flip(loaded([one, one], options))).message, /is already that of row 1/)
    }).pipe(Effect.scoped)
  )
})

layer(MockServer.layer({ referrals: 3 }))("a session with allowInvalidRows", (it) => {
  const invalid = { status: "under_review", referred_contact: { email: "root@localhost" }, note: "kept" }

  it.effect("takes by hand what another one refuses, and says what is wrong with it", () =>
    Effect.gen(function* () {
      yield* control("POST /sessions", { name: "odd", allowInvalidRows: true })
      const refused = yield* control<{ detail: string }>("POST /referrals", { status: "under_review" })
      assert.strictEqual(refused.status, 422)
      assert.include(
        refused.body.detail,
        "let in by --allow-invalid-rows, and in a session that is made with allowInvalidRows"
      )
      const added = yield* control<{ uuid: string; status: string; note: string }>(
        "POST /referrals?session=odd",
        invalid
      )
      assert.strictEqual(added.status, 201)
      assert.deepInclude(added.body, { status: "under_review", note: "kept" })
      assert.include(added.headers["sl-violations"], "referred_contact")
      const first = yield* list("limit=1", { "x-mock-session": "odd" })
      assert.deepStrictEqual<unknown>([first.status, first.body.data[0]], [200, added.body])
      const changed = yield* control(`PATCH /referrals/${added.body.uuid}?session=odd`, { referring_contact: null })
      assert.deepStrictEqual<unknown>(changed.body, { ...added.body, referring_contact: null })
      const settled = yield* control<{ promisesValidAnswers: boolean }>("GET /scenario?session=odd")
      assert.isFalse(settled.body.promisesValidAnswers)
      yield* control("PUT /scenario?session=odd", {})
      assert.deepStrictEqual<unknown>((yield* list("limit=1", { "x-mock-session": "odd" })).body.data, [changed.body])
    })
  )

  it.effect("gives them to programs as they are", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const session = yield* mock.session({ rows: [{ status: "done" }], allowInvalidRows: true })
      const added = yield* session.add({ status: "under_review", referred_contact: { email: "root@localhost" } })
      const { body } = yield* list("", session.headers)
      assert.deepStrictEqual([added, ...session.dataset.slice({}, 1, 1)], [...body.data])
      assert.deepStrictEqual<unknown>(
        body.data.map(({ status }) => status),
        ["under_review", "done"]
      )
      assert.deepStrictEqual(session.dataset.find(added.uuid), added)
      const changed = yield* session.change(added.uuid, { status: "later" })
      assert.deepStrictEqual<unknown>(changed, { ...added, status: "later" })
    }).pipe(Effect.scoped)
  )

  it.effect("shows them as they are when one is put back, and among what was done by hand", () =>
    Effect.gen(function* () {
      yield* control("POST /sessions", { name: "back", allowInvalidRows: true })
      const { body } = yield* control<{ uuid: string }>("POST /referrals?session=back", invalid)
      const edits = control("GET /edits?session=back")
      assert.deepStrictEqual<unknown>((yield* edits).body, { edits: [{ do: "add", referral: body }] })
      yield* control(`DELETE /referrals/${body.uuid}?session=back`)
      assert.deepStrictEqual<unknown>((yield* control(`POST /referrals/${body.uuid}/restore?session=back`)).body, body)
    })
  )
})

/**
 * Emails as keyed hashes: none can be read, equal ones stay equal, wherever in a row they stand.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Redaction from "../src/Redaction.ts"
import * as DuckDb from "./duckdb.ts"
import * as Piggy from "./piggy.ts"
import { serve } from "./servedRows.ts"

describe("emails that are redacted", () => {
  for (const format of ["ndjson", "csv", "parquet"]) {
    it.live(`are in no byte of a ${format} file, and join as they did`, () =>
      Effect.gen(function* () {
        const folder = yield* Piggy.folder
        const path = join(folder, `all.${format}`)
        const { code, stderr } = yield* Piggy.run(["export", "--out", path, "--redact-emails"])
        assert.strictEqual(code, 0, stderr)
        assert.match(stderr, /emails are hashed with a key of this run/)
        assert.isFalse(/@example|example\.(?:com|net|org)/.test(readFileSync(path, "latin1")))
        if (format !== "parquet") return
        const rows = yield* Piggy.rows
        const found = yield* DuckDb.query(
          `SELECT uuid, (count(*) OVER (PARTITION BY referring_contact_email))::INT n
           FROM read_parquet('${path}', file_row_number = true) ORDER BY file_row_number`
        )
        const counted = rows.map((row) => ({
          uuid: row.uuid,
          n: rows.filter(({ referring_contact }) => referring_contact.email === row.referring_contact.email).length
        }))
        assert.deepStrictEqual(found, counted)
      }).pipe(Effect.scoped, Piggy.withMock({ referrals: 300 }))
    )
  }

  it.live("join between runs under a key of one's own, and in no other way", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      const [one, other] = [join(folder, "one.key"), join(folder, "other.key")]
      writeFileSync(one, "0123456789abcdef")
      writeFileSync(other, "0123456789abcdeg")
      const hashes = (...flags: ReadonlyArray<string>) =>
        Effect.map(Piggy.run(["list", "--limit", "20", ...flags]), ({ stdout }) => stdout)
      const first = yield* hashes("--redact-key-file", one)
      assert.match(first, /"email":"email-[0-9a-f]{32}"/)
      assert.notInclude(first, "@")
      assert.strictEqual(yield* hashes("--redact-key-file", one), first)
      assert.notStrictEqual(yield* hashes("--redact-key-file", other), first)
      assert.notStrictEqual(yield* hashes("--redact-emails"), yield* hashes("--redact-emails"))

      writeFileSync(other, "short")
      const refused = yield* Piggy.run(["list", "--redact-key-file", other])
      assert.strictEqual(refused.code, 2)
      assert.match(refused.stderr, /holds 5 bytes: a key needs 16 or more/)
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 20 }))
  )

  it.live("are hashed in fields that no page documents too, and spelling does not part them", () =>
    Effect.gen(function* () {
      const uuid = "2e70ea71-631f-4b3c-8097-8e0284751c96"
      const row = {
        uuid,
        status: "completed",
        referring_contact: { uuid, email: "Ann@Example.com ", note: "formerly ann@example.com" },
        referred_contact: { uuid, email: null },
        history: [{ by: "ann@example.com", "ann@example.com": 1 }]
      }
      const PIGGY_BASE_URL = yield* serve([row])
      const { stdout } = yield* Piggy.run(["list", "--redact-emails"], { PIGGY_BASE_URL })
      const hash = /email-[0-9a-f]{32}/.exec(stdout)?.[0] ?? ""
      assert.deepStrictEqual(JSON.parse(stdout), {
        uuid,
        status: "completed",
        referring_contact: { uuid, email: hash, note: `formerly ${hash}` },
        referred_contact: { uuid, email: null },
        history: [{ by: hash, [hash]: 1 }]
      })
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 1 }))
  )

  it("are looked for in a long text in time that grows with its length", () => {
    const contact = { uuid: "a", email: null, note: `${"x".repeat(1_000_000)} ann@example.com` }
    const before = process.cpuUsage()
    const { referring_contact } = Redaction.make(Buffer.alloc(16), "run").referral({
      uuid: "1",
      status: "completed",
      referring_contact: contact,
      referred_contact: { uuid: "b", email: null }
    })
    const { user } = process.cpuUsage(before)
    assert.match(JSON.stringify(referring_contact), /x email-[0-9a-f]{32}"/)
    // Trying again at each letter takes minutes.
    assert.isBelow(user / 1_000_000, 5)
  })

  it.live("cannot be gone on with under a key that is gone", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* Piggy.run(["export", "--out", "a.csv", "--checkpoint", "c", "--redact-emails"])
      assert.strictEqual(code, 2)
      assert.match(stderr, /needs --redact-key-file/)
    }).pipe(Piggy.withMock({ referrals: 1 }))
  )
})

describe("a file for SQL", () => {
  for (const format of ["csv", "parquet"]) {
    it.live(`as ${format} has what no page documents: twins, emails that are null, and words of the vendor's own`, () =>
      Effect.gen(function* () {
        const path = join(yield* Piggy.folder, `a.${format}`)
        const id = (digit: number) => `2e70ea71-631f-4b3c-8097-8e028475100${digit}`
        const row = (referred: number, status: string, email: string | null) => ({
          uuid: id(0),
          status,
          referring_contact: { uuid: id(1), email },
          referred_contact: { uuid: id(referred), email: null }
        })
        const rows = [
          row(2, "completed", "Zoë@example.com"),
          row(3, "in_progress", null),
          row(4, "=1+1", 'a"b@example.com')
        ]
        const { code, stderr } = yield* Piggy.run(["export", "--out", path, "--no-escape-formulas"], {
          PIGGY_BASE_URL: yield* serve(rows)
        })
        assert.strictEqual(code, 0, stderr)
        const source = format === "csv" ? `read_csv('${path}', all_varchar = true, nullstr = '')` : `'${path}'`
        assert.deepStrictEqual(
          yield* DuckDb.query(
            `SELECT uuid, status, referring_contact_email email, referred_contact_uuid contact FROM ${source}`
          ),
          rows.map(({ referred_contact, referring_contact, status, uuid }) => ({
            uuid,
            status,
            email: referring_contact.email,
            contact: referred_contact.uuid
          }))
        )
      }).pipe(Effect.scoped, Piggy.withMock({ referrals: 1 }))
    )
  }
})

describe("CSV for a spreadsheet", () => {
  it.live("runs no formula, unless asked to keep it, and reads back whatever a field holds", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      const emails = [
        "=1+1@example.com",
        "+a@example.com",
        "-a@example.com",
        "@a",
        'a"b,c\r\nd@example.com',
        "a@example.com"
      ]
      const rows = emails.map((email, index) => ({
        uuid: `row ${index}`,
        status: "completed",
        referring_contact: { uuid: "a", email },
        referred_contact: { uuid: "b", email: null }
      }))
      const PIGGY_BASE_URL = yield* serve(rows)
      const read = Effect.fnUntraced(function* (...flags: ReadonlyArray<string>) {
        const path = join(folder, "a.csv")
        const { code, stderr } = yield* Piggy.run(["export", "--out", path, ...flags], { PIGGY_BASE_URL })
        assert.strictEqual(code, 0, stderr)
        const found = yield* DuckDb.query(
          `SELECT referring_contact_email AS email FROM read_csv('${path}', all_varchar = true)`
        )
        return found.map(({ email }) => email)
      })
      assert.deepStrictEqual(
        yield* read(),
        emails.map((email, index) => (index < 4 ? `'${email}` : email))
      )
      assert.deepStrictEqual(yield* read("--no-escape-formulas"), emails)
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 1 }))
  )

  it.live("is what Parquet's UUID is not: open to ids of any kind", () =>
    Effect.gen(function* () {
      const path = join(yield* Piggy.folder, "a.parquet")
      const contact = { uuid: "not a uuid", email: null }
      const row = { uuid: "1", status: "completed", referring_contact: contact, referred_contact: contact }
      const PIGGY_BASE_URL = yield* serve([row])
      const refused = yield* Piggy.run(["export", "--out", path], { PIGGY_BASE_URL })
      assert.strictEqual(refused.code, 1)
      assert.match(refused.stderr, /no UUID in lower case.*--ids text/)
      assert.strictEqual((yield* Piggy.run(["export", "--out", path, "--ids", "text"], { PIGGY_BASE_URL })).code, 0)
      assert.deepStrictEqual(yield* DuckDb.query(`SELECT uuid, referring_contact_uuid c FROM '${path}'`), [
        { uuid: "1", c: "not a uuid" }
      ])
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 1 }))
  )
})

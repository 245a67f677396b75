import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { writeFileSync } from "node:fs"
import * as DataFile from "../src/DataFile.ts"
import * as Dataset from "../src/Dataset.ts"
import * as MockServer from "../src/MockServer.ts"
import * as Replay from "../src/Replay.ts"
import { temporaryFile } from "./files.ts"
import { get, referralsPath, walk } from "./http.ts"

const rows = Dataset.make({ referrals: 130, seed: "file" }).slice({}, 0, 130)

const written = Effect.fnUntraced(function* (name: string, text: string) {
  const path = yield* temporaryFile(name)
  writeFileSync(path, text)
  return path
})

const complaint = (data: string) => Effect.map(Effect.flip(MockServer.make({ data })), ({ message }) => message)

describe("rows of one's own", () => {
  it.live(
    "are served from a JSON array, from an object with data, and from NDJSON, written on Windows too, filters and all",
    () =>
      Effect.gen(function* () {
        const files = [
          yield* written("rows.json", JSON.stringify(rows, null, 2)),
          yield* written("page.json", JSON.stringify({ data: rows, meta: [] })),
          yield* written("marked.json", `\uFEFF${JSON.stringify(rows)}`),
          yield* written("windows.ndjson", rows.map((row) => JSON.stringify(row)).join("\r\n")),
          yield* written("rows.ndjson", rows.map((row) => JSON.stringify(row)).join("\n"))
        ]
        for (const data of files) {
          const { url } = yield* MockServer.make({ data })
          assert.deepStrictEqual(yield* walk(url, { limit: 50 }), rows)
          const contact = rows[0]?.referring_contact.uuid ?? ""
          assert.deepStrictEqual(
            yield* walk(url, { referring_contact_uuid: contact, status: "completed" }),
            rows.filter((row) => row.referring_contact.uuid === contact && row.status === "completed")
          )
        }
      }).pipe(Effect.scoped)
  )

  it.live("are part of what a replay is over: another file is refused", () =>
    Effect.gen(function* () {
      const data = yield* written("rows.json", JSON.stringify(rows))
      const { headers } = yield* get((yield* MockServer.make({ data })).url, referralsPath)
      const replay = yield* Effect.fromResult(Replay.parse(headers["x-mock-replay"] ?? ""))
      const dataDigest = replay.data ?? ""
      yield* MockServer.make({ data, dataDigest })
      const other = yield* written("rows.json", JSON.stringify(rows.slice(1)))
      assert.match((yield* Effect.flip(MockServer.make({ data: other, dataDigest }))).message, /over another file/)
    }).pipe(Effect.scoped)
  )

  it.live("drift like generated ones", () =>
    Effect.gen(function* () {
      const data = yield* written("rows.json", JSON.stringify(rows))
      const scenario = { drift: { every: 1, insertions: 2, removals: 1 } }
      const { dataset, url } = yield* MockServer.make({ data, scenario })
      yield* walk(url, { limit: 50, status: "failed" })
      assert.isAbove(dataset.count({}), 130)
    }).pipe(Effect.scoped)
  )

  it.live("are joined by others of their own, though some of them were newcomers of another mock", () =>
    Effect.gen(function* () {
      const drifting = { drift: { every: 1, insertions: 2 } }
      const first = yield* MockServer.make({ data: yield* written("rows.json", JSON.stringify(rows)) })
      yield* first.add()
      yield* first.play(drifting)
      yield* get(first.url, referralsPath)
      // One of them keeps only whom it brought.
      const [newest, second, ...others] = first.dataset.slice({}, 0, 200)
      const given = [newest, { ...second, uuid: "7c2a1f8e-6b1d-4a7e-9a64-0f0f6f1f2a3b" }, ...others]

      const again = yield* MockServer.make({ data: yield* written("kept.json", JSON.stringify(given)) })
      const added = yield* again.add()
      yield* again.play(drifting)
      yield* get(again.url, referralsPath)
      const all = again.dataset.slice({}, 0, 200)
      assert.strictEqual(all.length, given.length + 3)
      assert.strictEqual(new Set(all.map(({ uuid }) => uuid)).size, all.length)
      assert.strictEqual(new Set(all.map(({ referred_contact }) => referred_contact.uuid)).size, all.length)
      for (const row of [...given, added]) assert.deepStrictEqual<unknown>(again.dataset.find(row?.uuid ?? ""), row)
    }).pipe(Effect.scoped)
  )

  it.live("are refused with the lines of what the contract does not allow", () =>
    Effect.gen(function* () {
      const [one, two, three] = rows
      const wrong = [one, { ...two, status: "done" }, { ...three, uuid: 7 }, { uuid: "x" }]
      const ndjson = yield* complaint(
        yield* written("rows.ndjson", `${wrong.map((row) => JSON.stringify(row)).join("\n\n")}\n{oops`)
      )
      assert.match(ndjson, /line 3: status must be equal to one of the allowed values: pending, completed, failed/)
      assert.match(ndjson, /line 5: uuid must be string/)
      assert.match(ndjson, /line 7: .*required property 'referring_contact'/)
      assert.match(ndjson, /line 8: no JSON/)
      const json = yield* complaint(yield* written("rows.json", JSON.stringify(wrong.slice(0, 2), null, 1)))
      assert.match(json, /row 2 \(line 14\): status must be equal/)
      const oneLine = yield* complaint(yield* written("rows.json", JSON.stringify(wrong)))
      assert.match(oneLine, /row 2 \(line 1\): status .*\n +row 3 \(line 1\): uuid .*\n +row 4 \(line 1\): /)
      assert.match(yield* complaint(yield* written("rows.json", "[\n{]")), /no JSON: .*line 2/)
      assert.match(yield* complaint("/nowhere/rows.json"), /there is no such file/)
    }).pipe(Effect.scoped)
  )

  it.live("are refused where one of them, or a name in one of them, stands twice", () =>
    Effect.gen(function* () {
      const [one, two, three] = rows
      const again = { ...three, uuid: one?.uuid.toUpperCase() }
      const json = yield* complaint(yield* written("rows.json", JSON.stringify([one, two, again], null, 1)))
      assert.include(json, `row 3 (line 26): uuid ${one?.uuid} is already that of row 1 (line 2)`)
      const ndjson = yield* complaint(
        yield* written("rows.ndjson", [one, again, two].map((row) => JSON.stringify(row)).join("\n"))
      )
      assert.include(ndjson, `line 2: uuid ${one?.uuid} is already that of line 1`)
      const twice = (text: string) => text.replace('"status":', '"status": "failed",\n"st\\u0061tus":')
      const array = yield* complaint(yield* written("rows.json", twice(`[\n${JSON.stringify(one)}]`)))
      assert.include(array, 'line 3: "status" stands twice in one object, first in line 2')
      const lines = yield* complaint(yield* written("rows.ndjson", twice(JSON.stringify(one)).replaceAll("\n", "")))
      assert.include(lines, 'line 1: "status" stands twice in one object')
    }).pipe(Effect.scoped)
  )

  it.live("are read as Windows saves them, and refused by name in an encoding that nobody can tell", () =>
    Effect.gen(function* () {
      const text = JSON.stringify(rows)
      const path = yield* temporaryFile("rows.json")
      const mark = Buffer.from([0xff, 0xfe])
      writeFileSync(path, Buffer.concat([mark, Buffer.from(text, "utf16le")]))
      const { url } = yield* MockServer.make({ data: path })
      assert.deepStrictEqual(yield* walk(url, { limit: 50 }), rows)
      writeFileSync(path, Buffer.from(text, "utf16le"))
      assert.include(
        yield* complaint(path),
        "NUL characters, as UTF-16 without a byte order mark has; save it as UTF-8"
      )
      writeFileSync(path, Buffer.from('[\n"Zo",\n"Zo\u00EB"]', "latin1"))
      assert.match(yield* complaint(path), /it is not UTF-8: line 3 has bytes that are no character/)
    }).pipe(Effect.scoped)
  )

  it("begin on the lines that an editor shows", () => {
    assert.deepStrictEqual(DataFile.elementLines('[{"a": ["]", "\\""]},\n\n{"b": [1,\n2]}, {}\n]'), [1, 3, 4])
    assert.deepStrictEqual(DataFile.elementLines('{"data": [\n1,\n2]}'), [2, 3])
    assert.deepStrictEqual(DataFile.elementLines("[]"), [])
    assert.deepStrictEqual(
      DataFile.elementLines('{"meta": [1,\n2], "n": {"data": [3]},\n"data": [\n4], "more": {"a": 1, "b": 2}}'),
      [4]
    )
  })
})

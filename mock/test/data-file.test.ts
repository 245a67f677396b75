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

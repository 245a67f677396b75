import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Dataset from "../src/Dataset.ts"
import * as Loaded from "../src/dataset/Loaded.ts"
import * as RowEdits from "../src/RowEdits.ts"
import { type Referral, statuses } from "../src/Referral.ts"

const index = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 11 })))
const chance = Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 0.999 })))
const Move = Schema.Union([
  Schema.Struct({ do: Schema.Literals(["insert", "remove", "changeStatus"]), chance }),
  Schema.Struct({
    do: Schema.Literals(["add", "replace", "take"]),
    index,
    status: Schema.Literals(statuses),
    by: index
  })
])
type Move = typeof Move.Type
const Moves = Schema.Array(Move).pipe(Schema.check(Schema.isMaxLength(30)))

const size = 8
const rows = Dataset.make({ referrals: size, seed: "overlay" }).slice({}, 0, size)
const sources: Readonly<Record<string, Dataset.Source>> = {
  generated: Dataset.generate({ referrals: size, seed: "overlay" }),
  loaded: Dataset.fromColumns(Loaded.make(rows, "overlay"))
}

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`
/** Rows of the program from 0 on, then ones that it does not have. */
const uuidAt = (n: number): string => (rows[n]?.uuid ?? uuid(n)).toUpperCase()
const contactAt = (n: number) => rows[n]?.referring_contact ?? { uuid: uuid(100 + n), email: null }
const written = ({ by, index: n, status }: Extract<Move, { do: "add" | "replace" | "take" }>): Referral => ({
  uuid: uuidAt(n),
  referring_contact: contactAt(by),
  referred_contact: { uuid: uuid(200 + n), email: "by-hand@example.com" },
  status
})

/** What the list should be: an array, moved in the plainest way. */
const model = (list: ReadonlyArray<Referral>, before: Dataset.Dataset, move: Move): ReadonlyArray<Referral> => {
  const picked = "chance" in move ? Math.floor(move.chance * list.length) : -1
  const at = "index" in move ? list.findIndex((row) => row.uuid.toLowerCase() === uuidAt(move.index).toLowerCase()) : -1
  switch (move.do) {
    case "insert":
      return [...before.slice({}, 0, 1), ...list]
    case "remove":
      return list.toSpliced(picked, 1)
    case "changeStatus":
      return list.map((row, position) =>
        position === picked ? { ...row, status: statuses[(statuses.indexOf(row.status) + 1) % 3] ?? "pending" } : row
      )
    case "add":
      return at === -1 ? [written(move), ...list] : list
    case "replace":
      return at === -1 ? list : list.with(at, written(move))
    case "take":
      return at === -1 ? list : list.toSpliced(at, 1)
  }
}

const edit = (move: Extract<Move, { do: "add" | "replace" | "take" }>): RowEdits.Edit =>
  move.do === "take" ? { do: "take", uuid: uuidAt(move.index) } : { do: move.do, referral: written(move) }

const everything = (dataset: Dataset.Dataset) => dataset.slice({}, 0, 1000)

describe.each(Object.entries(sources))("rows that are %s", (_, source) => {
  it.prop("answer every filter from the same list, whatever drift and hands did to it", [Moves], ([moves]) => {
    const dataset = source.start(() => undefined)
    let expected = rows
    for (const move of moves) {
      if ("chance" in move) dataset[move.do](move.chance)
      else RowEdits.make().apply(dataset, edit(move))
      expected = model(expected, dataset, move)
    }
    assert.deepStrictEqual(everything(dataset), expected)
    for (const status of statuses) {
      const matching = expected.filter((row) => row.status === status)
      assert.deepStrictEqual(
        [dataset.count({ status }), dataset.slice({ status }, 0, 1000)],
        [matching.length, matching]
      )
      for (const { uuid: contact } of [...rows.map((row) => row.referring_contact), contactAt(9), contactAt(10)]) {
        const filter = { status, referring_contact_uuid: contact }
        assert.deepStrictEqual(
          dataset.slice(filter, 0, 1000),
          matching.filter((row) => row.referring_contact.uuid === contact)
        )
      }
    }
    for (const row of expected) assert.deepStrictEqual(dataset.find(row.uuid.toUpperCase()), row)
    assert.strictEqual(new Set(expected.map((row) => row.uuid.toLowerCase())).size, expected.length)
    assert.isUndefined(dataset.find(dataset.draft().uuid))
  })

  it.prop("have by hand after a repetition what they had by hand before", [Moves], ([moves]) => {
    const dataset = source.start(() => undefined)
    const edits = RowEdits.make()
    for (const move of moves) {
      if (!("chance" in move)) edits.apply(dataset, edit(move))
    }
    const again = source.start(() => undefined)
    edits.repeat(again)
    assert.deepStrictEqual(everything(again), everything(dataset))
  })

  it.prop("tell of each referral that becomes completed, once", [Moves], ([moves]) => {
    const told: Array<string> = []
    const dataset = source.start((referral) => told.push(referral.uuid.toLowerCase()))
    const expected: Array<string> = []
    for (const move of moves) {
      const before = new Map(everything(dataset).map((row) => [row.uuid.toLowerCase(), row.status]))
      if ("chance" in move) dataset[move.do](move.chance)
      else RowEdits.make().apply(dataset, edit(move))
      for (const { status, uuid: id } of everything(dataset)) {
        const key = id.toLowerCase()
        if (status === "completed" && before.get(key) !== "completed") expected.push(key)
      }
    }
    assert.deepStrictEqual(told, expected)
  })
})

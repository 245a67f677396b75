import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as OrderedRows from "../src/dataset/OrderedRows.ts"

const row = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: -20, maximum: 60 })))
const offset = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 80 })))

describe("a list of rows that changes", () => {
  it.prop(
    "has the pages that a plain sorted array would have",
    [Schema.Array(row), offset, offset],
    ([toggled, from, limit]) => {
      const evens = Uint32Array.from({ length: 25 }, (_, position) => position * 2)
      const rows = OrderedRows.slice(evens, 0, evens.length)
      const changes = OrderedRows.noChanges()
      const model = new Set<number>(evens)
      for (const one of toggled) {
        if (model.delete(one)) OrderedRows.remove(changes, one)
        else {
          model.add(one)
          OrderedRows.add(changes, one)
        }
      }
      const sorted = [...model].toSorted((left, right) => left - right)
      assert.strictEqual(OrderedRows.length(rows, changes), sorted.length)
      assert.deepStrictEqual(OrderedRows.page(rows, changes, from, limit), sorted.slice(from, from + limit))
      return true
    }
  )
})

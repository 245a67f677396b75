/**
 * Rows whose id another row has too.
 */
import * as IdTable from "./idTable.ts"
import { numbersWhere } from "./order.ts"
import type { State } from "./state.ts"

/** Those rows, in the order in which they came. */
export const repeatedIdsOf = ({ ids, texts, total }: State): Uint32Array => {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, 1.5 * total))))
  const rowsByText = new Map<string, number>()
  const isRepeated = new Uint8Array(total)
  for (let row = 0; row < total; row++) {
    const text = texts.get(row)
    let known: number | undefined
    if (text === undefined) {
      const slot = IdTable.slotOf({ slots, words: ids }, ids, 4 * row)
      const taken = slots[slot] ?? 0
      if (taken === 0) slots[slot] = row + 1
      else known = taken - 1
    } else {
      known = rowsByText.get(text)
      if (known === undefined) rowsByText.set(text, row)
    }
    if (known === undefined) continue
    isRepeated[known] = 1
    isRepeated[row] = 1
  }
  return numbersWhere(total, (row) => isRepeated[row] === 1)
}

/**
 * What was done to rows by hand, so that it can be done again: another scenario begins with the rows as they were made,
 * and these.
 */
import type { MovingDataset } from "./Dataset.ts"
import type { Referral } from "./Referral.ts"

export type Edit =
  | { readonly do: "add" | "replace"; readonly referral: Referral }
  | { readonly do: "take"; readonly uuid: string }

export interface RowEdits {
  /** Does it to the rows, and remembers it if it changed something. */
  readonly apply: (dataset: MovingDataset, edit: Edit) => boolean
  /** Does all of it to rows as they were made. */
  readonly repeat: (dataset: MovingDataset) => void
}

/** What became of the row of one uuid. */
interface Fate {
  /** The row as it was made is gone. */
  readonly isTaken: boolean
  readonly added?: Referral
  readonly replaced?: Referral
}

const after = (fate: Fate, edit: Edit): Fate | undefined => {
  if (edit.do === "add") return { isTaken: fate.isTaken, added: edit.referral }
  if (edit.do === "replace") return { ...fate, [fate.added === undefined ? "replaced" : "added"]: edit.referral }
  return fate.added === undefined || fate.isTaken ? { isTaken: true } : undefined
}

export const make = (): RowEdits => {
  /** By uuid in lower case, in the order in which rows were added. */
  const fates = new Map<string, Fate>()
  return {
    apply: (dataset, edit) => {
      const hasChanged = edit.do === "take" ? dataset.take(edit.uuid) : dataset[edit.do](edit.referral)
      if (!hasChanged) return false
      const uuid = (edit.do === "take" ? edit.uuid : edit.referral.uuid).toLowerCase()
      const fate = after(fates.get(uuid) ?? { isTaken: false }, edit)
      if (fate === undefined || edit.do === "add") fates.delete(uuid)
      if (fate !== undefined) fates.set(uuid, fate)
      return true
    },
    repeat: (dataset) => {
      for (const [uuid, { added, isTaken, replaced }] of fates) {
        if (isTaken) dataset.take(uuid)
        if (replaced !== undefined) dataset.replace(replaced)
        if (added !== undefined) dataset.add(added)
      }
    }
  }
}

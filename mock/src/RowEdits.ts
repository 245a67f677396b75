/**
 * What was done to rows by hand, so that it can be done again: another scenario begins with the rows as they were made,
 * and these.
 */
import type { MovingDataset } from "./Dataset.ts"
import type { Referral } from "./Referral.ts"

export type Edit =
  | { readonly do: "add" | "replace"; readonly referral: Referral }
  /** Puts a row back where it was taken out. */
  | { readonly do: "take" | "restore"; readonly uuid: string }

/** What was done, in the journal's words. */
export const said = { add: "added", replace: "changed", take: "removed", restore: "restored" } as const

export const uuidOf = (edit: Edit): string => ("uuid" in edit ? edit.uuid : edit.referral.uuid)

export interface RowEdits {
  /** Does it to the rows, and remembers it if it changed something. */
  readonly apply: (dataset: MovingDataset, edit: Edit) => boolean
  /** Does all of it to rows as they were made. */
  readonly repeat: (dataset: MovingDataset) => void
  /** The same as single edits, in the order in which they can be done again. */
  readonly all: () => ReadonlyArray<Edit>
}

/** What became of the row of one uuid. */
interface Fate {
  /** The row as it was made is gone. */
  readonly isTaken: boolean
  /** What it was before it was taken out. */
  readonly before?: Fate | undefined
  readonly added?: Referral
  readonly replaced?: Referral
}

const after = (fate: Fate, edit: Edit): Fate => {
  if (edit.do === "add") return { isTaken: fate.isTaken, added: edit.referral }
  if (edit.do === "replace") return { ...fate, [fate.added === undefined ? "replaced" : "added"]: edit.referral }
  if (edit.do === "restore") return fate.before ?? { isTaken: false }
  return { isTaken: fate.added === undefined || fate.isTaken, before: fate }
}

const editsOf = (uuid: string, { added, isTaken, replaced }: Fate): ReadonlyArray<Edit> => [
  ...(isTaken ? [{ do: "take", uuid } as const] : []),
  ...(replaced === undefined || isTaken ? [] : [{ do: "replace", referral: replaced } as const]),
  ...(added === undefined ? [] : [{ do: "add", referral: added } as const])
]

/** The same, and what a row was before it was taken out: it can still be put back. */
const repeatable = (uuid: string, fate: Fate): ReadonlyArray<Edit> =>
  fate.before === undefined
    ? editsOf(uuid, fate)
    : [
        ...repeatable(uuid, fate.before),
        ...(fate.before.isTaken && fate.before.added === undefined ? [] : [{ do: "take", uuid } as const])
      ]

export const make = (): RowEdits => {
  /** By uuid in lower case, in the order in which rows were added. */
  const fates = new Map<string, Fate>()
  return {
    apply: (dataset, edit) => {
      const hasChanged = "uuid" in edit ? dataset[edit.do](edit.uuid) : dataset[edit.do](edit.referral)
      if (!hasChanged) return false
      const uuid = uuidOf(edit).toLowerCase()
      const fate = after(fates.get(uuid) ?? { isTaken: false }, edit)
      // What is added comes in front of what was added before.
      if (edit.do === "add") fates.delete(uuid)
      fates.set(uuid, fate)
      return true
    },
    repeat: (dataset) => {
      for (const edit of [...fates].flatMap(([uuid, fate]) => repeatable(uuid, fate))) {
        if ("uuid" in edit) dataset[edit.do](edit.uuid)
        else dataset[edit.do](edit.referral)
      }
    },
    all: () => [...fates].flatMap(([uuid, fate]) => editsOf(uuid, fate))
  }
}

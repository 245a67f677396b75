/**
 * A row of a world's list: as little as the traversal can tell apart.
 */

export interface Row {
  readonly id: string
  /** The contacts, as one word: with the id it makes the key. */
  readonly contacts: string
  readonly status: string
  /** True for a row that does not decode. */
  readonly isBroken: boolean
}

/** The made-up row of a number. */
export const row = (number: number, more: Partial<Row> = {}): Row => ({
  id: `r${number}`,
  contacts: "c",
  status: "open",
  isBroken: false,
  ...more
})

export const rows = (count: number): Array<Row> => Array.from({ length: count }, (_, number) => row(number))

/** A row's identity, as the traversal is told. */
export const key = ({ contacts, id }: Row): string => `${id}|${contacts}`

/** A row with its values, to compare by. */
export const text = ({ contacts, id, isBroken, status }: Row): string => `${id}|${contacts}|${status}|${isBroken}`

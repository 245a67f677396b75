/** The rows that a failed `collect` had read, kept beside its error: no printer and no copy of the error shows them. */
const rowsOf = new WeakMap<object, ReadonlyArray<unknown>>()

export const keepRows = (error: object, rows: ReadonlyArray<unknown>): void => void rowsOf.set(error, rows)

export const keptRows = (error: object): ReadonlyArray<unknown> => rowsOf.get(error) ?? []

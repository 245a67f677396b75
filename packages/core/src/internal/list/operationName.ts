/** The names of a list's calls in errors and spans, e.g. `Referrals.list`. */
export const operationOf = (noun: string, call: string): string =>
  `${noun.slice(0, 1).toUpperCase()}${noun.slice(1)}.${call}`

/** The rows under the list's own noun. */
export function byNoun<Noun extends string, Row>(
  noun: Noun,
  rows: ReadonlyArray<Row>
): { readonly [Name in Noun]: ReadonlyArray<Row> }
export function byNoun(noun: string, rows: unknown): object {
  return { [noun]: rows }
}

/** The names of a list's calls in errors and spans, e.g. `Referrals.list`. */
export const operationOf = (noun: string, call: string): string =>
  `${noun.slice(0, 1).toUpperCase()}${noun.slice(1)}.${call}`

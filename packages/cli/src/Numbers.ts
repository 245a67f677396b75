/**
 * Numbers as a person reads them, the same on every machine.
 */

/** `12,345` */
export const count = (value: number): string => value.toLocaleString("en-US")

/** A share of 0 to 1 as `12.3 %`; one that is not known as `no data`. */
export const percent = (share: number | undefined): string =>
  share === undefined ? "no data" : `${(100 * share).toFixed(1)} %`

/** A number with its noun: `1 page`, `2 pages`. */
export const of = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? "" : "s"}`

/** Milliseconds as `850 ms`, `3.2 s` or `2 min 5 s`. */
export const duration = (millis: number): string => {
  if (millis < 1000) return `${Math.round(millis)} ms`
  if (millis < 60_000) return `${(millis / 1000).toFixed(1)} s`
  const seconds = Math.round(millis / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

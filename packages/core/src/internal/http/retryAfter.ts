/**
 * Reads Retry-After.
 *
 * @see RFC 9110 section 10.2.3: whole seconds, or a date in one of the three forms of section 5.6.7
 */

const seconds = /^\d{1,15}$/
const imf = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/
const rfc850 = /^[A-Z][a-z]+, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/
const asctime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/

const httpDate = (text: string): number | undefined => {
  const known = imf.test(text) || rfc850.test(text)
  const time = known ? Date.parse(text) : asctime.test(text) ? Date.parse(`${text} GMT`) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

/**
 * Milliseconds to wait, 0 for a date in the past; undefined where the header is absent or is neither form.
 *
 * @param date the answer's own Date header: where it has one, a clock that is wrong here does no harm
 * @param now milliseconds since 1970 by the clock here
 */
export const retryAfter = (header: string | undefined, date: string | undefined, now: number): number | undefined => {
  const text = header?.trim()
  if (text === undefined) return undefined
  if (seconds.test(text)) return Number(text) * 1000
  const until = httpDate(text)
  return until === undefined ? undefined : Math.max(0, until - (httpDate(date ?? "") ?? now))
}

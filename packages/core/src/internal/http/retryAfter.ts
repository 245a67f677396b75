/**
 * Reads Retry-After.
 *
 * @see RFC 9110 section 10.2.3: whole seconds, or a date in one of the three forms of section 5.6.7. Servers also send
 *   fractions, the header twice, ISO dates, and dates that end in UTC or +0000; a client that ignored those would try
 *   again too soon.
 */

// A number without end asks for a wait without end, which is still one that can be told.
const longest = 1e12

const seconds = /^\+?\d+(?:\.\d*)?$/
const httpDate = /^[a-z]{3,9}, \d\d[ -][a-z]{3}[ -]\d{2,4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]0000)$/i
const asctime = /^[a-z]{3} [a-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/i
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i

// Milliseconds since 1970; NaN where the text is no date.
const dateOf = (text: string): number => {
  if (httpDate.test(text)) return Date.parse(text.replace(/\S+$/, "GMT"))
  if (asctime.test(text)) return Date.parse(`${text} GMT`)
  return iso.test(text) ? Date.parse(text) : Number.NaN
}

/**
 * Milliseconds to wait, 0 for a date in the past; undefined if the header is absent or cannot be read. A fraction is
 * rounded up to whole seconds. If the header was sent twice, the longer wait counts.
 *
 * @param headers by lower-case name. A date is compared with the server's clock (the answer's Date plus its Age in
 *   caches) and with the clock here, and the shorter wait counts. Either clock may be wrong: a cache may keep the Date
 *   without saying so, and the clock here may not be set.
 * @param now milliseconds since 1970 by the clock here
 */
export const retryAfter = (headers: Readonly<Record<string, string | undefined>>, now: number): number | undefined => {
  const there = dateOf(headers["date"]?.trim() ?? "") + (Number(headers["age"]) || 0) * 1000
  const until = (date: number): number => {
    const waits = [date - there, date - now].filter((wait) => wait > 0)
    return waits.length === 0 ? 0 : Math.min(...waits)
  }
  // A date contains a comma, and so does a header that was sent twice.
  const parts = headers["retry-after"]?.split(",").map((part) => part.trim()) ?? []
  const found = parts.flatMap((part, index) => {
    if (seconds.test(part)) return [Math.min(Math.ceil(Number(part)), longest) * 1000]
    return [part, `${part}, ${parts[index + 1]}`].map(dateOf).filter(Number.isFinite).map(until)
  })
  return found.length === 0 ? undefined : Math.max(...found)
}

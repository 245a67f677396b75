/**
 * What may be sent in a header.
 *
 * Pure. A refusal names what is wrong and never shows the value.
 */

// RFC 6750, section 2.1: a token is visible ASCII; a space, a control or anything beyond would break the header.
const visible = /^[\x21-\x7e]+$/

/**
 * Why a value cannot be sent, without the value; undefined when it can.
 *
 * @param variable the environment variable that it mostly comes from, where there is one
 */
export const refusal = (value: unknown, name: string, variable?: string): string | undefined => {
  // A variable that is not set gets past the types by a `!`, and would be sent as the word `undefined`.
  if (value === "" || value === undefined)
    return `the ${name} is empty${variable === undefined ? "" : `: set ${variable}`}`
  if (typeof value !== "string" && typeof value !== "number") return `the ${name} must be a string`
  // JSON writes null for it.
  if (typeof value === "number" && !Number.isFinite(value)) return `the ${name} is ${value}, which cannot be sent`
  if (/^(["'`]).*\1$/.test(String(value))) return `the ${name} stands in quotes: leave them out`
  return visible.test(String(value))
    ? undefined
    : `the ${name} holds a space, a line break, a control or a non-ASCII character: copy it again, without "Bearer", quotes or a trailing line break`
}

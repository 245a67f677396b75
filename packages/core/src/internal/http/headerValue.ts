/**
 * What may be sent in a header.
 *
 * Pure. A refusal says what is wrong and never shows the value.
 */

// RFC 6750, section 2.1: a token is visible ASCII; a space, a control or anything beyond would break the header.
const visible = /^[\x21-\x7e]+$/

/**
 * Why a value cannot be sent, without the value; undefined when it can.
 *
 * @param variable the environment variable that it usually comes from, if there is one
 */
export const refusal = (value: unknown, name: string, variable?: string): string | undefined => {
  // With a `!`, an unset variable passes the compiler, and would be sent as the word `undefined`.
  if (value === "" || value === undefined)
    return `the ${name} is empty${variable === undefined ? "" : `: set ${variable}`}`
  if (typeof value !== "string" && typeof value !== "number") return `the ${name} must be a string`
  // JSON would write it as null.
  if (typeof value === "number" && !Number.isFinite(value)) return `the ${name} is ${value}, which cannot be sent`
  if (/^(["'`]).*\1$/.test(String(value))) return `the ${name} is in quotes: remove them`
  return visible.test(String(value))
    ? undefined
    : `the ${name} holds a space, a line break, a control or a non-ASCII character: copy it again, without "Bearer", quotes or a trailing line break`
}

/**
 * Removes personal data and credentials from text that others wrote, however they are encoded.
 *
 * Every step takes time in proportion to the length of the text.
 */

/** The most characters of a text that are read, and the most that are kept. */
const read = 1000
const kept = 300

const escapes =
  /%([0-7][0-9a-f])|&#0*(\d{2,3});|&#x0*([0-7][0-9a-f]);|\\{1,4}u00([0-7][0-9a-f])|&(amp|lt|gt|quot|apos|commat|period);/gi
const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  commat: "@",
  period: "."
}

// Decodes ASCII characters that are escaped for a URL, HTML or JSON.
const unescape = (text: string): string =>
  text.replaceAll(escapes, (whole, url?: string, decimal?: string, html?: string, json?: string, name?: string) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(url ?? html ?? json ?? "", 16) : Number(decimal)
    return code > 31 && code < 127 ? String.fromCharCode(code) : whole
  })

// In the base64 of a longer text, a secret has one of three alignments. Characters at its ends belong to its neighbours too.
const base64 = (secret: string): ReadonlyArray<string> =>
  [0, 1, 2].flatMap((before) => {
    const padded = "\0".repeat(before) + secret
    const letters = btoa(padded).slice([0, 2, 3][before], Math.floor((padded.length * 4) / 3))
    return letters.length < 6 ? [] : [letters, letters.replaceAll("+", "-").replaceAll("/", "_")]
  })

const isAscii = /^[\x20-\x7e]+$/

// Secrets of up to 3 characters are skipped: they are placeholders, and parts of other words.
const patternOf = (secrets: ReadonlyArray<string>): RegExp | undefined => {
  const words = secrets.filter((secret) => secret.length > 3)
  const encoded = words.filter((secret) => isAscii.test(secret)).flatMap(base64)
  const any = (texts: ReadonlyArray<string>) => texts.map((text) => text.replaceAll(/\W/g, "\\$&")).join("|")
  if (words.length === 0) return undefined
  const inBase64 = encoded.length === 0 ? "" : `|[\\w+/-]{0,2}(?:${any(encoded)})[\\w+/=-]{0,4}`
  return new RegExp(any(words) + inBase64, "gi")
}

// Removes the secret from the text as it is, and from the text decoded up to three times.
const strip = (text: string, secret: RegExp | undefined): string => {
  const clean = (dirty: string) => (secret === undefined ? dirty : dirty.replaceAll(secret, "[credential]"))
  let plain = clean(text)
  for (let round = 0; round < 3 && /[%&\\]/.test(plain); round++) plain = clean(unescape(plain))
  return plain
}

// Words that hold an @ and something behind it.
const word = /[^\s"<>(),;:[\]]+/g
const email = /[@\uFF20]./
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi
const bearer = /\bbearer\s+\S+/gi

// Cuts between words, since half a word might be half an email or half a secret.
const cutAtWord = (text: string): string => {
  let end = read
  while (end > 0 && /\S/.test(text.charAt(end - 1))) end--
  return `${text.slice(0, end)}…`
}

/**
 * Makes a function that takes emails, UUIDs, the secrets and control characters out of a text, puts it on one line, and
 * cuts it to 300 characters.
 *
 * @param secrets values that were sent with the request; each is removed as it is, percent-encoded, escaped for HTML
 *   or JSON, and inside base64
 */
export const redactor = (secrets: ReadonlyArray<string>): ((text: string) => string) => {
  const secret = patternOf(secrets)
  return (text) => {
    const clean = strip(text.length > read ? cutAtWord(text) : text, secret)
      .replaceAll(bearer, "Bearer [credential]")
      .replaceAll(word, (found) => (email.test(found) ? "[email]" : found))
      .replaceAll(uuid, "[id]")
      .replaceAll(/[\s\p{Cc}]+/gu, " ")
      .trim()
    return clean.length > kept ? `${clean.slice(0, kept)}…` : clean
  }
}

/** One text, cleaned by {@link redactor}. */
export const redactText = (text: string, secrets: ReadonlyArray<string>): string => redactor(secrets)(text)

/** Whether a short text holds one of the secrets in any encoding. */
export const holdsSecret = (text: string, secrets: ReadonlyArray<string>): boolean =>
  strip(text, patternOf(secrets)) !== strip(text, undefined)

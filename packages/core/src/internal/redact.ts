/**
 * Takes personal data and credentials out of text that others wrote.
 */

// Anything around an @, or around its percent-encoding; then any UUID, such as a contact's.
const email = /[^\s"<>(),;:[\]]*(?:@|%40)[^\s"<>(),;:[\]]+/gi
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi
const bearer = /\bbearer\s+\S+/gi

/** The most characters of a text that are looked at, and the most that are kept. */
const read = 2000
const kept = 300

/**
 * The text without emails, UUIDs, the secrets and control characters, on one line, cut to 300 characters.
 *
 * @param secrets values that were sent with the request; each is removed as it is and percent-encoded
 */
export const redactText = (text: string, secrets: ReadonlyArray<string>): string => {
  // A word that the cut goes through might be half an email or half a secret.
  let clean = text.length > read ? text.slice(0, read).replace(/\S*$/, "…") : text
  for (const secret of secrets) {
    // Shorter ones are placeholders, and parts of other words.
    if (secret.length < 4) continue
    clean = clean.replaceAll(secret, "[credential]").replaceAll(encodeURIComponent(secret), "[credential]")
  }
  clean = clean
    .replaceAll(bearer, "Bearer [credential]")
    .replaceAll(email, "[email]")
    .replaceAll(uuid, "[id]")
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim()
  return clean.length > kept ? `${clean.slice(0, kept)}…` : clean
}

/**
 * Whether a body was signed by somebody who knows a secret: HMAC-SHA256 by Web Crypto.
 *
 * `crypto.subtle.verify` compares in constant time on every runtime; and every secret is tried, whichever fits, so that
 * the time tells nothing of which one it was.
 */
import * as Effect from "effect/Effect"

const algorithm = { name: "HMAC", hash: "SHA-256" }

/** The bytes of 64 hexadecimal digits, in either case; undefined where the text is anything else. */
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> | undefined => {
  const digits = text.trim()
  return /^[0-9a-f]{64}$/i.test(digits)
    ? Uint8Array.from({ length: 32 }, (_, index) => Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16))
    : undefined
}

const isSignedBy = async (
  secret: string,
  signature: Uint8Array<ArrayBuffer>,
  body: Uint8Array<ArrayBuffer>
): Promise<boolean> => {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), algorithm, false, ["verify"])
  return crypto.subtle.verify(algorithm, key, signature, body)
}

/** Whether one of the secrets, none of which is empty, fits. */
export const verify = (
  secrets: ReadonlyArray<string>,
  signature: Uint8Array<ArrayBuffer>,
  body: Uint8Array<ArrayBuffer>
): Effect.Effect<boolean> =>
  Effect.promise(async () => {
    const fits = await Promise.all(secrets.map((secret) => isSignedBy(secret, signature, body)))
    return fits.filter(Boolean).length > 0
  })

/**
 * Emails as keyed hashes that still join: HMAC-SHA256 under a key that leaves no trace in what is written.
 *
 * An email is hashed in lower case and without the space around it, so that two spellings of one address join.
 */
import type { Referral } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import { createHmac, randomBytes } from "node:crypto"
import * as Failure from "./Failure.ts"
import * as FileFailure from "./FileFailure.ts"
import type { Redaction as Given } from "./Options.ts"

/** What becomes of a row before it is written. */
export interface Redaction {
  /** Where the key is from; undefined where emails stay as they are. */
  readonly key: "file" | "run" | undefined
  readonly email: (email: string) => string
  readonly referral: (row: Referral.Referral) => Referral.Referral
}

/** Leaves everything as it is. */
export const none: Redaction = { key: undefined, email: (email) => email, referral: (row) => row }

/** The fewest bytes that a key has. */
const leastKey = 16

// From the beginning of a word only, so that a long text without an email takes time in proportion to its length.
const looksLikeEmail = /(?<![^\s@<>"'(),;:[\]\\])[^\s@<>"'(),;:[\]\\]+@[^\s@<>"'(),;:[\]\\]+\.[^\s@<>"'(),;:[\]\\]+/g

// An email may stand in a field that no page documents, too.
const inside = (value: unknown, hash: (email: string) => string): unknown => {
  if (typeof value === "string") return value.replace(looksLikeEmail, hash)
  if (Array.isArray(value)) return value.map((item: unknown) => inside(item, hash))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [inside(name, hash), inside(item, hash)]))
}

/** @param key at least 16 bytes */
export const make = (key: Uint8Array, from: "file" | "run"): Redaction => {
  const hash = (email: string): string =>
    `email-${createHmac("sha256", key).update(email.trim().toLowerCase()).digest("hex").slice(0, 32)}`
  const contact = ({ email, uuid, ...others }: Referral.Contact): Referral.Contact => ({
    ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name, inside(value, hash)])),
    uuid,
    email: email === null ? null : hash(email)
  })
  return {
    key: from,
    email: hash,
    referral: ({ referred_contact, referring_contact, status, uuid, ...others }) => ({
      uuid,
      referring_contact: contact(referring_contact),
      referred_contact: contact(referred_contact),
      status,
      ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name, inside(value, hash)]))
    })
  }
}

const fromFile = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const key = yield* Effect.mapError(files.readFile(path), (error) =>
    Failure.usage(`the key of --redact-key-file cannot be read from ${path}: ${FileFailure.wordOf(error)}`)
  )
  if (key.length >= leastKey) return make(key, "file")
  return yield* Failure.usage(
    `${path} holds ${key.length} bytes: a key needs ${leastKey} or more; \`openssl rand -out ${path} 32\` makes one`
  )
})

/** A key that nobody knows, for as long as the command runs. */
export const ofRun: Effect.Effect<Redaction> = Effect.sync(() => make(randomBytes(32), "run"))

/** The redaction that the flags ask for. */
export const of = ({ redactEmails, redactKeyFile }: Given) => {
  if (Option.isSome(redactKeyFile)) return fromFile(redactKeyFile.value)
  return redactEmails ? ofRun : Effect.succeed(none)
}

/** What is to be said of it, if anything is. */
export const inWords = ({ key }: Redaction): string | undefined => {
  if (key === undefined) return undefined
  return key === "file"
    ? "emails are hashed with the key of --redact-key-file: they join with other runs under it"
    : "emails are hashed with a key of this run: they join within this output only (--redact-key-file keeps a key)"
}

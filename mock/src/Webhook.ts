/**
 * The webhook `referral_completed`: where it is sent, what it says, how it is signed, and when it is tried again.
 *
 * Pure decisions; {@link WebhookDeliveries} sends. The vendor documents the event's name, the signature and that there are
 * up to five retries at growing intervals after an answer other than 2xx. Everything else here is a guess: the body, the
 * intervals, and how long it waits for an answer.
 *
 * @see https://docs.leat.com/v3/webhooks
 */
import * as Result from "effect/Result"
import { createHmac } from "node:crypto"
import * as LocalOnly from "./LocalOnly.ts"
import type { Referral } from "./Referral.ts"

export const event = "referral_completed"

export interface Options {
  /** Where to post: an http or https URL of this machine. */
  readonly url: string
  /** What deliveries are signed with. Default `mock-webhook-secret`. */
  readonly secret?: string | undefined
}

export interface Target {
  readonly url: URL
  readonly secret: string
}

export const defaultSecret = "mock-webhook-secret"

/** @returns where to post, or why not there; the reason tells nothing of the URL but its host */
export const parse = ({ secret = defaultSecret, url: text }: Options): Result.Result<Target, string> => {
  if (!URL.canParse(text)) return Result.fail("takes a URL of this machine: http://127.0.0.1:3000/webhooks/piggy")
  const url = new URL(text)
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return Result.fail(`takes an http or https URL of this machine, and this one begins with ${url.protocol}`)
  }
  if (!LocalOnly.isLoopbackName(url.hostname)) {
    return Result.fail(
      `posts to this machine only, and ${url.hostname} is another; give 127.0.0.1 or localhost, and forward from there`
    )
  }
  if (url.username !== "" || url.password !== "") {
    return Result.fail(
      "takes a URL without a name and password; deliveries prove where they come from by their signature"
    )
  }
  return secret === "" ? Result.fail("needs a secret that is not empty to sign with") : Result.succeed({ url, secret })
}

/** What is posted. The vendor's page says that of most entities only the uuid comes. */
export const bodyOf = ({ referred_contact, referring_contact, status, uuid }: Referral): string =>
  JSON.stringify({
    event_type: event,
    data: {
      uuid,
      referring_contact: { uuid: referring_contact.uuid },
      referred_contact: { uuid: referred_contact.uuid },
      status
    }
  })

/** The header `Signature`: HMAC-SHA256 of the body as it is sent, in hexadecimal digits. */
export const signatureOf = (secret: string, body: string): string =>
  createHmac("sha256", secret).update(body).digest("hex")

/** One and up to five retries. */
export const mostAttempts = 6

/** Milliseconds to wait for an answer. */
export const patience = 10_000

/** Seconds until the next attempt after so many that failed, twice as long each time; nothing after the last. */
export const waitAfter = (attempts: number): number | undefined =>
  attempts < mostAttempts ? 2 ** (attempts - 1) : undefined

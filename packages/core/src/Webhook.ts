/**
 * Receives the vendor's webhook `referral_completed`: checks who sent it, and reads what it says.
 *
 * It needs Web Crypto only, so it runs wherever the SDK does. Give it the body as it came: JSON that was parsed and
 * written again has another signature.
 *
 * @see https://docs.leat.com/v3/webhooks: header `Signature`, HMAC-SHA256 over the body in hexadecimal digits
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Events from "./internal/webhook/event.ts"
import * as Signature from "./internal/webhook/signature.ts"

export { Event } from "./internal/webhook/event.ts"

/** A delivery that is not to be believed, or that nobody can read. Answer it with `status`. */
export class WebhookRejected extends Schema.TaggedError<WebhookRejected>()("WebhookRejected", {
  /**
   * `unsigned`: no header `Signature`, or one that is not 64 hexadecimal digits. `mismatch`: none of the secrets fits.
   * `unreadable`: signed, and no JSON. `noSecret`: no secret was given, or an empty one.
   */
  because: Schema.Literals(["unsigned", "mismatch", "unreadable", "noSecret"]),
  message: Schema.String
}) {
  /** What to answer: 401, 400 where the body cannot be read, 500 where the receiver has no secret. */
  get status(): number {
    if (this.because === "noSecret") return 500
    return this.because === "unreadable" ? 400 : 401
  }
}

/** A delivery, and what it must be signed with. */
export interface Delivery {
  /** The body as it came: bytes, or the text that they are in UTF-8. */
  readonly body: Uint8Array | ArrayBuffer | string
  /** The header `Signature`. */
  readonly signature: string | null | undefined
  /** The subscription's secret; several while one takes the place of another. */
  readonly secrets: Redacted.Redacted | ReadonlyArray<Redacted.Redacted>
}

const rejected = (because: WebhookRejected["because"], message: string) =>
  Effect.fail(new WebhookRejected({ because, message }))

const bytesOf = (body: Delivery["body"]): Uint8Array<ArrayBuffer> =>
  typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body)

/**
 * Checks the signature of a delivery, and reads its event. A delivery has no time of its own, so one that was seen once
 * can be sent again: let the second `referral_completed` of a referral change nothing.
 */
export const receive = Effect.fnUntraced(function* ({
  body,
  secrets,
  signature
}: Delivery): Effect.fn.Return<Events.Event, WebhookRejected> {
  const known = (Redacted.isRedacted(secrets) ? [secrets] : secrets).map((secret) => Redacted.value(secret))
  if (known.length === 0 || known.includes("")) {
    return yield* rejected(
      "noSecret",
      "there is no secret to check the webhook with: give `secrets` one that is not empty"
    )
  }
  const given = signature === null || signature === undefined ? undefined : Signature.bytesOf(signature)
  if (given === undefined) {
    return yield* rejected("unsigned", "the webhook has no header `Signature` of 64 hexadecimal digits")
  }
  const bytes = bytesOf(body)
  if (!(yield* Signature.verify(known, given, bytes))) {
    return yield* rejected(
      "mismatch",
      "the webhook's signature fits none of the secrets: give `body` as it came, byte for byte, and the subscription's secret"
    )
  }
  return yield* Effect.try({
    try: () => Events.read(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))),
    catch: () =>
      new WebhookRejected({ because: "unreadable", message: "the webhook is signed, and its body is no JSON" })
  })
})

/**
 * The vendor's webhook, whose signature is checked by the platform's own Web Crypto.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Webhook } from "@effect-piggy/core"
import { type Case, same } from "./world.ts"

// Signed by OpenSSL: `printf %s BODY | openssl dgst -sha256 -hmac s3cret-é`.
const secret = Redacted.make("s3cret-é")
const signature = "ba3acf44d8a8f835c9e64d3b2bcf7f137a0beb239253725f5882351b3b7a1774"
const body =
  '{"event_type":"referral_completed","data":{"uuid":"r1","referring_contact":{"uuid":"c1"},"referred_contact":{"uuid":"c2"},"status":"completed","note":"Zoë"}}'

const refusal = (delivery: Webhook.Delivery) =>
  Effect.match(Webhook.receive(delivery), { onFailure: ({ because }) => because, onSuccess: () => "believed" })

export const cases: ReadonlyArray<Case> = [
  {
    name: "a webhook is believed by its signature, as text and as bytes, while one of two secrets fits",
    run: () =>
      Effect.gen(function* () {
        for (const given of [body, new TextEncoder().encode(body)]) {
          const event = yield* Webhook.receive({ body: given, signature, secrets: [Redacted.make("old"), secret] })
          yield* same("event", [event.type, event.referral?.uuid], ["referral_completed", "r1"])
        }
      })
  },
  {
    name: "a webhook is refused with another body, another secret, or no signature",
    run: () =>
      Effect.gen(function* () {
        const refusals = yield* Effect.forEach(
          [
            { body: body.replace("r1", "r2"), signature, secrets: secret },
            { body, signature, secrets: Redacted.make("s3cret-e") },
            { body, signature: null, secrets: secret }
          ],
          refusal
        )
        yield* same("refusals", refusals, ["mismatch", "mismatch", "unsigned"])
      })
  }
]

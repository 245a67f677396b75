/**
 * A receiver of the vendor's webhook, from a request to a response: for Hono, Next.js, Deno, workerd, `Bun.serve`.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Webhook } from "@effect-piggy/core"

/** @param completed is told which referral was completed; a delivery may come twice */
export const receiver = (
  secrets: ReadonlyArray<string>,
  completed: (uuid: string) => void
): ((request: Request) => Promise<Response>) => {
  const known = secrets.map((secret) => Redacted.make(secret))
  const answer = Effect.fn("receive a webhook")(
    function* (request: Request) {
      const body = yield* Effect.promise(() => request.arrayBuffer())
      const signature = request.headers.get("signature")
      const { referral, type } = yield* Webhook.receive({ body, signature, secrets: known })
      if (type === "referral_completed" && referral !== null) completed(referral.uuid)
      return new Response(null, { status: 204 })
    },
    Effect.catch(({ because, status }) => Effect.succeed(new Response(because, { status })))
  )
  return (request) => Effect.runPromise(answer(request))
}

/**
 * Programs to copy: each reads the mock that shows them.
 */

/** @param baseUrl where the mock listens, without a slash at the end */
export const curl = (baseUrl: string): string =>
  `curl -H 'Authorization: Bearer any' \\
  '${baseUrl}/api/v3/oauth/clients/referrals?status=completed&limit=100'
`

/** Every completed referral, in Effect. */
export const effect = (baseUrl: string): string =>
  `import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"
import { Console, Effect, Layer, Redacted, Stream } from "effect"
import { FetchHttpClient } from "effect/http"

const Live = Referrals.layer.pipe(
  Layer.provide(
    PiggyClient.layer({
      credentials: Credentials.apiKey(Redacted.make("any")),
      baseUrl: "${baseUrl}"
    })
  ),
  Layer.provide(FetchHttpClient.layer)
)

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  yield* referrals.stream({ status: "completed" }).pipe(
    Stream.runForEach(({ uuid, status }) => Console.log(uuid, status))
  )
})

Effect.runPromise(program.pipe(Effect.provide(Live)))
`

/** The same for code that does not use Effect. */
export const promise = (baseUrl: string): string =>
  `import { makeReferrals } from "@effect-piggy/core/promise"

const referrals = makeReferrals({
  credentials: "any",
  baseUrl: "${baseUrl}"
})

for await (const { uuid, status } of referrals.stream({ status: "completed" })) {
  console.log(uuid, status)
}
`

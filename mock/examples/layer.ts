import { MockServer } from "@effect-piggy/mock"
import * as Effect from "effect/Effect"

const firstReferral = Effect.gen(function* () {
  const mock = yield* MockServer.MockServer
  yield* mock.play({ steps: [{ errors: { status: 429, retryAfter: 1 } }] })
  const ask = Effect.promise(() =>
    fetch(`${mock.url}/api/v3/oauth/clients/referrals?limit=1`, { headers: { authorization: "Bearer any" } })
  )
  const refused = yield* ask
  const answered = yield* ask
  return [refused.status, answered.status]
}).pipe(Effect.provide(MockServer.layer({ referrals: 101, seed: "docs" })))

console.log(await Effect.runPromise(firstReferral)) // [ 429, 200 ]

/**
 * Programs to copy: each reads the mock that shows them.
 */

/** @param baseUrl where the mock listens, without a slash at the end */
export const curl = (baseUrl: string): string =>
  `curl -H 'Authorization: Bearer any' \\
  '${baseUrl}/api/v3/oauth/clients/referrals?status=completed&limit=100'
`

/** Every completed referral in plain JavaScript: pages until one is empty, and Retry-After waited for. */
export const plain = (baseUrl: string): string =>
  `const list = "${baseUrl}/api/v3/oauth/clients/referrals"
const headers = { authorization: "Bearer any" }

for (let page = 1; ; ) {
  const response = await fetch(
    \`\${list}?status=completed&limit=100&page=\${page}\`,
    { headers }
  )
  if (response.status === 429) {
    const wait = response.headers.get("retry-after")
    await new Promise((go) => setTimeout(go, wait * 1000))
    continue
  }
  if (!response.ok) throw new Error(response.status)
  const { data } = await response.json()
  if (data.length === 0) break
  for (const { uuid, status } of data) {
    console.log(uuid, status)
  }
  page++
}
`

/** Every completed referral, in Effect, in lines that a narrow panel has room for. */
export const effect = (baseUrl: string): string =>
  `import {
  Credentials, PiggyClient, Referrals
} from "@effect-piggy/core"
import {
  Console, Effect, Layer, Redacted, Stream
} from "effect"
import { FetchHttpClient } from "effect/http"

const key = Redacted.make("any")
const Client = PiggyClient.layer({
  credentials: Credentials.apiKey(key),
  baseUrl: "${baseUrl}"
})
const Live = Referrals.layer.pipe(
  Layer.provide(Client),
  Layer.provide(FetchHttpClient.layer)
)

const program = Effect.gen(function* () {
  const { stream } = yield* Referrals.Referrals
  const completed = stream({
    status: "completed"
  })
  yield* completed.pipe(
    Stream.runForEach(({ uuid, status }) =>
      Console.log(uuid, status)
    )
  )
})

Effect.runPromise(
  program.pipe(Effect.provide(Live))
)
`

/** The same for code that does not use Effect. */
export const promise = (baseUrl: string): string =>
  `import {
  makeReferrals
} from "@effect-piggy/core/promise"

const referrals = makeReferrals({
  credentials: "any",
  baseUrl: "${baseUrl}"
})
const completed = referrals.stream({
  status: "completed"
})

for await (const { uuid, status } of completed) {
  console.log(uuid, status)
}
`

/**
 * Every completed referral as a line of CSV, in order and in constant memory; how the reading went on stderr.
 *
 * Run: `PIGGY_API_KEY=… node packages/core/examples/stream.ts > completed.csv`, with
 * `PIGGY_BASE_URL=http://127.0.0.1:4010` for the mock.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { PiggyClient, Referrals } from "@effect-piggy/core"

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  yield* Console.log("referral,referring_contact,referred_contact")
  yield* referrals
    .stream(
      { status: "completed" },
      {
        concurrency: 8,
        onEnd: ({ complete, items, requests }) =>
          Console.error(`${items} in ${requests} requests, ${complete ? "complete" : "not proven complete"}`)
      }
    )
    .pipe(
      Stream.runForEach(({ referred_contact, referring_contact, uuid }) =>
        Console.log(`${uuid},${referring_contact.uuid},${referred_contact.uuid}`)
      )
    )
})

const Live = Referrals.layer.pipe(Layer.provide(PiggyClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

program.pipe(Effect.provide(Live), NodeRuntime.runMain)

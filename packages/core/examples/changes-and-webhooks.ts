/**
 * What became of the referrals since this program ran last.
 *
 * Run: `PIGGY_API_KEY=… node packages/core/examples/changes-and-webhooks.ts`, now and again, with
 * `PIGGY_BASE_URL=http://127.0.0.1:4010` for the mock and `PIGGY_SNAPSHOT` for another file than `snapshot.json`.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { PiggyClient, Referrals } from "@effect-piggy/core"

const Stored = Schema.fromJsonString(Referrals.Snapshot)

const lineOf = (change: Referrals.Change): string => {
  const { status, uuid } = change.referral
  switch (change._tag) {
    case "Appeared":
      return `${uuid} appeared: ${status}`
    case "StatusChanged":
      return `${uuid} was ${change.from}: ${status}`
    case "Vanished":
      return `${uuid} vanished: ${status}`
  }
}

const program = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const path = yield* Config.String("PIGGY_SNAPSHOT").pipe(Config.withDefault("snapshot.json"))
  const save = (snapshot: Referrals.Snapshot) =>
    Effect.flatMap(Schema.encodeEffect(Stored)(snapshot), (text) => files.writeFileString(path, text))

  if (!(yield* files.exists(path))) {
    const first = yield* Referrals.snapshot()
    yield* save(first)
    return yield* Console.log(`${first.rows.length} referrals to compare with`)
  }
  const before = yield* Effect.flatMap(files.readFileString(path), Schema.decodeEffect(Stored))
  const { changes, snapshot } = yield* Referrals.changesSince(before)
  for (const change of changes) yield* Console.log(lineOf(change))
  yield* Console.log(`${changes.length} changes`)
  // Saved last: a program that dies before tells the same changes again, and loses none.
  yield* save(snapshot)
})

const Live = Referrals.layer.pipe(
  Layer.provide(PiggyClient.layerConfig()),
  Layer.provide(FetchHttpClient.layer),
  Layer.merge(NodeServices.layer)
)

program.pipe(Effect.provide(Live), NodeRuntime.runMain)

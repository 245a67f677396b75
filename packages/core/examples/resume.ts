/**
 * Reads every referral and, killed at any moment and started again, goes on where it was.
 *
 * A checkpoint is saved after each page's work, so that a crash repeats one page's work at most and skips none.
 *
 * Run: `PIGGY_API_KEY=… node packages/core/examples/resume.ts`, with `PIGGY_BASE_URL=http://127.0.0.1:4010` for the mock
 * and `PIGGY_CHECKPOINT` for another file than `checkpoint.json`.
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
import * as Stream from "effect/Stream"
import { Checkpoint, PiggyClient, Referrals } from "@effect-piggy/core"

const Saved = Schema.fromJsonString(Checkpoint.Checkpoint)

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  const files = yield* FileSystem.FileSystem
  const path = yield* Config.String("PIGGY_CHECKPOINT").pipe(Config.withDefault("checkpoint.json"))

  const load = Effect.flatMap(files.readFileString(path), Schema.decodeEffect(Saved))
  // A file is renamed in one step: there is always a whole checkpoint, the old or the new.
  const save = (checkpoint: Checkpoint.Checkpoint) =>
    Schema.encodeEffect(Saved)(checkpoint).pipe(
      Effect.flatMap((text) => files.writeFileString(`${path}.new`, text)),
      Effect.andThen(files.rename(`${path}.new`, path))
    )

  const from = (yield* files.exists(path)) ? yield* load : undefined
  yield* referrals
    .pages({}, { from })
    .pipe(
      Stream.runForEach(({ checkpoint, items }) =>
        Effect.forEach(items, ({ uuid }) => Console.log(uuid), { discard: true }).pipe(Effect.andThen(save(checkpoint)))
      )
    )
  yield* files.remove(path, { force: true })
})

const Live = Referrals.layer.pipe(
  Layer.provide(PiggyClient.layerConfig()),
  Layer.provide(FetchHttpClient.layer),
  Layer.merge(NodeServices.layer)
)

program.pipe(Effect.provide(Live), NodeRuntime.runMain)

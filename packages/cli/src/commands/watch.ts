/**
 * `piggy watch`: what changes in the program, a line each, as it is seen.
 */
import { type PiggyError, Referrals } from "@effect-piggy/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Account from "../Account.ts"
import * as ChangeText from "../ChangeText.ts"
import * as Failure from "../Failure.ts"
import * as FileClaim from "../FileClaim.ts"
import * as FileFailure from "../FileFailure.ts"
import * as Numbers from "../Numbers.ts"
import * as Options from "../Options.ts"
import * as Output from "../Output.ts"
import * as Screen from "../Screen.ts"
import * as SnapshotFile from "../SnapshotFile.ts"
import * as Telling from "../Telling.ts"

const flags = {
  every: Options.int("every", 1, 86_400).pipe(
    Flag.withDefault(60),
    Flag.withDescription("Seconds between two looks, 1 to 86400 (default 60); each reads the list twice or more")
  ),
  snapshot: Options.optionalFile(
    "snapshot",
    "A file that keeps what is known, so that the next run tells what changed in between"
  ),
  once: Options.onlyIfGiven("once", "Compare with --snapshot's file once, and end: for a scheduled job"),
  json: Options.onlyIfGiven("json", "JSON lines on a terminal too"),
  referrer: Options.filter.referrer,
  concurrency: Options.concurrency,
  connection: Options.connection
}

type Given = Command.Command.Config.Infer<typeof flags>

const tell = Effect.fnUntraced(function* ({ changes, snapshot }: Referrals.Poll, json: boolean) {
  const at = new Date(snapshot.at)
  const screen = yield* Screen.stdout
  yield* Output.lines(
    ...changes.map((change) =>
      json || !screen.isTerminal ? ChangeText.json(change, at) : ChangeText.text(change, at, screen)
    )
  )
})

const watch = Effect.fnUntraced(function* ({ concurrency, every, json, once, referrer, snapshot }: Given) {
  const file = Option.getOrUndefined(snapshot)
  if (once && file === undefined) {
    return yield* Failure.usage("--once compares with a file: name it with --snapshot")
  }
  const filter = Option.isSome(referrer) ? { referring_contact_uuid: referrer.value } : {}
  if (file !== undefined) {
    yield* FileFailure.refuseUnwritable(file)
    yield* FileClaim.claim(file)
  }
  const save = (known: Referrals.Snapshot) => (file === undefined ? Effect.void : SnapshotFile.save(file, known))
  const loaded = file === undefined ? undefined : yield* SnapshotFile.load(file)
  if (loaded !== undefined && JSON.stringify(loaded.filter) !== JSON.stringify(filter)) {
    return yield* Failure.usage(`${file ?? ""} knows other referrals: give the same --referrer, or another file`)
  }

  const first = loaded ?? (yield* Referrals.snapshot(filter, { concurrency }))
  if (loaded === undefined) {
    yield* save(first)
    yield* Telling.note(`${Numbers.of(first.rows.length, "referral")} known; what changes from now on is told`)
    if (once) return
    yield* Effect.sleep(Duration.seconds(every))
  }
  // Told first and kept then: a crash in between tells a change twice rather than never.
  const take = (poll: Referrals.Poll) => Effect.andThen(tell(poll, json), save(poll.snapshot))
  if (once) return yield* Effect.flatMap(Referrals.changesSince(first, { concurrency }), take)
  yield* Referrals.changes(first, {
    concurrency,
    every: Duration.seconds(every),
    onFailure: (error: PiggyError.PiggyError) =>
      Telling.note(`${error.message}; the next look compares with what was known`)
  }).pipe(Stream.runForEach(take))
}, Effect.scoped)

export const command = Command.make("watch", flags, (given) =>
  watch(given).pipe(Effect.provide(Account.referrals(given.connection)), Telling.as(given.connection))
).pipe(
  Command.withDescription("Tell which referrals appear, change their status or vanish, a line each"),
  Command.withExamples([
    { command: "piggy watch --every 30", description: "Until Ctrl-C" },
    {
      command: "piggy watch --once --snapshot known.json",
      description: "What changed since the last run, for a scheduled job"
    }
  ])
)

/**
 * Gives the accounts of a sync to the engine, a bounded number at a time, on one runner; on another when that one is gone.
 */
import * as Cause from "effect/Cause"
import { MessageStorage } from "effect/cluster/MessageStorage"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { Account } from "./Account.ts"
import { addressOf, SyncAccount } from "./SyncWorkflow.ts"
import * as Syncs from "./Syncs.ts"

// The engine keeps the messages of finished workflows for ever; the table has what they were about.
const clear = Effect.fnUntraced(function* (run: string, account: Account) {
  const storage = yield* MessageStorage
  yield* storage.clearAddress(yield* addressOf({ run, account }))
})

const submit = Effect.fnUntraced(function* (run: string, account: Account) {
  if (!(yield* Syncs.isDone(run, account.name))) {
    yield* Effect.catchCause(SyncAccount.execute({ run, account }), (cause) =>
      Cause.hasInterrupts(cause)
        ? Effect.failCause(cause)
        : Syncs.give(run, account.name, { reason: "Defect", message: Cause.pretty(cause) })
    )
  }
  yield* clear(run, account)
})

/**
 * Announces the accounts of a sync, has each read, and ends the sync. One that has ended is left alone.
 *
 * @param inFlight accounts that the engine knows of at once; those of all runners together
 */
export const feed = <E, R>(run: string, accounts: Stream.Stream<Account, E, R>, inFlight: number) =>
  Effect.gen(function* () {
    if (yield* Syncs.hasEnded(run)) return
    // Begun by a runner that is gone. Those that have left the file meanwhile are read to their end: the engine has them.
    const left = new Set(yield* Syncs.begun(run))
    const count = yield* Ref.make(0)
    yield* accounts.pipe(
      Stream.grouped(500),
      Stream.runForEach((some) =>
        Effect.gen(function* () {
          const names = some.map(({ name }) => name)
          for (const name of names) left.delete(name)
          yield* Syncs.announce(run, names)
          yield* Ref.update(count, (before) => before + some.length)
        })
      )
    )
    yield* Stream.fromIterable(Array.from(left, (name): Account => ({ name }))).pipe(
      Stream.concat(accounts),
      Stream.mapEffect((account) => submit(run, account), { concurrency: inFlight, unordered: true }),
      Stream.runDrain
    )
    yield* Syncs.end(run, yield* Ref.get(count))
  }).pipe(
    Effect.sandbox,
    Effect.tapError((cause) =>
      Cause.hasInterrupts(cause)
        ? Effect.void
        : Effect.logWarning("giving out accounts failed; it is begun again", cause)
    ),
    Effect.retry({ while: (cause) => !Cause.hasInterrupts(cause), schedule: Schedule.spaced("2 seconds") }),
    Effect.orDie
  )

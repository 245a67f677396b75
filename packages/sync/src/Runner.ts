/**
 * A runner: joins the sync that is open, or begins one, and helps until it has ended.
 */
import * as Singleton from "effect/cluster/Singleton"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Account } from "./Account.ts"
import * as Engine from "./Engine.ts"
import * as Feed from "./Feed.ts"
import * as Patience from "./Patience.ts"
import * as Status from "./Status.ts"
import * as Syncs from "./Syncs.ts"
import * as SyncWorkflow from "./SyncWorkflow.ts"
import * as Tables from "./Tables.ts"

/** How a runner works. */
export interface Options<E, R> {
  /** The accounts, read anew when another runner goes on with giving them out. */
  readonly accounts: Stream.Stream<Account, E, R>
  /** Name of the sync; default the open one's, or the time. */
  readonly run?: string | undefined
  /** Accounts that this runner reads at once; default 4. */
  readonly atOnce?: number | undefined
  /** Accounts that the engine knows of at once, those of all runners together; default 64. */
  readonly inFlight?: number | undefined
  /** Times that an account is tried which cannot be read just now; default 10, about 5 minutes. */
  readonly tries?: number | undefined
  /** Where other runners reach this one; without it, this process is the only one. */
  readonly address?: Engine.Address | undefined
}

const untilEnded = (run: string) =>
  Patience.within(Syncs.hasEnded(run), 5000, Effect.succeed(false)).pipe(
    Effect.catch(() => Effect.succeed(false)),
    Effect.repeat({ schedule: Schedule.spaced("500 millis"), until: (ended) => ended })
  )

/**
 * Helps with a sync until it has ended.
 *
 * @param started told the sync's name once this runner takes part
 * @returns how the sync ended
 */
export const sync = <E, R>(options: Options<E, R>, started: (run: string) => Effect.Effect<void> = () => Effect.void) =>
  Effect.gen(function* () {
    const { accounts, address, atOnce = 4, inFlight = 64, tries = 10 } = options
    yield* Tables.migrate
    const run = yield* Syncs.join(options.run)
    const reading = yield* Scope.make()
    const workflow = SyncWorkflow.layer({ atOnce, tries, reading })
    const feed = Singleton.make("piggy-sync/feed", Feed.feed(run, accounts, inFlight))
    const engine = address === undefined ? Engine.embedded : Engine.cluster(address)
    const runner = Layer.provide(Layer.mergeAll(workflow, feed), engine)
    yield* Effect.andThen(started(run), untilEnded(run)).pipe(
      Effect.ensuring(Patience.within(Scope.close(reading, Exit.void), 10_000, Effect.void)),
      Effect.provide(runner)
    )
    // Only now does this runner answer no more. Whoever leaves last leaves nothing.
    yield* Patience.within(Effect.ignore(SyncWorkflow.clearLeftovers), 10_000, Effect.void)
    return yield* Status.of(run)
  })

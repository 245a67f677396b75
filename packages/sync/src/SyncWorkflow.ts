/**
 * Reading one account, as a durable workflow: one activity, which whoever has the account's shard runs, and another goes
 * on with when that runner is gone.
 *
 * What may pass by itself is tried again inside the activity. What a person must mend ends the workflow, with its reason
 * in the table.
 */
import * as Cause from "effect/Cause"
import * as EntityAddress from "effect/cluster/EntityAddress"
import * as EntityId from "effect/cluster/EntityId"
import * as EntityType from "effect/cluster/EntityType"
import { Sharding } from "effect/cluster/Sharding"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { SqlClient } from "effect/sql/SqlClient"
import * as Activity from "effect/workflow/Activity"
import * as Workflow from "effect/workflow/Workflow"
import { Account } from "./Account.ts"
import * as AccountClient from "./AccountClient.ts"
import * as Drain from "./Drain.ts"
import * as Engine from "./Engine.ts"
import { Outcome } from "./Outcome.ts"
import * as RunEnd from "./RunEnd.ts"
import * as Syncs from "./Syncs.ts"

/** How a runner reads accounts. */
export interface Settings {
  /** Accounts that this runner reads at once. */
  readonly atOnce: number
  /** Times that an account is tried which cannot be read just now, before the run gives it up. */
  readonly tries: number
  /** Closed when the runner leaves: what it reads then stops behind the page at hand. */
  readonly reading: Scope.Scope
}

/** A turn among the accounts that a runner reads at once. */
class Turns extends Context.Service<Turns, Semaphore.Semaphore>()("@effect-piggy/sync/SyncWorkflow/Turns") {}

/** Reads one account in one sync. */
export const SyncAccount = Workflow.make("SyncAccount", {
  payload: { run: Schema.String, account: Account },
  idempotencyKey: ({ account, run }) => JSON.stringify([run, account.name]),
  success: Outcome
})

type Payload = Workflow.PayloadSchema<typeof SyncAccount>["Type"]

const entityType = EntityType.make(`Workflow/${SyncAccount._tag}`)

/** Where the engine keeps an account of a sync. */
export const addressOf = Effect.fnUntraced(function* (payload: Payload) {
  const sharding = yield* Sharding
  const entityId = EntityId.make(yield* SyncAccount.executionId(payload))
  return EntityAddress.make({ entityType, entityId, shardId: sharding.getShardId(entityId, "default") })
})

/**
 * Removes what the engine keeps of accounts once there is no sync; others may keep their workflows in the same tables. A
 * runner that loses an account may still note something for it after the account's messages were cleared; and the library
 * removes a reply only together with its message.
 */
export const clearLeftovers = Effect.gen(function* () {
  const sql = yield* SqlClient
  yield* sql`
    delete from cluster_messages
    where entity_type = ${entityType} and not exists (select 1 from syncs where ended_at is null)`
  yield* sql`
    delete from cluster_replies
    where not exists (select 1 from cluster_messages where cluster_messages.id = cluster_replies.request_id)`
})

const backoff = Schedule.jittered(Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("1 minute")]))

const databaseBackoff = Schedule.jittered(
  Schedule.min([Schedule.exponential("250 millis"), Schedule.spaced("5 seconds")])
)

/** One try. A credential that is missing, or options that the SDK refuses, are for a person to mend. */
const attempt = ({ account, run }: Payload) => {
  const give = (reason: string, message: string) =>
    Effect.andThen(Syncs.give(run, account.name, { reason, message }), RunEnd.outcomeOf(account.name, run))
  return Effect.flatMap(Turns, (turns) => turns.withPermit(Drain.drain(account, run))).pipe(
    Effect.provide(AccountClient.layer(account)),
    Effect.catchTag("CredentialMissing", ({ _tag, message }) => give(_tag, message)),
    Effect.catchIf(
      (error) => error._tag === "PiggyError" && !error.isRetryable,
      (error) => give(error._tag === "PiggyError" ? error.reason._tag : error._tag, error.message)
    )
  )
}

/**
 * Tries until the run of the account has ended.
 *
 * A database that does not answer is waited for without end: nothing could be noted. An account can only be taken from the
 * runner that has it by one that was stopped and does not know yet that it lost it: it is taken back once that one knows.
 */
const untilEnded = (settings: Settings, payload: Payload) => {
  const { account, run } = payload
  return attempt(payload).pipe(
    Effect.tapErrorTag("SqlError", ({ reason }) =>
      Effect.logWarning("the database failed; it is tried again", { account: account.name, reason: reason._tag })
    ),
    Effect.retry({ while: (error) => error._tag === "SqlError", schedule: databaseBackoff }),
    Effect.retry({
      while: (error) => error._tag === "Superseded",
      schedule: Schedule.spaced(Engine.renewal)
    }),
    Effect.retry({ while: (error) => error._tag === "PiggyError", schedule: backoff, times: settings.tries - 1 }),
    Effect.catchTag("PiggyError", ({ message, reason }) =>
      Effect.andThen(
        Syncs.give(run, account.name, { reason: reason._tag, message }),
        RunEnd.outcomeOf(account.name, run)
      )
    ),
    Effect.orDie
  )
}

/**
 * Stops when the engine gives the account to another runner, or when this one leaves; the page at hand is committed first.
 * It then answers nothing, since an answer would count as the workflow's, and waits for the engine to take the activity from
 * it. The engine lets an activity end by itself before it lets go of it, so the reading is a fiber of its own.
 */
const whileHere = <A, R>({ reading }: Settings, payload: Payload, read: Effect.Effect<A, never, R>) =>
  Effect.gen(function* () {
    const sharding = yield* Sharding
    const { shardId } = yield* addressOf(payload)
    const lost = Effect.repeat(
      Effect.sync(() => sharding.hasShardId(shardId)),
      { schedule: Schedule.spaced("500 millis"), while: (isHere) => isHere }
    )
    const fiber = yield* Effect.forkIn(Effect.raceFirst(read, Effect.andThen(lost, Effect.interrupt)), reading)
    const exit = yield* Fiber.await(fiber)
    if (Exit.isFailure(exit) && Cause.hasInterrupts(exit.cause)) return yield* Effect.never
    return yield* exit
  })

/** The workflow, ready to be run by an engine. */
export const layer = (settings: Settings) =>
  SyncAccount.toLayer((payload) =>
    Activity.make({
      name: "drain",
      success: Outcome,
      execute: whileHere(settings, payload, untilEnded(settings, payload))
    })
  ).pipe(Layer.provide(Layer.effect(Turns, Semaphore.make(settings.atOnce))))

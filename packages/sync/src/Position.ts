/**
 * Who holds an account, and how far its run has come.
 *
 * Taking an account raises its epoch. Every later transaction begins by `hold`, which changes the row of that epoch: it
 * finds none when somebody else has taken the account, and otherwise keeps others out until it commits.
 */
import { Checkpoint } from "@effect-piggy/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { time } from "./Dialect.ts"
import { FilterChanged, Superseded } from "./Outcome.ts"
import * as Patience from "./Patience.ts"

/** An account that is held. */
export interface Position {
  readonly account: string
  readonly run: string
  readonly epoch: number
  /** Where to go on; undefined at the beginning. */
  readonly checkpoint: Checkpoint.Checkpoint | undefined
}

/** Which list. */
export interface Asked {
  readonly account: string
  readonly run: string
  /** The filter as JSON. */
  readonly filter: string
}

/** The run of this account has ended, so that there is nothing to take. */
export class Ended extends Schema.TaggedError<Ended>()("Ended", {}) {}

const readCheckpoint = (text: string | null): Checkpoint.Checkpoint | undefined =>
  text === null
    ? undefined
    : Option.getOrUndefined(Schema.decodeUnknownOption(Schema.fromJsonString(Checkpoint.Checkpoint))(text))

const register = Effect.fnUntraced(function* ({ account, filter, run }: Asked) {
  const sql = yield* SqlClient
  yield* sql`insert into accounts (account, filter) values (${account}, ${filter}) on conflict (account) do nothing`
  const [kept] = yield* sql<{ filter: string }>`select filter from accounts where account = ${account}`
  if (kept !== undefined && kept.filter !== filter) {
    return yield* new FilterChanged({ account, kept: kept.filter, asked: filter })
  }
  yield* sql`insert into positions (account) values (${account}) on conflict (account) do nothing`
  yield* sql`insert into runs (run, account, state) values (${run}, ${account}, 'waiting')
    on conflict (run, account) do nothing`
})

/**
 * Takes an account for a run. Whoever had it commits nothing from now on.
 *
 * @returns where to go on. Fails with `Ended` when this run has ended, and with `FilterChanged`
 */
export const take = (asked: Asked): Effect.Effect<Position, SqlError | FilterChanged | Ended, SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient
    const { account, run } = asked
    yield* register(asked)
    const [before] = yield* sql<{ run: string | null }>`select run from positions where account = ${account}`
    const [taken] = yield* sql<{ epoch: number | bigint; checkpoint: string | null }>`
      update positions set epoch = epoch + 1, run = ${run} where account = ${account} returning epoch, checkpoint`
    const [known] = yield* sql<{ state: string; epoch: number | bigint }>`
      select state, epoch from runs where run = ${run} and account = ${account}`
    if (known === undefined || ["complete", "incomplete", "superseded"].includes(known.state)) {
      return yield* new Ended()
    }
    const epoch = Number(taken?.epoch ?? 0)
    const now = time(sql, yield* Clock.currentTimeMillis)
    const goesOn = before?.run === run
    yield* sql`update runs set state = 'superseded', ended_at = ${now}
      where account = ${account} and run <> ${run} and state in ('running', 'retrying')`
    yield* sql`update runs set state = 'running', epoch = ${epoch}, started_at = coalesce(started_at, ${now}),
      takeovers = takeovers + ${known.epoch === 0 || known.epoch === 0n ? 0 : 1},
      ended_at = null, reason = null, message = null where run = ${run} and account = ${account}`
    if (!goesOn) yield* startOver(account)
    return { account, run, epoch, checkpoint: goesOn ? readCheckpoint(taken?.checkpoint ?? null) : undefined }
  }).pipe(Patience.transaction)

const startOver = Effect.fnUntraced(function* (account: string) {
  const sql = yield* SqlClient
  yield* sql`update positions set checkpoint = null where account = ${account}`
  yield* sql`delete from run_pages where account = ${account}`
})

/**
 * Begins a transaction's work on an account that is held: keeps others out, and notes where to go on.
 *
 * @param checkpoint null where there is nothing to go on with; undefined leaves it as it is
 */
export const hold = Effect.fnUntraced(function* (
  { account, epoch }: Position,
  checkpoint?: Checkpoint.Checkpoint | null
): Effect.fn.Return<void, SqlError | Superseded, SqlClient> {
  const sql = yield* SqlClient
  const text = checkpoint === null ? null : JSON.stringify(checkpoint)
  const next = checkpoint === undefined ? sql`checkpoint` : sql`${text}`
  const held = yield* sql`update positions set checkpoint = ${next}
    where account = ${account} and epoch = ${epoch} returning account`
  if (held.length === 0) return yield* new Superseded({ account })
})

/** Forgets how far the run has come: its next page is the first one. */
export const forget = Effect.fnUntraced(function* (
  position: Position
): Effect.fn.Return<Position, SqlError | Superseded, SqlClient> {
  yield* Patience.transaction(Effect.andThen(hold(position, null), startOver(position.account)))
  return { ...position, checkpoint: undefined }
})

/**
 * Reads a list for its changes: once, or again and again.
 */
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { CallOptions, CollectOptions, List, Summary } from "../list/list.ts"
import type { Referral } from "../../Referral.ts"
import { PiggyError } from "../../PiggyError.ts"
import * as CheckOptions from "../checkOptions.ts"
import * as Calls from "../http/callOptions.ts"
import { invalidInput } from "../http/callFailure.ts"
import { omitUndefined } from "../omitUndefined.ts"
import * as Snapshots from "./snapshot.ts"

/** How to read the list for its changes. */
export interface ReadOptions extends CallOptions, Pick<CollectOptions, "concurrency" | "pageSize"> {
  /**
   * The most times the list is read for one comparison, 2 or more; default 4. Two readings in a row that agree are the
   * end; where none do, what vanished is told by a later comparison.
   */
  readonly passes?: number | undefined
}

/** How to poll. */
export interface PollOptions extends ReadOptions {
  /** How long to wait after a reading has ended until the next begins; default 1 minute. */
  readonly every?: Duration.Input | undefined
  /**
   * Hears of a reading that failed in a way that may pass; nothing is told of it, and the next one compares with what
   * was known before. Any other failure ends the stream.
   */
  readonly onFailure?: ((error: PiggyError) => void | Effect.Effect<unknown>) | undefined
}

/** What a comparison has found. */
export interface Poll {
  readonly changes: ReadonlyArray<Snapshots.Change>
  /** What is known now: keep it once the changes are dealt with, and compare with it next. */
  readonly snapshot: Snapshots.Snapshot
  /** How the reading went. */
  readonly summary: Summary
}

type Referrals = List<"referrals", Snapshots.Snapshot["filter"], Referral>

const readRules: CheckOptions.Rules = {
  ...Calls.rules,
  concurrency: CheckOptions.integer(1),
  pageSize: CheckOptions.integer(1, 100),
  passes: CheckOptions.integer(2)
}

const pollRules: CheckOptions.Rules = {
  ...readRules,
  every: CheckOptions.positiveDuration("1 minute"),
  onFailure: CheckOptions.callback
}

const refuse = (operation: string, options: object, rules: CheckOptions.Rules) =>
  Effect.mapError(
    Effect.fromResult(CheckOptions.refuseIfAny(CheckOptions.problemsOf(options, rules))),
    ({ errors, message }) => invalidInput(operation, message, errors)
  )

const renamed =
  (operation: string) =>
  ({ attempts, outOfBudget, reason }: PiggyError): PiggyError =>
    new PiggyError({ operation, reason, attempts, ...omitUndefined({ outOfBudget }) })

const read = (operation: string, list: Referrals, filter: Snapshots.Snapshot["filter"], options: ReadOptions) =>
  Effect.gen(function* () {
    const { concurrency, deadline, pageSize, passes = 4, retry } = options
    const collected = list.collect(filter, { concurrency, deadline, pageSize, passes, retry })
    const { referrals, summary } = yield* Effect.mapError(collected, renamed(operation))
    const at = yield* Clock.currentTimeMillis
    return { reading: { at, referrals, settled: summary.drift === "none" }, summary }
  })

/** Reads the list for the first time. */
export const snapshot = (list: Referrals, filter: Snapshots.Snapshot["filter"] = {}, options: ReadOptions = {}) =>
  Effect.gen(function* () {
    const operation = "Referrals.snapshot"
    yield* refuse(operation, options, readRules)
    const { reading } = yield* read(operation, list, filter, options)
    return Snapshots.take({ ...filter }, reading)
  })

const compare = (
  operation: string,
  list: Referrals,
  before: Snapshots.Snapshot,
  options: ReadOptions
): Effect.Effect<Poll, PiggyError> =>
  Effect.map(read(operation, list, before.filter, options), ({ reading, summary }) => ({
    ...Snapshots.compare(before, reading),
    summary
  }))

/** Compares what was known with the list as it is now. */
export const changesSince = (list: Referrals, before: Snapshots.Snapshot, options: ReadOptions = {}) =>
  Effect.andThen(
    refuse("Referrals.changesSince", options, readRules),
    compare("Referrals.changesSince", list, before, options)
  )

// An end in doubt may be another one next time.
const mayPass = ({ isRetryable, reason }: PiggyError): boolean =>
  isRetryable || reason._tag === "Incomplete" || reason._tag === "PaginationStalled"

/** Compares again and again. */
export const changes = (list: Referrals, before: Snapshots.Snapshot, options: PollOptions = {}) => {
  const operation = "Referrals.changes"
  const { every = "1 minute", onFailure, ...rest } = options
  const tell = (error: PiggyError): Effect.Effect<unknown> => {
    const told = onFailure?.(error)
    return Effect.isEffect(told) ? told : Effect.void
  }
  const next = ({ isFirst, known }: { readonly isFirst: boolean; readonly known: Snapshots.Snapshot }) =>
    Effect.gen(function* () {
      if (!isFirst) yield* Effect.sleep(every)
      const polled = yield* Effect.result(compare(operation, list, known, rest))
      if (polled._tag === "Success") {
        const found = polled.success
        return [[found], Option.some({ isFirst: false, known: found.snapshot })] as const
      }
      if (!mayPass(polled.failure)) return yield* Effect.fail(polled.failure)
      yield* tell(polled.failure)
      return [[], Option.some({ isFirst: false, known })] as const
    })
  return Stream.unwrap(
    Effect.as(refuse(operation, options, pollRules), Stream.paginate({ isFirst: true, known: before }, next))
  )
}

/**
 * The referrals of a program: one page by `list`, all of them by `stream`, `pages` or `collect`.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type * as Checkpoint from "./Checkpoint.ts"
import * as Deadline from "./internal/http/deadline.ts"
import * as Listener from "./Listener.ts"
import * as ListReferrals from "./ListReferrals.ts"
import * as Passes from "./Passes.ts"
import { type Incomplete, invalidInput, type PaginationStalled, PiggyError, withCheckpoint } from "./PiggyError.ts"
import { type JsonAnswer, PiggyClient } from "./PiggyClient.ts"
import * as Referral from "./Referral.ts"
import * as Traversal from "./Traversal.ts"
import * as TraversalOptions from "./TraversalOptions.ts"

/** Which referrals. */
export type Filter = ListReferrals.Filter

/** What one call may have otherwise than its client. */
export type CallOptions = TraversalOptions.CallOptions

/** How to read them all. */
export type StreamOptions = TraversalOptions.StreamOptions

/** How to collect them. */
export type CollectOptions = TraversalOptions.CollectOptions

/** A page in order, without the referrals that the two pages before it delivered. */
export type Page = Traversal.Page<Referral.Referral, ListReferrals.InvalidItem>

type Source = Traversal.Source<Referral.Referral, ListReferrals.InvalidItem, PiggyError>

/** All referrals, and how the reading went. */
export interface Collected {
  readonly referrals: ReadonlyArray<Referral.Referral>
  readonly summary: Traversal.Summary
}

/** The referrals of one account; `layer` builds it over a `PiggyClient`. */
export class Referrals extends Context.Service<
  Referrals,
  {
    /** One page, as the server grants it: it may be shorter than `limit`. */
    readonly list: (
      query?: ListReferrals.Query,
      options?: CallOptions
    ) => Effect.Effect<ListReferrals.ReferralPage, PiggyError>
    /** Every referral, in the server's order. */
    readonly stream: (filter?: Filter, options?: StreamOptions) => Stream.Stream<Referral.Referral, PiggyError>
    /** Every referral, page by page, each with progress and a checkpoint. */
    readonly pages: (filter?: Filter, options?: StreamOptions) => Stream.Stream<Page, PiggyError>
    /** Every referral at once, with the summary; reads again up to `passes` times until two passes agree. */
    readonly collect: (filter?: Filter, options?: CollectOptions) => Effect.Effect<Collected, PiggyError>
  }
>()("@effect-piggy/core/Referrals") {}

// What the endpoint answers to a page that it does not have.
const isPastEnd = ({ reason }: PiggyError): boolean =>
  reason._tag === "NotFound" || (reason._tag === "InvalidInput" && reason.origin === "server")

// A span's own place in the source is ours, and tells nobody anything.
const withoutStack = { captureStackTrace: false }

const identity = { key: Referral.key, id: (row: Referral.Referral) => row.uuid }

/** The service over a `PiggyClient`. */
export const make = Effect.gen(function* () {
  const client = yield* PiggyClient
  const built = yield* Listener.Listener

  const ask = (operation: string, query: ListReferrals.Query, page: number, { deadline, retry }: CallOptions) =>
    client.getJson({
      operation,
      path: ListReferrals.path,
      query: Object.entries(query).map(([name, value]) => [name, String(value)] as const),
      page,
      retry,
      deadline
    })

  const list = Effect.fnUntraced(function* (query: ListReferrals.Query = {}, options: CallOptions = {}) {
    const checked = yield* refuse("Referrals.list", ListReferrals.checkQuery(query))
    const page = checked.page ?? 1
    const answer = yield* ask("Referrals.list", checked, page, options)
    return (yield* Effect.fromResult(decode("Referrals.list", answer, page, "fail"))).page
  })

  // Checks what is asked for, and walks it if it can be.
  const walk = <A>(
    operation: string,
    filter: Filter,
    options: StreamOptions,
    traverse: (source: Source, options: Traversal.Options) => Stream.Stream<A, PiggyError>
  ): Stream.Stream<A, PiggyError> => {
    const pageSize = options.pageSize ?? options.from?.pageSize ?? ListReferrals.maxLimit
    const scope: Checkpoint.Scope = { origin: client.origin, filter: { ...filter }, pageSize }
    const source: Source = {
      ...scope,
      read: (page) =>
        Effect.match(ask(operation, { ...filter, limit: pageSize, page }, page, options), {
          // A failure took requests too: it waits for its turn as an answer that cannot be decoded.
          onFailure: (error) => ({ length: 0, attempts: error.attempts, decode: () => Result.fail(error) }),
          onSuccess: (answer) => ({
            length: answer.items,
            meta: ListReferrals.metaOf(answer.body),
            attempts: answer.attempts,
            decode: () =>
              Result.map(
                decode(operation, answer, page, options.invalidItems ?? "fail"),
                ({ invalid, page: { data, meta }, unread }) => ({ rows: data, invalid, unread, meta })
              )
          })
        }),
      identity,
      isPastEnd,
      failure: (cause, checkpoint) => withCheckpoint(toError(operation, cause), checkpoint)
    }
    const checked = Result.andThen(ListReferrals.checkFilter(filter), TraversalOptions.check(options, scope))
    const onEnd = (summary: Traversal.Summary) =>
      Effect.contextWith((context: Context.Context<never>) => {
        const { duplicates } = summary
        const told = options.onEnd?.(summary)
        const ended = Listener.of(context, built)({ _tag: "WalkEnded", operation, duplicates })
        return Effect.isEffect(told) ? Effect.andThen(ended, told) : ended
      })
    return Stream.unwrap(Effect.map(refuse(operation, checked), () => traverse(source, { ...options, onEnd })))
  }

  return Referrals.of({
    list: (query, options) => Effect.withSpan(list(query, options), "Referrals.list", withoutStack),
    pages: (filter = {}, options = {}) =>
      Stream.withSpan(walk("Referrals.pages", filter, options, Traversal.pages), "Referrals.pages", withoutStack),
    stream: (filter = {}, options = {}) =>
      Stream.withSpan(walk("Referrals.stream", filter, options, Traversal.rows), "Referrals.stream", withoutStack),
    collect: (filter = {}, options = {}) => {
      const { deadline, ...rest } = options
      const collected = Passes.collect(
        (onEnd) => walk("Referrals.collect", filter, { ...rest, onEnd }, Traversal.rows),
        options,
        identity.key
      )
      const inTime = Deadline.within("Referrals.collect", deadline)(collected)
      return Effect.withSpan(inTime, "Referrals.collect", withoutStack)
    }
  })
})

// A row that does not decode fails the page, unless it is to be reported.
const decode = (
  operation: string,
  { attempts, body, status }: JsonAnswer,
  page: number,
  invalidItems: "fail" | "report"
): Result.Result<ListReferrals.DecodedPage, PiggyError> => {
  const decoded = ListReferrals.decodePage(body, { status, page })
  if (Result.isFailure(decoded)) return Result.fail(new PiggyError({ operation, reason: decoded.failure, attempts }))
  const wrong = decoded.success.invalid[0]
  if (wrong === undefined || invalidItems === "report") return Result.succeed(decoded.success)
  return Result.fail(new PiggyError({ operation, reason: ListReferrals.malformedRow(wrong, status), attempts }))
}

const refuse = <A>(operation: string, checked: Result.Result<A, ListReferrals.Refusal>) =>
  Effect.mapError(Effect.fromResult(checked), ({ errors, message }) => invalidInput(operation, message, errors))

const toError = (operation: string, cause: PiggyError | PaginationStalled | Incomplete): PiggyError =>
  cause._tag === "PiggyError" ? cause : new PiggyError({ operation, reason: cause, attempts: 0 })

/**
 * The service; needs a `PiggyClient`.
 *
 * Built anew wherever it is provided: Effect builds a layer once and shares it, and a second account in one program
 * would be read with the first one's key. All that is worth sharing is the client's.
 */
export const layer: Layer.Layer<Referrals, never, PiggyClient> = Layer.fresh(Layer.effect(Referrals, make))

/**
 * Walks a numbered list to a proven end, reading ahead of its consumer.
 *
 * Generic: how a page is read, what tells rows apart and what counts as past the end are arguments. `Evidence` says
 * what a page proves, `Walk` keeps the books, `Prefetch` reads ahead; here they meet in a stream.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type * as Checkpoint from "./Checkpoint.ts"
import * as Evidence from "./Evidence.ts"
import { Incomplete, PaginationStalled } from "./PiggyError.ts"
import * as Prefetch from "./Prefetch.ts"
import * as Walk from "./Walk.ts"

export type { EndedBy, Progress, Summary } from "./Walk.ts"

/** The most pages of one walk, unless `maxPages` says otherwise. */
export const pageBound = 100_000

/** The most requests in flight, unless `concurrency` says otherwise. */
export const defaultConcurrency = 4

/** A page as answered: enough to read ahead by. Its rows are decoded when their turn comes. */
export interface Answered<Row, Invalid, E> {
  /** Rows on the page, whether they decode or not. */
  readonly length: number
  /** The answer's `meta`, unread. */
  readonly meta?: unknown
  /** Requests that it took, tries again included. */
  readonly attempts: number
  readonly decode: () => Result.Result<Evidence.PageRead<Row, Invalid>, E>
}

/** A numbered list. */
export interface Source<Row, Invalid, E> extends Checkpoint.Scope {
  readonly read: (page: number) => Effect.Effect<Answered<Row, Invalid, E>, E>
  readonly identity: Evidence.Identity<Row>
  /** Whether a failure on page 2 or later means that the list ended before it. */
  readonly isPastEnd: (error: E) => boolean
  /** The error of the walk, with the place where it can go on. */
  readonly failure: (cause: E | PaginationStalled | Incomplete, checkpoint: Checkpoint.Checkpoint) => E
}

/** How to walk. */
export interface Options {
  /** The most requests in flight, 1 or more; default 4. */
  readonly concurrency?: number | undefined
  /** Goes on where an earlier walk stopped. */
  readonly from?: Checkpoint.Checkpoint | undefined
  /** Stop after this many rows, 1 or more. */
  readonly maxItems?: number | undefined
  /**
   * Stop after this many pages, 1 or more, an empty one included and the one that `from` reads again not; without it,
   * 100,000 pages are a failure.
   */
  readonly maxPages?: number | undefined
  /** Fail with `Incomplete` instead of ending without proof; default false. */
  readonly requireComplete?: boolean | undefined
  /** Receives the summary when the walk ends by itself; not when it fails, or when its consumer stops early. */
  readonly onEnd?: ((summary: Walk.Summary) => Effect.Effect<unknown> | void) | undefined
}

/** A page in order, without the rows that the two pages before it delivered. */
export interface Page<Row, Invalid> {
  /** The page's number, from 1. */
  readonly number: number
  /** Its rows, in order; none that one of the two pages before had delivered. */
  readonly items: ReadonlyArray<Row>
  /** Its rows that did not decode, with `invalidItems: "report"`. */
  readonly invalid: ReadonlyArray<Invalid>
  /** How far the walk has come, this page included. */
  readonly progress: Walk.Progress
  /** Goes on after this page. */
  readonly checkpoint: Checkpoint.Checkpoint
}

/**
 * The pages of a list, in order, as they are pulled. A page that only proves the end, empty or repeated, is not
 * among them.
 */
export const pages = <Row, Invalid, E>(
  source: Source<Row, Invalid, E>,
  options: Options = {}
): Stream.Stream<Page<Row, Invalid>, E> => walk(source, options, toPage)

/** The rows of a list, in order, one chunk for each page that brings any. */
export const rows = <Row, Invalid, E>(source: Source<Row, Invalid, E>, options: Options = {}): Stream.Stream<Row, E> =>
  walk(source, options, ({ items }) => items)

/** A page that was taken, and the walk after it. */
interface Step<Row, Invalid> extends Walk.Delivered<Row> {
  readonly number: number
  readonly invalid: ReadonlyArray<Invalid>
}

const toPage = <Row, Invalid>(
  { invalid, items, number, paging, state }: Step<Row, Invalid>,
  rules: Walk.Rules<Row>
): readonly [Page<Row, Invalid>] => [
  {
    number,
    items,
    invalid,
    progress: {
      pages: state.pages,
      items: state.items,
      duplicates: state.duplicates,
      invalid: state.invalid,
      lastPage: paging?.lastPage,
      total: paging?.total
    },
    checkpoint: Walk.checkpoint(rules, state.ended?.resumeAt ?? state.next)
  }
]

/** What the consumer gets of a page. */
type Present<Row, Invalid, A> = (step: Step<Row, Invalid>, rules: Walk.Rules<Row>) => ReadonlyArray<A>

const walk = <Row, Invalid, E, A>(
  source: Source<Row, Invalid, E>,
  options: Options,
  present: Present<Row, Invalid, A>
): Stream.Stream<A, E> => {
  const rules: Walk.Rules<Row> = {
    ...source,
    concurrency: options.concurrency ?? defaultConcurrency,
    from: options.from,
    maxItems: options.maxItems ?? Infinity,
    maxPages: options.maxPages ?? pageBound
  }
  return Stream.unwrap(
    Effect.suspend(() =>
      Effect.map(Prefetch.make(Walk.firstPage(rules.from), source.read, lastPageWorthAsking()), (ahead) =>
        Stream.fromPull(Effect.succeed(puller(source, options, rules, ahead, present)))
      )
    )
  )
}

// One walk: each pull takes a page, until there is an end.
const puller = <Row, Invalid, E, A>(
  source: Source<Row, Invalid, E>,
  options: Options,
  rules: Walk.Rules<Row>,
  ahead: Prefetch.Prefetch<Answered<Row, Invalid, E>, E>,
  present: Present<Row, Invalid, A>
): Pull.Pull<Arr.NonEmptyReadonlyArray<A>, E> => {
  type Next = Pull.Pull<Arr.NonEmptyReadonlyArray<A>, E>
  let state: Walk.State<Row> = Walk.begin(rules.from)
  let done = false

  const take: Next = Effect.suspend(() => {
    if (done) return Cause.done()
    if (state.ended !== undefined) return end(state.ended)
    return Effect.flatMap(ahead.take, (exit) => {
      if (Exit.isFailure(exit)) return refuse(exit.cause)
      const decoded = exit.value.decode()
      return Result.isSuccess(decoded) ? deliver(decoded.success) : refuse(Cause.fail(decoded.failure))
    })
  })

  const deliver = (read: Evidence.PageRead<Row, Invalid>): Next => {
    const number = state.next.page
    const delivered = Walk.accept(rules, state, read)
    state = delivered.state
    ahead.steer(state.window, Walk.horizon(rules, state))
    const by = state.ended?.by
    if (by === "emptyPage" || by === "repeatedPage" || by === "stalled") return take
    const presented = present({ ...delivered, number, invalid: read.invalid }, rules)
    return Arr.isReadonlyArrayNonEmpty(presented) ? Effect.succeed(presented) : take
  }

  const refuse = (cause: Cause.Cause<E>): Next => {
    const error = Cause.findError(cause)
    if (Result.isSuccess(error) && state.next.page > 1 && source.isPastEnd(error.success)) {
      state = Walk.refused(state)
      return take
    }
    const at = Walk.checkpoint(rules, state.next)
    return Effect.failCause(Cause.map(cause, (failed) => source.failure(failed, at)))
  }

  const end = (ended: Walk.Ended<Row>): Next => {
    done = true
    const at = Walk.checkpoint(rules, ended.resumeAt)
    const { by } = ended
    if (by === "stalled") return Effect.fail(source.failure(stalled(state, "nothing new comes"), at))
    if (by === "maxPages" && options.maxPages === undefined) {
      return Effect.fail(
        source.failure(stalled(state, `${pageBound} pages were read; set \`maxPages\` to allow more`), at)
      )
    }
    if (options.requireComplete === true && !ended.complete) {
      return Effect.fail(source.failure(new Incomplete({ endedBy: by }), at))
    }
    const told = options.onEnd?.(Walk.summarize(rules, state, { ...ended, by }, ahead.requests()))
    return Effect.isEffect(told) ? Effect.andThen(told, Cause.done()) : Cause.done()
  }

  return take
}

const stalled = (state: Walk.State<unknown>, detail: string) =>
  new PaginationStalled({ page: state.next.page - 1, detail })

// Reads from the answers, as they come in any order, how far it is worth to ask ahead.
const lastPageWorthAsking = () => {
  let dead = Infinity
  let newest = { page: 0, lastPage: Infinity }
  return <E>(page: number, exit: Exit.Exit<Answered<unknown, unknown, unknown>, E>) => {
    const answer = Exit.isSuccess(exit) ? exit.value : undefined
    if ((answer?.length ?? 0) === 0) dead = Math.min(dead, page)
    const paging = Evidence.readPaging(answer?.meta, page)
    if (paging !== undefined && page > newest.page) newest = { page, lastPage: paging.lastPage }
    return { requests: answer?.attempts ?? 1, lastPage: Math.min(dead, newest.lastPage) }
  }
}

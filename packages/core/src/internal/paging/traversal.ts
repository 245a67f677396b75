/**
 * Reads a numbered list to its end, ahead of its consumer.
 *
 * Independent of HTTP and of the kind of row: how to read a page, what identifies a row and what a failure means are
 * arguments. `readAhead` requests pages, `takePage` decides about each, and this module makes a stream of them.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as Checkpoint from "../../Checkpoint.ts"
import { Incomplete, PaginationStalled } from "../../PiggyError.ts"
import { takePage } from "./takePage.ts"
import { takeRefusedPage } from "./takeEmptyPage.ts"
import type { Identity } from "./knownRows.ts"
import type { Answered, Page, PageRead } from "./page.ts"
import * as ReadAhead from "./readAhead.ts"
import * as Resume from "./resume.ts"
import * as State from "./state.ts"
import type { Ahead, PageOutcome } from "./pageOutcome.ts"
import type { Summary } from "./summary.ts"

/** The most pages of one traversal, unless `maxPages` says otherwise. */
export const pageBound = 100_000

/** The most requests in flight, unless `concurrency` says otherwise. */
export const defaultConcurrency = 4

/** A numbered list. */
export interface Source<Row, Invalid, E> extends Resume.Scope {
  /** Reads a page, and calls `onRequest` for each request that is sent for it. */
  readonly read: ReadAhead.Reader<Answered<Row, Invalid, E>, E>["read"]
  readonly identity: Identity<Row>
  /**
   * Whether a failure on page 2 or later means that the list ended before it: `"pastEnd"` does; `"perhapsPastEnd"` does
   * if a second request fails in the same way.
   */
  readonly refusal: (error: E) => "pastEnd" | "perhapsPastEnd" | undefined
  /** The error of the traversal, with the place where it can resume. */
  readonly failure: (
    cause: E | PaginationStalled | Incomplete,
    checkpoint: Checkpoint.Checkpoint,
    requests: number
  ) => E
}

/** How to read a list. */
export interface Options {
  /** The most requests in flight, 1 or more; default 4. */
  readonly concurrency?: number | undefined
  /** Resumes where an earlier traversal stopped. */
  readonly from?: Checkpoint.Checkpoint | undefined
  /** Stop after this many rows, 1 or more. */
  readonly maxItems?: number | undefined
  /**
   * Stop after this many pages, 1 or more. An empty page counts; the page that `from` reads again does not. Default: the
   * traversal fails after 100,000 pages.
   */
  readonly maxPages?: number | undefined
  /**
   * Which ends fail with `Incomplete`: by default those where rows seem to be missing (`missing`, `emptyInside`,
   * `resumedElsewhere`); with `true` every end that is not complete, with `false` none.
   */
  readonly requireComplete?: boolean | undefined
  /** Receives the summary at the end; not if the traversal fails or its consumer stops early. */
  readonly onEnd?: ((summary: Summary) => Effect.Effect<unknown> | void) | undefined
}

/** A page that was taken, and the traversal after it. */
export interface Taken<Row, Invalid> {
  readonly number: number
  readonly items: ReadonlyArray<Row>
  readonly read: PageRead<Row, Invalid>
}

/** Who consumes the rows: a stream does not keep them, a collector reads all and keeps all. */
type Consumer = "stream" | "collector"

/** Makes what the consumer gets of a page. */
type Present<Row, Invalid, A> = (
  taken: Taken<Row, Invalid>,
  state: State.State<Row>,
  checkpoint: () => Checkpoint.Checkpoint
) => A

/**
 * The pages of a list, in order. An empty or repeated page that only shows the end is left out.
 */
export const pages = <Row, Invalid, E>(
  source: Source<Row, Invalid, E>,
  options: Options = {}
): Stream.Stream<Page<Row, Invalid>, E> =>
  toStream(
    open(source, options, "stream", ({ items, number, read: { invalid } }, state, checkpoint) =>
      Arr.of({ number, items, invalid, progress: State.progressOf(state), checkpoint: checkpoint() })
    )
  )

/** The rows of a list, in order, one chunk for each page that brings any. */
export const rows = <Row, Invalid, E>(source: Source<Row, Invalid, E>, options: Options = {}): Stream.Stream<Row, E> =>
  toStream(open(source, options, "stream", ({ items }) => items))

const toStream = <A, E>(opened: Effect.Effect<Opened<ReadonlyArray<A>, E>, never, Scope.Scope>): Stream.Stream<A, E> =>
  Stream.unwrap(
    Effect.map(opened, ({ pull }) => {
      const next: Pull.Pull<Arr.NonEmptyReadonlyArray<A>, E> = Effect.flatMap(pull, (chunk) =>
        Arr.isReadonlyArrayNonEmpty(chunk) ? Effect.succeed(chunk) : next
      )
      return Stream.fromPull(Effect.succeed(next))
    })
  )

/** A traversal that has begun. Closing its scope ends it. */
export interface Opened<A, E> {
  /** The next page; done at the end of the list. */
  readonly pull: Pull.Pull<A, E>
  /** Requests sent so far. */
  readonly requests: () => number
}

/** Begins a traversal for a consumer that reads all of the list and keeps the rows. */
export const openCollector = <Row, Invalid, E>(
  source: Source<Row, Invalid, E>,
  options: Options
): Effect.Effect<Opened<Taken<Row, Invalid>, E>, never, Scope.Scope> =>
  open(source, options, "collector", (taken) => taken)

const open = Effect.fnUntraced(function* <Row, Invalid, E, A>(
  source: Source<Row, Invalid, E>,
  options: Options,
  consumer: Consumer,
  present: Present<Row, Invalid, A>
): Effect.fn.Return<Opened<A, E>, never, Scope.Scope> {
  const rules: State.Rules<Row> = {
    ...source,
    from: options.from,
    maxItems: options.maxItems ?? Infinity,
    maxPages: options.maxPages ?? pageBound,
    recogniseAll: consumer === "collector",
    filterDigest: Resume.filterDigest(source.filter)
  }
  const concurrency = options.concurrency ?? defaultConcurrency
  const clock = yield* Clock.Clock
  let state = State.begin(rules)
  let window = consumer === "collector" ? Math.min(2, concurrency) : 1
  let done = false
  const first = State.firstPage(rules.from)
  // Until the first page was judged, no page beyond the window is requested.
  const start = { window, horizon: Math.min(first + window - 1, State.horizon(rules, state)) }
  const ahead = yield* ReadAhead.make(first, start, readerOf(source))
  const checkpointAt = (place: State.Place<Row>) =>
    State.checkpoint(rules, state, place, Math.max(0, Math.floor(clock.currentTimeMillisUnsafe())))

  const pull: Pull.Pull<A, E> = Effect.suspend(() => {
    if (done) return Cause.done()
    if (state.ended !== undefined) return end(state.ended)
    return Effect.flatMap(ahead.take, (taken) => {
      if (Exit.isFailure(taken.exit)) return refuse(taken.exit.cause, taken)
      const { decode, said } = taken.exit.value
      const decoded = decode()
      return Result.isSuccess(decoded)
        ? goOn(takePage(rules, state, decoded.success, said, taken), decoded.success)
        : refuse(Cause.fail(decoded.failure), taken)
    })
  })

  // Delivers the rows of a page, or requests the page again.
  const goOn = (step: PageOutcome<Row>, read: PageRead<Row, Invalid>): Pull.Pull<A, E> => {
    const number = state.next.page
    state = step.state
    const isTaken = step._tag === "taken"
    window = isTaken ? ReadAhead.resize(window, concurrency, { ...step, isFirst: state.pages === 1 }) : 1
    ahead.steer(window, State.horizon(rules, state))
    if (!isTaken) return Effect.andThen(ahead.dropAhead("pageToo"), pull)
    const by = state.ended?.by
    if (by === "emptyPage" || by === "repeatedPage" || by === "refused" || by === "stalled") return pull
    if (!step.isShown) return step.moved ? Effect.andThen(ahead.dropAhead("nextPage"), pull) : pull
    const shown = step.tellsInvalid ? read : { ...read, invalid: [] }
    const presented = present({ number, items: step.items, read: shown }, state, () =>
      checkpointAt(state.ended?.resumeAt ?? state.next)
    )
    return step.moved ? Effect.as(ahead.dropAhead("nextPage"), presented) : Effect.succeed(presented)
  }

  const refuse = (cause: Cause.Cause<E>, taken: Ahead): Pull.Pull<A, E> => {
    const error = Cause.findError(cause)
    const refusal = Result.isSuccess(error) && state.next.page > 1 ? source.refusal(error.success) : undefined
    if (refusal !== undefined) return goOn(takeRefusedPage(rules, state, taken, refusal === "pastEnd"), noRows)
    const at = checkpointAt(state.next)
    return Effect.failCause(Cause.map(cause, (failed) => source.failure(failed, at, ahead.requests())))
  }

  const end = (ended: State.Ended<Row>): Pull.Pull<A, E> => {
    done = true
    const at = checkpointAt(ended.resumeAt)
    const { by } = ended
    const fail = (reason: PaginationStalled | Incomplete) => Effect.fail(source.failure(reason, at, ahead.requests()))
    const page = state.next.page - 1
    if (by === "stalled") return fail(new PaginationStalled({ page, detail: "no new rows arrive" }))
    if (by === "maxPages" && options.maxPages === undefined) {
      const detail = `${pageBound} pages were read; set \`maxPages\` to allow more`
      return fail(new PaginationStalled({ page, detail }))
    }
    const summary = State.summarize(state, { ...ended, by }, ahead.requests(), at)
    if (fails(summary, options.requireComplete)) return fail(incomplete(summary, state))
    const told = options.onEnd?.(summary)
    return Effect.isEffect(told) ? Effect.andThen(told, Cause.done()) : Cause.done()
  }

  return { pull, requests: ahead.requests }
})

const noRows = { rows: [], invalid: [], unread: [] }

const readerOf = <Row, Invalid, E>({
  read
}: Source<Row, Invalid, E>): ReadAhead.Reader<Answered<Row, Invalid, E>, E> => ({
  read,
  glance: (exit) => (Exit.isSuccess(exit) ? exit.value : { length: 0, said: undefined })
})

// Doubts that mean: there are rows that were not served.
const severe = new Set(["missing", "emptyInside", "resumedElsewhere"])

const fails = ({ checkpoint, complete, doubts }: Summary, requireComplete: boolean | undefined): boolean => {
  if (requireComplete !== undefined) return requireComplete && !complete
  return checkpoint === undefined && doubts.some((doubt) => severe.has(doubt))
}

const incomplete = ({ doubts, endedBy }: Summary, { next: { evidence, page } }: State.State<unknown>) =>
  new Incomplete({
    endedBy,
    doubts,
    page: page - 1,
    read: evidence.read,
    delivered: evidence.delivered,
    ...(evidence.said?.total === undefined ? {} : { total: evidence.said.total }),
    ...(evidence.said?.lastPage === undefined ? {} : { lastPage: evidence.said.lastPage })
  })

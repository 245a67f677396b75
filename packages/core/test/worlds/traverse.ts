/**
 * Puts the traversal to a world's server. The only file here that knows how the traversal is called.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Checkpoint } from "../../src/Checkpoint.ts"
import { collect } from "../../src/internal/paging/collect.ts"
import { readMeta } from "../../src/internal/paging/meta.ts"
import type { Answered } from "../../src/internal/paging/page.ts"
import type { Summary } from "../../src/internal/paging/summary.ts"
import * as Traversal from "../../src/internal/paging/traversal.ts"
import { key, type Row, text } from "./Row.ts"
import type { Refusal, Served, Server } from "./Server.ts"
import type { VirtualTime } from "./VirtualTime.ts"

/** How a list is taken. */
export interface Options {
  readonly consumer: "rows" | "pages" | "collect"
  readonly pageSize: number
  readonly concurrency: number
  readonly from?: Checkpoint | undefined
  readonly maxItems?: number | undefined
  readonly maxPages?: number | undefined
  readonly requireComplete?: boolean | undefined
  /** For `collect`. */
  readonly passes?: number | undefined
  /** Called when a pass of `collect` begins. */
  readonly onPass?: (() => void) | undefined
  /** Whether rows that do not decode are reported; otherwise they fail. */
  readonly reportsBroken?: boolean | undefined
  /** How long a stream's consumer takes for a page, in milliseconds. */
  readonly pause?: number | undefined
  /** A stream's consumer stops after this many rows, or pages of `pages`. */
  readonly take?: number | undefined
  /** Everything is interrupted at this time. */
  readonly interruptAt?: number | undefined
}

/** Why a traversal failed. */
export interface Failure {
  readonly why: Refusal | "broken" | "stalled" | "incomplete"
  readonly doubts: ReadonlyArray<string>
  readonly checkpoint: Checkpoint | undefined
}

/** What came of it. */
export interface Traversed {
  readonly rows: ReadonlyArray<Row>
  readonly summary: Summary | undefined
  readonly failure: Failure | undefined
  /** The checkpoint of the last page handed out by `pages`. */
  readonly checkpoint: Checkpoint | undefined
  /** What should never be: a defect, or a traversal that waits for nothing. */
  readonly defect: string | undefined
  readonly endedAt: number
  /** The most pages asked for and not yet consumed, the one that the consumer holds included; for `pages`. */
  readonly mostAhead: number
}

const failure = (why: Failure["why"], more: Partial<Failure> = {}): Failure => ({
  why,
  doubts: [],
  checkpoint: undefined,
  ...more
})

const answered = ({ meta, rows }: Served, reportsBroken: boolean): Answered<Row, Row, Failure> => ({
  length: rows.length,
  said: readMeta(meta),
  decode: () => {
    const invalid = rows.filter(({ isBroken }) => isBroken)
    return invalid.length > 0 && !reportsBroken
      ? Result.fail(failure("broken"))
      : Result.succeed({ rows: rows.filter(({ isBroken }) => !isBroken), invalid, unread: invalid.map(text) })
  }
})

/** What a traversal belongs to. */
export const scope = { origin: "https://worlds.test", path: "/rows", filter: {} }

export const traverse = (time: VirtualTime, server: Server, options: Options): Traversed => {
  const {
    concurrency,
    consumer,
    from,
    interruptAt,
    maxItems,
    maxPages,
    pageSize,
    passes = 1,
    pause = 0,
    requireComplete
  } = options
  const rows: Array<Row> = []
  let summary: Summary | undefined
  let checkpoint: Checkpoint | undefined
  let mostAhead = 0
  let held = 0
  const asked = new Set<number>()

  const source: Traversal.Source<Row, Row, Failure> = {
    ...scope,
    pageSize,
    read: (page, onRequest) =>
      Effect.suspend(() => {
        onRequest()
        asked.add(page)
        mostAhead = Math.max(mostAhead, [...asked].filter((number) => number >= held).length)
        return Effect.flatMap(server.ask(page), (answer) =>
          "refused" in answer
            ? Effect.fail(failure(answer.refused))
            : Effect.succeed(answered(answer, options.reportsBroken === true))
        )
      }),
    identity: { key, id: ({ id }) => id },
    refusal: ({ why }) => (why === "pastEnd" || why === "perhapsPastEnd" ? why : undefined),
    failure: (cause, at) => {
      if ("why" in cause) return { ...cause, checkpoint: at }
      return cause._tag === "Incomplete"
        ? failure("incomplete", { doubts: cause.doubts, checkpoint: at })
        : failure("stalled", { checkpoint: at })
    }
  }
  const onEnd = (told: Summary) => {
    summary = told
  }
  const given = { concurrency, from, maxItems, maxPages, requireComplete, onEnd }
  const rest = pause > 0 ? time.sleep(pause) : Effect.void

  const consume = (): Effect.Effect<unknown, Failure> => {
    const taken = <A>(stream: Stream.Stream<A, Failure>) =>
      options.take === undefined ? stream : Stream.take(stream, options.take)
    if (consumer === "rows") {
      return Stream.runForEachArray(taken(Traversal.rows(source, given)), (chunk) => {
        rows.push(...chunk)
        return rest
      })
    }
    if (consumer === "pages") {
      return Stream.runForEach(taken(Traversal.pages(source, given)), (page) => {
        held = page.number
        rows.push(...page.items)
        ;({ checkpoint } = page)
        return Effect.map(rest, () => {
          held = page.number + 1
        })
      })
    }
    const collected = collect<Row, Row, Failure>({
      open: (told) =>
        Effect.suspend(() => {
          options.onPass?.()
          return Traversal.openCollector(source, { ...given, onEnd: told })
        }),
      identity: source.identity,
      passes,
      maxItems: maxItems ?? Infinity,
      deadline: undefined,
      failure: (failed, unfinished) => {
        rows.push(...unfinished.rows)
        return failed ?? failure("other")
      }
    })
    return Effect.map(collected, (all) => {
      rows.push(...all.rows)
      onEnd(all.summary)
    })
  }

  const exit = time.run(interruptAt === undefined ? consume() : Effect.raceFirst(consume(), time.sleep(interruptAt)))
  const reasons = exit !== undefined && Exit.isFailure(exit) ? exit.cause.reasons : []
  const typed = reasons.find((reason) => reason._tag === "Fail")
  const untyped = reasons.find((reason) => reason._tag !== "Fail")
  return {
    rows,
    summary,
    failure: typed?.error,
    checkpoint,
    defect: exit === undefined ? "waits for what never happens" : untyped === undefined ? undefined : String(untyped),
    endedAt: time.now(),
    mostAhead
  }
}

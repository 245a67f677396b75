/**
 * What holds in every world, and the words for it.
 */
import type { Options, Traversed } from "./traverse.ts"
import type { Server } from "./Server.ts"
import type { VirtualTime } from "./VirtualTime.ts"
import { text, type Row } from "./Row.ts"

/** Collects what is broken. */
export interface Laws {
  readonly violations: ReadonlyArray<string>
  readonly holds: (isTrue: boolean, law: string, ...seen: ReadonlyArray<unknown>) => void
}

export const laws = (): Laws => {
  const violations: Array<string> = []
  return {
    violations,
    holds: (isTrue, law, ...seen) => {
      if (!isTrue)
        violations.push(
          [law, ...seen.map((value) => (typeof value === "string" ? value : JSON.stringify(value)))].join(": ")
        )
    }
  }
}

export const list = (rows: ReadonlyArray<Row>): string => rows.map(text).join(" ")

/** The laws of every traversal, whatever the server does. */
export const always = (
  { holds }: Laws,
  time: VirtualTime,
  server: Server,
  options: Options,
  traversed: Traversed
): void => {
  const { consumer, concurrency, interruptAt, take } = options
  const { defect, failure, rows, summary } = traversed
  holds(defect === undefined, "never a defect", defect)
  holds(server.mostInFlight() <= concurrency, "at most `concurrency` requests in flight", server.mostInFlight())
  holds(server.inFlight() === 0, "nothing left in flight", server.inFlight())
  const { length } = server.seen
  time.runOut()
  holds(server.seen.length === length, "nothing asked after the end", server.seen.length - length)
  const isStopped = take !== undefined || interruptAt !== undefined
  holds(
    isStopped || (summary === undefined) !== (failure === undefined),
    "either a summary or a failure",
    summary,
    failure
  )
  if (summary !== undefined) {
    const isCut = summary.endedBy === "maxItems" || summary.endedBy === "maxPages"
    holds(summary.items === rows.length, "`items` counts the rows delivered", summary.items, rows.length)
    holds(summary.requests === length, "`requests` counts the requests sent", summary.requests, length)
    holds(
      summary.complete === (!isCut && summary.doubts.length === 0),
      "`complete` is: not cut, and no doubts",
      summary
    )
    holds((summary.checkpoint !== undefined) === isCut, "a checkpoint only where the list was cut", summary)
    holds(summary.drift !== "none" || (options.passes ?? 1) > 1, "one pass never says `none`", summary)
    holds(rows.length <= (options.maxItems ?? Infinity), "no more than `maxItems` rows", rows.length)
  }
  if (failure !== undefined && consumer !== "collect") {
    holds(failure.checkpoint !== undefined, "a failed stream has a checkpoint", failure)
  }
}

/** Where every page that is taken is handed out too, the consumer of `pages` can tell how far ahead was read. */
export const neverFarAhead = ({ holds }: Laws, { concurrency, consumer }: Options, { mostAhead }: Traversed): void => {
  if (consumer !== "pages") return
  holds(mostAhead <= 2 * concurrency, "at most 2 × concurrency pages asked for and not consumed", mostAhead)
}

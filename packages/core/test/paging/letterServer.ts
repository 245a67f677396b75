/**
 * A server of a list of letters, and what a traversal of it delivered.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Checkpoint } from "@effect-piggy/core"
import type { Incomplete, PaginationStalled } from "../../src/PiggyError.ts"
import type { Page } from "../../src/internal/paging/page.ts"
import type { Summary } from "../../src/internal/paging/summary.ts"
import * as Traversal from "../../src/internal/paging/traversal.ts"
import { type Answer, page, rulesOf } from "./letters.ts"

/** An answer: a page, a failure, a refusal of the page, or rows that cannot be decoded. */
export type Scripted = string | Answer | { readonly fails: "down" | "pastEnd" | "perhapsPastEnd" | "undecodable" }

/** Why a traversal failed, and where it can resume. */
export interface Failure {
  readonly why: string
  readonly reason?: PaginationStalled | Incomplete
  readonly checkpoint?: Checkpoint.Checkpoint
  readonly requests?: number
}

/** A list whose page n is the nth entry, or the answers of that entry in turn. Empty pages follow. */
export const listOf = (entries: ReadonlyArray<Scripted | ReadonlyArray<Scripted>>) => {
  const asked: Array<number> = []
  const answer = (number: number): Scripted => {
    const time = asked.filter((one) => one === number).length - 1
    const inTurn = [entries[number - 1] ?? ""].flat()
    return inTurn[time] ?? inTurn.at(-1) ?? ""
  }
  const { from: _, ...rules } = rulesOf()
  const source: Traversal.Source<string, string, Failure> = {
    ...rules,
    read: (number, onRequest) =>
      Effect.suspend(() => {
        onRequest()
        asked.push(number)
        const scripted = answer(number)
        if (typeof scripted === "object" && "fails" in scripted && scripted.fails !== "undecodable") {
          return Effect.fail<Failure>({ why: scripted.fails })
        }
        const { rows, said }: Answer =
          typeof scripted === "string" ? { rows: scripted } : "fails" in scripted ? { rows: "a" } : scripted
        const read = page(rows)
        return Effect.succeed({
          length: read.rows.length + read.unread.length,
          said,
          decode: () =>
            typeof scripted === "object" && "fails" in scripted
              ? Result.fail<Failure>({ why: scripted.fails })
              : Result.succeed(read)
        })
      }),
    refusal: ({ why }) => (why === "pastEnd" || why === "perhapsPastEnd" ? why : undefined),
    failure: (cause, checkpoint, requests) =>
      "why" in cause ? { ...cause, checkpoint, requests } : { why: cause._tag, reason: cause, checkpoint, requests }
  }
  return { source, asked }
}

/** Reads a list one page after the other: its pages, and how it ended. */
export const read = Effect.fnUntraced(function* (
  entries: ReadonlyArray<Scripted | ReadonlyArray<Scripted>>,
  options: Traversal.Options = {}
) {
  const { asked, source } = listOf(entries)
  const pages: Array<Page<string, string>> = []
  let summary: Summary | undefined
  const onEnd = (told: Summary) => void (summary = told)
  const exit = yield* Effect.exit(
    Stream.runForEach(Traversal.pages(source, { concurrency: 1, onEnd, ...options }), (one) =>
      Effect.sync(() => void pages.push(one))
    )
  )
  const failure = Option.getOrUndefined(Exit.findErrorOption(exit))
  return { asked, pages, summary, failure }
})

/** What pages hold, as `"2: d e f"`. */
export const shown = (pages: ReadonlyArray<{ readonly number: number; readonly items: ReadonlyArray<string> }>) =>
  pages.map(({ items, number }) => `${number}: ${items.join(" ")}`)

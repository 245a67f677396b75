/**
 * A list of letters, to judge pages by hand. `a` is a row, `a'` another row of the same id, `?x` a row that does not decode.
 */
import * as KnownRows from "../../src/internal/paging/knownRows.ts"
import type { ListMeta } from "../../src/internal/paging/meta.ts"
import type { PageRead } from "../../src/internal/paging/page.ts"
import type { Ahead, PageOutcome } from "../../src/internal/paging/pageOutcome.ts"
import * as Resume from "../../src/internal/paging/resume.ts"
import * as State from "../../src/internal/paging/state.ts"
import { takePage } from "../../src/internal/paging/takePage.ts"

export const identity: KnownRows.Identity<string> = { key: (row) => row, id: (row) => row.slice(0, 1) }

/** A page as it is written: `"a b ?x"`. */
export const page = (text: string): PageRead<string, string> => {
  const all = text.split(" ").filter((row) => row !== "")
  const unread = all.filter((row) => row.startsWith("?"))
  return { rows: all.filter((row) => !row.startsWith("?")), invalid: unread, unread }
}

/** Splits a page by what is known. */
export const sifted = (text: string, known: KnownRows.KnownRows<string>): KnownRows.Sifted<string> => {
  const { rows, unread } = page(text)
  return KnownRows.sift(rows, unread, known, identity)
}

export const noKeys: KnownRows.SavedKeys = { older: [], newer: [], cut: [] }

/** What is known after these pages. */
export const known = (
  pages: ReadonlyArray<string>,
  saved: Partial<KnownRows.SavedKeys> = {},
  everything = false
): KnownRows.KnownRows<string> =>
  pages.reduce(
    (before, text) => KnownRows.after(before, sifted(text, before), identity, undefined),
    KnownRows.begin<string>({ ...noKeys, ...saved }, everything)
  )

/** The rules of a traversal with three rows a page. */
export const rulesOf = (options: Partial<State.Rules<string>> = {}): State.Rules<string> => ({
  origin: "https://api.example",
  path: "/letters",
  filter: {},
  filterDigest: Resume.filterDigest({}),
  pageSize: 3,
  identity,
  from: undefined,
  maxItems: Infinity,
  maxPages: Infinity,
  recogniseAll: false,
  ...options
})

/** A page as answered, and what was known about the pages around it. */
export interface Answer extends Partial<Ahead> {
  readonly rows: string
  readonly said?: ListMeta
}

export const nothingAhead: Ahead = { laterHasRows: false, hadRows: false, askedEarly: false }

/** Takes the next page. */
export const take = (
  rules: State.Rules<string>,
  state: State.State<string>,
  answer: string | Answer
): PageOutcome<string> => {
  const { rows, said, ...ahead }: Answer = typeof answer === "string" ? { rows: answer } : answer
  return takePage(rules, state, page(rows), said, { ...nothingAhead, ...ahead })
}

/** Takes pages in order, from the first one or from the checkpoint of the rules, until the list ends. */
export const walk = (
  rules: State.Rules<string>,
  answers: ReadonlyArray<string | Answer>
): { readonly state: State.State<string>; readonly outcomes: ReadonlyArray<PageOutcome<string>> } => {
  let state = State.begin(rules)
  const outcomes: Array<PageOutcome<string>> = []
  for (const answer of answers) {
    if (state.ended !== undefined) break
    const outcome = take(rules, state, answer)
    outcomes.push(outcome)
    ;({ state } = outcome)
  }
  return { state, outcomes }
}

/** The rows that were delivered, page by page; undefined for a page that is requested again. */
export const delivered = (outcomes: ReadonlyArray<PageOutcome<string>>): ReadonlyArray<string | undefined> =>
  outcomes.map((outcome) => (outcome._tag === "taken" ? outcome.items.join(" ") : undefined))

/** The rules of a traversal that resumes after these pages. */
export const resumedAfter = (
  answers: ReadonlyArray<string | Answer>,
  first: Partial<State.Rules<string>> = {},
  second: Partial<State.Rules<string>> = {}
): State.Rules<string> => {
  const rules = rulesOf(first)
  const { state } = walk(rules, answers)
  return rulesOf({ from: State.checkpoint(rules, state, state.ended?.resumeAt ?? state.next, 0), ...second })
}

/** How the traversal ended, and in what doubt. */
export const ending = ({ ended }: State.State<string>): string | undefined =>
  ended === undefined ? undefined : [ended.by, ...ended.doubts].join(" ")

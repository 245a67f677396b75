/**
 * The page of referrals that the table shows.
 */
import { signal } from "@preact/signals"
import * as Address from "./Address.ts"
import type { Answer, Page } from "./Answer.ts"
import * as Http from "./Http.ts"
import * as Paging from "./Paging.ts"
import { isSameList, type Query } from "./Query.ts"
import { count } from "./Words.ts"
import { whisper } from "./Notice.ts"

export const query = signal<Query>(Address.read(location.search))
export const answer = signal<Answer | undefined>(undefined)
/** The rows that stay in sight while the next ones are on their way. */
export const page = signal<Page | undefined>(undefined)
export const known = signal<Paging.Known>(Paging.nothing)
/** True from the start: whether the page reads by itself depends on the scenario. */
export const isLoading = signal(true)
/** Set when rows or scenario started over since the page was read. Reading costs a request, so nobody but the user does. */
export const isStale = signal(false)

let running = new AbortController()

const result = (said: Answer, number: number): string => {
  if (said._tag === "Page") return `Page ${number}: ${count(said.rows.length, "referral")}`
  return said._tag === "Refused" ? `${said.status}: ${said.message}` : said.message
}

/** Reads a page: the one that is shown, unless something of it is to change. */
export const load = async (change: Partial<Query> = {}): Promise<void> => {
  running.abort()
  running = new AbortController()
  const { signal: mine } = running
  const wanted: Query = { ...query.value, page: 1, ...change }
  if (!isSameList(wanted, query.value) || isStale.value) known.value = Paging.nothing
  query.value = wanted
  history.replaceState(null, "", location.pathname + Address.write(wanted))
  isLoading.value = true
  const said = await Http.list(wanted, mine)
  if (mine.aborted) return
  isLoading.value = false
  isStale.value = false
  answer.value = said
  if (said._tag === "Page") {
    page.value = said
    known.value = Paging.seen(known.value, {
      number: wanted.page,
      rows: said.rows.length,
      lastPage: said.lastPage
    })
  }
  whisper(result(said, wanted.page))
}

/** As before anything was read. */
export const forget = (): void => {
  answer.value = undefined
  page.value = undefined
}

/** Asks again for what is shown. */
export const reload = (): Promise<void> => load({ page: query.value.page })

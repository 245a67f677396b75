/**
 * How a walk ended, in a sentence: read to the end, still going, or stopped, where and after what.
 *
 * Pure: a walk in, words out.
 */
import type { Walk } from "../../src/Walk.ts"
import { count } from "./Words.ts"

export interface Verdict {
  /** `partial`: it stopped before the end, but nothing kept it. */
  readonly kind: "ended" | "going" | "partial" | "stopped"
  readonly text: string
}

/** A client that asked for nothing during so many milliseconds has stopped. */
export const patience = 5000

/** Rows of a page where the query asks for no number, as the contract says. */
const usualLimit = 30
const limitOf = (list: string): number => Number(new URLSearchParams(list).get("limit") ?? "") || usualLimit

/** What the scenario did that a client has to cope with; a wait alone is none. */
const hindrances = ({ faults }: Walk["last"]): ReadonlyArray<string> =>
  faults.filter((fault) => !/^(?:latency|slow body)/.test(fault))

const isRefused = ({ status }: Walk["last"]): boolean => status === 0 || status >= 400

const answered = ({ status }: Walk["last"]): string => (status === 0 ? "got no answer" : `was answered ${status}`)

const advice = ({ status }: Walk["last"]): string => {
  if (status === 429 || status === 503) return "; it asks to come again after Retry-After"
  return status === 0 || status >= 500 || status === 408 ? "; it may be tried again" : ""
}

/** What the scenario did, in brackets. */
const because = (last: Walk["last"]): string => {
  const faults = hindrances(last)
  return faults.length === 0 ? "" : ` (${faults.join(", ")})`
}

const afterRefusal = ({ last }: Walk): string =>
  `stopped at page ${last.page}, which ${answered(last)}${because(last)} and was not asked for again${advice(last)}`

/** Rows of the list that somebody who reads it page by page, from the first on, has not got; nothing of other walks. */
const missing = ({ pages, rows, total }: Walk): number | undefined =>
  total === undefined || pages.some((page, index) => page !== index + 1) ? undefined : Math.max(0, total - rows)

const afterShortPage = (walk: Walk, limit: number): Verdict => {
  const { last, total } = walk
  const left = missing(walk)
  if (left === 0) return { kind: "partial", text: "read all rows; an empty page would have proved that they are all" }
  const rows = last.rows === 0 ? "was empty" : `had ${last.rows ?? 0} of the ${limit} rows asked for`
  const where = `stopped after page ${last.page}, which ${rows}${because(last)}`
  return left === undefined
    ? { kind: "partial", text: `${where}: that is perhaps the end, but only an empty page proves it` }
    : {
        kind: "stopped",
        text: `${where}. That was no end: ${left.toLocaleString("en")} of ${count(total ?? 0, "row")} are missing`
      }
}

const afterRows = (walk: Walk): Verdict => {
  const { last, list, pages } = walk
  const limit = limitOf(list)
  if ((last.rows ?? 0) < limit) return afterShortPage(walk, limit)
  return {
    kind: "partial",
    text:
      pages.length === 1
        ? `read page ${last.page} and no other`
        : `stopped after page ${last.page}, before an empty page showed the end`
  }
}

/** @param now by the mock's clock, as the walk's own times are */
export const of = (walk: Walk, now: number): Verdict => {
  const { last } = walk
  if (walk.ended) return { kind: "ended", text: "read to the end" }
  if (now - last.at < patience) {
    return { kind: "going", text: isRefused(last) ? `page ${last.page} ${answered(last)}` : "reading" }
  }
  if (last.faults.includes("past the end") && missing(walk) === 0) {
    return { kind: "ended", text: `read to the end: page ${last.page} is past it, and ${answered(last)}` }
  }
  if (isRefused(last)) return { kind: "stopped", text: afterRefusal(walk) }
  if (last.faults.includes("truncated body")) {
    return { kind: "stopped", text: `stopped at page ${last.page}, whose body broke off, and did not ask for it again` }
  }
  if (walk.goesBack) return { kind: "partial", text: "turned pages back and forth, as a table does" }
  return afterRows(walk)
}

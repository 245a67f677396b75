/**
 * How a walk ended, in a sentence: read to the end, still going, or stopped, where and after what.
 *
 * Pure: a walk in, words out.
 */
import type { Walk } from "../../src/Walks.ts"

export interface Verdict {
  /** `partial`: it stopped before the end, but nothing kept it. */
  readonly kind: "ended" | "going" | "partial" | "stopped"
  readonly text: string
}

/** A client that asked for nothing during so many milliseconds has stopped. */
export const patience = 5000

const limitOf = (list: string): number => Number(new URLSearchParams(list).get("limit") ?? Number.NaN)

/** What the scenario did that a client has to cope with; a wait alone is none. */
const hindrances = ({ faults }: Walk["last"]): ReadonlyArray<string> =>
  faults.filter((fault) => !/^(?:latency|slow body)/.test(fault))

const isRefused = ({ status }: Walk["last"]): boolean => status === 0 || status >= 400

const answered = ({ status }: Walk["last"]): string => (status === 0 ? "got no answer" : `was answered ${status}`)

const advice = ({ status }: Walk["last"]): string => {
  if (status === 429 || status === 503) return "; it asks to come again after Retry-After"
  return status === 0 || status >= 500 || status === 408 ? "; it may be tried again" : ""
}

const afterRefusal = ({ last }: Walk): string => {
  const faults = hindrances(last)
  const why = faults.length === 0 ? "" : ` (${faults.join(", ")})`
  return `stopped at page ${last.page}, which ${answered(last)}${why} and was not asked for again${advice(last)}`
}

const afterRows = ({ last, list, pages }: Walk): string => {
  const limit = limitOf(list)
  const rows = last.rows ?? 0
  if (rows < limit) {
    return `stopped after page ${last.page}, which had ${rows} of the ${limit} rows asked for: that is perhaps the end, but only an empty page proves it`
  }
  return pages.length === 1
    ? `read page ${last.page} and no other`
    : `stopped after page ${last.page}, before an empty page showed the end`
}

/** @param now by the mock's clock, as the walk's own times are */
export const of = (walk: Walk, now: number): Verdict => {
  const { last } = walk
  if (walk.ended) return { kind: "ended", text: "read to the end" }
  if (now - last.at < patience) {
    return { kind: "going", text: isRefused(last) ? `page ${last.page} ${answered(last)}` : "reading" }
  }
  if (isRefused(last)) return { kind: "stopped", text: afterRefusal(walk) }
  if (last.faults.includes("truncated body")) {
    return { kind: "stopped", text: `stopped at page ${last.page}, whose body broke off, and did not ask for it again` }
  }
  if (walk.goesBack) return { kind: "partial", text: "turned pages back and forth, as a table does" }
  return { kind: "partial", text: afterRows(walk) }
}

/**
 * Which requests of the journal are shown.
 *
 * Pure: an entry in, a yes or a no out.
 */
import type { Entry } from "../../src/Journal.ts"
import { nameOf } from "./ClientName.ts"

/** `trouble` is what somebody who looks for a mistake wants to see; `none` are requests without an answer. */
export const statusGroups = ["any", "trouble", "2xx", "4xx", "5xx", "none"] as const
export type StatusGroup = (typeof statusGroups)[number]

export interface Filter {
  /** Words that must all be somewhere in the request, in any case. */
  readonly text: string
  readonly status: StatusGroup
  /** The digest of a client; empty: any. */
  readonly client: string
  /** Empty: any. */
  readonly path: string
  /** What browsers ask by OPTIONS before a request. */
  readonly preflights: boolean
}

export const everything: Filter = { text: "", status: "any", client: "", path: "", preflights: false }

export const isFiltering = ({ client, path, status, text }: Filter): boolean =>
  text.trim() !== "" || status !== "any" || client !== "" || path !== ""

/** What of a request is known from the start. */
type Asked = Pick<Entry, "method" | "path" | "query" | "client" | "userAgent" | "faults">

const said = ({ client, faults, method, path, query, userAgent }: Asked): string =>
  [method, `${path}?${query}`, client, userAgent ?? "", nameOf({ client, userAgent }), ...faults]
    .join(" ")
    .toLowerCase()

const decoded = (query: string): string => {
  try {
    return decodeURIComponent(query.replaceAll("+", " "))
  } catch {
    return query
  }
}

/** True for what somebody who looks for a mistake wants to see. */
export const isTrouble = ({ faults, status, violations }: Pick<Entry, "faults" | "status" | "violations">): boolean =>
  status === 0 || status >= 400 || violations.length > 0 || faults.includes("truncated body")

const inGroup = (entry: Entry, group: StatusGroup): boolean => {
  if (group === "any") return true
  if (group === "trouble") return isTrouble(entry)
  if (group === "none") return entry.status === 0
  return String(entry.status).startsWith(group.slice(0, 1))
}

const isAskedFor = (filter: Filter, words: ReadonlyArray<string>, asked: Asked, more: () => string): boolean => {
  if (!filter.preflights && asked.method === "OPTIONS") return false
  if (filter.client !== "" && asked.client !== filter.client) return false
  if (filter.path !== "" && asked.path !== filter.path) return false
  if (words.length === 0) return true
  const text = `${said(asked)} ${decoded(asked.query).toLowerCase()} ${more()}`
  return words.every((word) => text.includes(word))
}

/** A filter as a question that can be asked of thousands of entries. */
export const matcher = (filter: Filter) => {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")
  return {
    entry: (entry: Entry): boolean =>
      inGroup(entry, filter.status) &&
      isAskedFor(filter, words, entry, () =>
        [entry.status, entry.webhook?.event ?? "", ...entry.violations.map(({ message }) => message)]
          .join(" ")
          .toLowerCase()
      ),
    waiting: (asked: Asked): boolean => filter.status === "any" && isAskedFor(filter, words, asked, () => "waiting")
  }
}

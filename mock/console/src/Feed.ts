/**
 * The journal, live: server-sent events, gathered a little so that a busy client does not redraw the page for each.
 */
import { signal } from "@preact/signals"
import type { Entry } from "../../src/Journal.ts"
import * as Http from "./Http.ts"
import * as Journal from "./Journal.ts"

export const journal = signal<Journal.State>(Journal.empty)
/** Away once a connection broke off or was refused, until there is another. */
export const connection = signal<"opening" | "live" | "away">("opening")

/** Milliseconds between two redraws, and before a connection that was refused is tried again. */
const gathering = 60
const pause = 1000

let gathered: Array<Entry> = []
let timer: ReturnType<typeof setTimeout> | undefined

const listeners = new Set<() => void>()

/** Calls the listener after entries came, or went, and when another scenario is played. */
export const onChange = (listener: () => void): void => {
  listeners.add(listener)
}

const returns = new Set<() => void>()

/** Calls the listener when the mock is back after it was away. */
export const onReturn = (listener: () => void): void => {
  returns.add(listener)
}

const changed = (): void => {
  for (const listener of listeners) listener()
}

const flush = (): void => {
  timer = undefined
  journal.value = Journal.added(journal.value, gathered)
  gathered = []
  changed()
}

const add = (entries: ReadonlyArray<Entry>): void => {
  gathered.push(...entries)
  timer ??= setTimeout(flush, gathering)
}

/** Forgets everything that was seen. */
const clear = (): void => {
  gathered = []
  journal.value = Journal.empty
  changed()
}

/** The browser goes on after the last id by itself; a mock that was started anew counts from 1, so all is read again. */
const catchUp = async (): Promise<void> => {
  clear()
  const said = await Http.journal()
  if ("body" in said) add(said.body.entries)
  for (const listener of returns) listener()
}

/** Listens for as long as the page is open. */
export const connect = (isAgain = false): void => {
  let wasOpen = isAgain
  const source = new EventSource(`${Http.baseUrl}/__mock/journal`)
  source.addEventListener("open", () => {
    connection.value = "live"
    if (wasOpen) void catchUp()
    wasOpen = true
  })
  source.addEventListener("request", ({ data }) => add([JSON.parse(String(data))]))
  source.addEventListener("cleared", clear)
  source.addEventListener("scenario", changed)
  source.addEventListener("error", () => {
    connection.value = "away"
    // An answer that is no stream of events ends it for good.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => connect(true), pause)
  })
}

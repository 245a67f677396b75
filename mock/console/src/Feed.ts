/**
 * The journal, live: server-sent events, gathered a little so that a busy client does not redraw the page for each.
 */
import { effect, signal } from "@preact/signals"
import type { Entry, Waiting } from "../../src/Journal.ts"
import type { Mark } from "../../src/Mark.ts"
import * as Http from "./Http.ts"
import * as Log from "./Log.ts"
import { address } from "./Route.ts"

export const log = Log.make()
/** Changes whenever the log does. */
export const version = signal(0)
export const waiting = signal<ReadonlyArray<Waiting>>([])
/** Requests since the journal began, those included that nobody remembers. */
export const requests = signal<number | undefined>(undefined)
/** Away once a connection broke off or was refused, until there is another; gone if the session has ended. */
export const connection = signal<"opening" | "live" | "away" | "gone">("opening")
/** True once the journal was listened to. */
export const hasBeenLive = signal(false)
/** When the connection broke off; nothing if there has been none. */
export const awaySince = signal<number | undefined>(undefined)

/** Milliseconds between two redraws, and before a connection that was refused is tried again. */
const gathering = 120
const pause = 1000

let entries: Array<Entry> = []
let marks: Array<Mark> = []
let arrived: Array<Waiting> = []
let timer: ReturnType<typeof setTimeout> | undefined

/** What others hear of: requests, or rows, scenario and clock. */
export type Change = "requests" | "state"
const listeners = new Set<(change: Change) => void>()

/** Calls the listener after something came, or went. */
export const onChange = (listener: (change: Change) => void): void => {
  listeners.add(listener)
}

const returns = new Set<() => void>()

/** Calls the listener when the mock is back after it was away. */
export const onReturn = (listener: () => void): void => {
  returns.add(listener)
}

const changed = (change: Change): void => {
  for (const listener of listeners) listener(change)
}

/** Waiting requests without those that were answered. */
const stillWaiting = (): ReadonlyArray<Waiting> => {
  if (waiting.value.length === 0 && arrived.length === 0) return waiting.value
  const done = new Set(entries.map(({ ticket }) => ticket))
  const all = new Map([...waiting.value, ...arrived].map((one) => [one.ticket, one]))
  return [...all.values()].filter(({ ticket }) => !done.has(ticket))
}

const flush = (): void => {
  timer = undefined
  const hasState = marks.length > 0
  waiting.value = stillWaiting()
  log.add(entries, marks)
  entries = []
  marks = []
  arrived = []
  version.value++
  changed(hasState ? "state" : "requests")
}

/** True while the whole journal is being read: what comes meanwhile waits for it. */
let isCatchingUp = false

const soon = (): void => {
  if (!isCatchingUp) timer ??= setTimeout(flush, gathering)
}

/** How often everything was forgotten. */
let clearings = 0

/** Forgets everything that was seen. */
const clear = (): void => {
  clearings++
  entries = []
  marks = []
  arrived = []
  waiting.value = []
  log.clear()
  requests.value = 0
  version.value++
  changed("state")
}

/** Counts of the mock, which forgets no request. */
export const count = async (): Promise<void> => {
  const said = await Http.counts()
  if ("body" in said) requests.value = said.body.requests
}

/** The browser goes on after the last id by itself; a mock that was started anew counts from 1, so all is read again. */
const catchUp = async (): Promise<void> => {
  isCatchingUp = true
  const before = clearings
  const said = await Http.journal()
  isCatchingUp = false
  // What was there stays in sight until the rest is known, so that nobody loses their place in the list.
  if ("body" in said && clearings === before) {
    log.clear()
    entries = [...said.body.entries, ...entries]
    marks = [...said.body.marks, ...marks]
    arrived = [...said.body.waiting, ...arrived]
    waiting.value = []
  }
  soon()
  await count()
  for (const listener of returns) listener()
}

// The server and this page come in one package: what an event's data is, the control contract says.
const entryOf = ({ data }: MessageEvent): Entry => JSON.parse(String(data))
const waitingOf = ({ data }: MessageEvent): Waiting => JSON.parse(String(data))
const markOf = ({ data }: MessageEvent): Mark => JSON.parse(String(data))

/** Shows of the log what the address asks for, whoever changes it. */
export const follow = (): void => {
  let last: unknown
  effect(() => {
    const { filter } = address.value
    if (filter === last) return
    last = filter
    log.filter(filter)
    version.value = version.peek() + 1
  })
}

/** Listens until the returned function is called. */
const listen = (isAgain: boolean): (() => void) => {
  let wasOpen = isAgain
  let retry: ReturnType<typeof setTimeout> | undefined
  const source = new EventSource(`${Http.baseUrl}/__mock/journal`)
  source.addEventListener("open", () => {
    connection.value = "live"
    hasBeenLive.value = true
    awaySince.value = undefined
    if (wasOpen) void catchUp()
    wasOpen = true
  })
  source.addEventListener("request", (event) => {
    entries.push(entryOf(event))
    soon()
  })
  source.addEventListener("waiting", (event) => {
    arrived.push(waitingOf(event))
    soon()
  })
  source.addEventListener("mark", (event) => {
    marks.push(markOf(event))
    soon()
  })
  source.addEventListener("cleared", clear)
  source.addEventListener("scenario", () => changed("state"))
  source.addEventListener("ended", () => {
    connection.value = "gone"
    source.close()
  })
  source.addEventListener("error", () => {
    if (connection.value === "gone") return
    if (connection.value === "live") awaySince.value = Date.now()
    connection.value = "away"
    // An answer that is no stream of events ends it for good.
    if (source.readyState === EventSource.CLOSED) retry = setTimeout(() => connect(true), pause)
  })
  return () => {
    clearTimeout(retry)
    source.close()
  }
}

let leave: (() => void) | undefined

/**
 * Listens for as long as somebody sees the page: a browser has six connections to a server, and a page that was left
 * without being closed, or that lies behind others, would hold one of them.
 */
export const connect = (isAgain = false): void => {
  leave?.()
  leave = document.hidden ? undefined : listen(isAgain)
}

document.addEventListener("visibilitychange", () => {
  if (connection.value !== "gone") connect(true)
})

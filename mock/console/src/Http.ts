/**
 * Requests to the mock that serves this page.
 */
import type * as Dataset from "../../src/Dataset.ts"
import type * as Invalid from "../../src/Invalid.ts"
import type { Client, Counts, Entry, Waiting } from "../../src/Journal.ts"
import type { Mark } from "../../src/Mark.ts"
import { keyOf } from "../../src/Random.ts"
import type { Referral, Status } from "../../src/Referral.ts"
import type { Edit } from "../../src/RowEdits.ts"
import type { Given } from "../../src/RowsByHand.ts"
import type { Behaviour, Settings } from "../../src/Scenario.ts"
import type { Transcript } from "../../src/Transcript.ts"
import type { Walk } from "../../src/Walk.ts"
import type { RowsQuery } from "./Address.ts"

/** Where the session is, as seen from here, without a slash at the end: the page lies beside its routes, whatever stands before them. */
export const baseUrl = new URL(".", location.href).href.replace(/\/$/, "")

const inSession = /^(.*)\/__session\/([^/]+)$/.exec(baseUrl)

/** The session that this page is of, and where the mock is without it. */
export const session = inSession?.[2] ?? "default"
export const mockUrl = inSession?.[1] ?? baseUrl

/** `GET /__mock/program` */
export interface Program {
  readonly seed: string | number
  readonly source: "generated" | "loaded"
  readonly referrals: number
  readonly statuses: Readonly<Record<Status, number>>
}

/** `GET /__mock/scenario` */
export interface Playing {
  readonly settings: Settings
  readonly behaviour: Behaviour
  readonly steps: number
  readonly stepsLeft: number
  readonly next: Behaviour
  readonly replay: string
  readonly presets: Readonly<Record<string, Settings>>
}

/** `GET /__mock/sessions` */
export interface Session {
  readonly name: string
  readonly idle: number
  readonly requests: number
  readonly clients: ReadonlyArray<Client>
  readonly program: Program
}

/** `GET /__mock/journal/ID` */
export interface Exchange extends Entry {
  readonly transcript?: Transcript
}

export interface Rows {
  readonly data: ReadonlyArray<Referral>
  readonly total: number
}

/** Why nothing came of a control request. */
export interface Problem {
  readonly text: string
  /** 0 if there was no answer. */
  readonly status: number
  /** Each piece of what was sent that is wrong. */
  readonly errors?: ReadonlyArray<Invalid.Problem>
}

/** The body of a control route's answer, or what is wrong. */
export type Said<Body> = { readonly body: Body } | { readonly problem: Problem }

const control = async <Body>(method: string, path: string, sent?: unknown, base = baseUrl): Promise<Said<Body>> => {
  try {
    const response = await fetch(`${base}/__mock${path}`, {
      method,
      ...(sent !== undefined && { body: JSON.stringify(sent) })
    })
    // The server and this page come in one package: what it answers is what its contract says.
    const body = response.status === 204 ? {} : await response.json()
    return response.ok
      ? { body }
      : { problem: { text: String(body.detail), status: response.status, errors: body.errors } }
  } catch {
    return { problem: { text: "The mock does not answer. Is it still running?", status: 0 } }
  }
}

export const program = () => control<Program>("GET", "/program")
export const shape = () => control<Dataset.Shape>("GET", "/program/shape")
export const scenario = () => control<Playing>("GET", "/scenario")
export const play = (settings: unknown) => control<Playing>("PUT", "/scenario", settings)
export const reset = (wanted: unknown) => control<Program>("POST", "/reset", wanted)
export const advance = (seconds: number) => control<{ readonly now: number }>("POST", "/clock", { seconds })

/** Walks that are read at a time. */
const walksRead = 40
export const walks = () =>
  control<{ readonly walks: ReadonlyArray<Walk>; readonly now: number }>("GET", `/walks?last=${walksRead}`)
export const counts = () => control<Counts>("GET", "/counts")

interface Journal {
  readonly entries: ReadonlyArray<Entry>
  readonly waiting: ReadonlyArray<Waiting>
  readonly marks: ReadonlyArray<Mark>
}
export const journal = () => control<Journal>("GET", "/journal")
export const exchange = (id: number) => control<Exchange>("GET", `/journal/${id}`)

/** A page of the rows as they are: nobody's step, limit or fault. */
export const rows = ({ contact, limit, page, status }: RowsQuery) => {
  const search = new URLSearchParams({ limit: String(limit), page: String(page) })
  if (status !== "") search.set("status", status)
  if (contact !== "") search.set("referring_contact_uuid", contact)
  return control<Rows>("GET", `/referrals?${search.toString()}`)
}
const rowPath = (uuid: string): string => `/referrals/${encodeURIComponent(uuid)}`
export const addRow = (given: Given) => control<Referral>("POST", "/referrals", given)
export const changeRow = (uuid: string, given: Given) => control<Referral>("PATCH", rowPath(uuid), given)
export const removeRow = (uuid: string) => control<unknown>("DELETE", rowPath(uuid))
export const restoreRow = (uuid: string) => control<Referral>("POST", `${rowPath(uuid)}/restore`)
export const edits = () => control<{ readonly edits: ReadonlyArray<Edit> }>("GET", "/edits")

export const sessions = () =>
  control<{ readonly sessions: ReadonlyArray<Session> }>("GET", "/sessions", undefined, mockUrl)
export const makeSession = (name: string) => control<Session>("POST", "/sessions", name === "" ? {} : { name }, mockUrl)
export const endSession = (name: string) =>
  control<unknown>("DELETE", `/sessions/${encodeURIComponent(name)}`, undefined, mockUrl)
export const replayOf = (name: string) =>
  control<Playing>("GET", `/scenario?session=${encodeURIComponent(name)}`, undefined, mockUrl)
export const resetSession = (name: string) =>
  control<Program>("POST", `/reset?session=${encodeURIComponent(name)}`, {}, mockUrl)

/** Where the console of a session is. */
export const consoleOf = (name: string): string =>
  name === "default" ? `${mockUrl}/` : `${mockUrl}/__session/${encodeURIComponent(name)}/`

const authorization = "Bearer console"

/** How the journal names this page among the mock's clients. */
export const self = keyOf(authorization, navigator.userAgent).toString(16).padStart(8, "0")

export const listPath = "/api/v3/oauth/clients/referrals"

/** Asks the API for a page as any client does: the scenario is felt, and the journal has it. */
export const send = async (query: string): Promise<void> => {
  await fetch(`${baseUrl}${listPath}${query === "" ? "" : `?${query}`}`, { headers: { authorization } })
    .then((response) => response.text())
    // What came of it, the journal says.
    .catch(() => "")
}

/**
 * Requests to the mock that serves this page.
 */
import type { Behaviour, Settings } from "../../src/Scenario.ts"
import { keyOf } from "../../src/Random.ts"
import type { Status } from "../../src/Referral.ts"
import type * as Invalid from "../../src/Invalid.ts"
import type { Entry } from "../../src/Journal.ts"
import type { Walk } from "../../src/Walks.ts"
import { type Answer, read } from "./Answer.ts"
import type { Query } from "./Query.ts"

/** Where the mock is, as seen from here, without a slash at the end: the page lies beside its routes, whatever stands before them. */
export const baseUrl = new URL(".", location.href).href.replace(/\/$/, "")

/** `GET /__mock/program` */
export interface Program {
  readonly seed: string | number
  readonly referrals: number
  readonly statuses: Readonly<Record<Status, number>>
}

/** `GET /__mock/scenario` */
export interface Playing {
  readonly settings: Settings
  readonly behaviour: Behaviour
  readonly steps: number
  readonly replay: string
  readonly presets: Readonly<Record<string, Settings>>
}

/** Why nothing came of a control request. */
export interface Problem {
  readonly text: string
  /** True if there was no answer: it stands until the mock is back. */
  readonly isAway: boolean
  /** Each piece of what was sent that is wrong. */
  readonly errors?: ReadonlyArray<Invalid.Problem>
}

/** The body of a control route's answer, or what is wrong. */
export type Said<Body> = { readonly body: Body } | { readonly problem: Problem }

const control = async <Body>(method: string, path: string, sent?: unknown): Promise<Said<Body>> => {
  try {
    const response = await fetch(`${baseUrl}/__mock${path}`, {
      method,
      ...(sent !== undefined && { body: JSON.stringify(sent) })
    })
    // The server and this page come in one package: what it answers is what its contract says.
    const body = await response.json()
    return response.ok ? { body } : { problem: { text: String(body.detail), isAway: false, errors: body.errors } }
  } catch {
    return { problem: { text: "The mock does not answer. Is it still running?", isAway: true } }
  }
}

export const program = () => control<Program>("GET", "/program")
export const scenario = () => control<Playing>("GET", "/scenario")
export const play = (settings: unknown) => control<Playing>("PUT", "/scenario", settings)
export const reset = (wanted: unknown) => control<Program>("POST", "/reset", wanted)
export const advance = (seconds: number) => control<{ readonly now: number }>("POST", "/clock", { seconds })
export const walks = () => control<{ readonly walks: ReadonlyArray<Walk> }>("GET", "/walks")
export const journal = () => control<{ readonly entries: ReadonlyArray<Entry> }>("GET", "/journal")

const authorization = "Bearer console"

/** How the journal names this page among the mock's clients. */
export const self = keyOf(authorization, navigator.userAgent).toString(16).padStart(8, "0")

/** Asks the API for a page, as any client does. */
export const list = async (query: Query, signal: AbortSignal): Promise<Answer> => {
  const search = new URLSearchParams({ limit: String(query.limit), page: String(query.page) })
  if (query.status !== "") search.set("status", query.status)
  if (query.contact !== "") search.set("referring_contact_uuid", query.contact)
  try {
    const response = await fetch(`${baseUrl}/api/v3/oauth/clients/referrals?${search.toString()}`, {
      // Looking changes nothing: it takes no step, no limit and no fault from anybody.
      headers: { authorization, "x-mock-look": "console" },
      signal
    })
    const retryAfter = response.headers.get("retry-after") ?? undefined
    const violations = response.headers.get("sl-violations") ?? undefined
    return read({ status: response.status, text: await response.text(), retryAfter, violations })
  } catch {
    return { _tag: "Broken", message: "No whole answer came: the connection broke off, or the mock is not running." }
  }
}

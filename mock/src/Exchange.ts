/**
 * One request of the API from arrival to answer: what the scenario makes of it, and what the engine says to the rest.
 *
 * It decides; it neither waits nor writes to the network.
 */
import * as Drift from "./Drift.ts"
import type * as Faults from "./Faults.ts"
import * as Listing from "./Listing.ts"
import * as Parameters from "./Parameters.ts"
import { asksPrism, type Preferences } from "./Preferences.ts"
import type { Answer, ApiRequest, Engine, Reply, Responder } from "./Prism.ts"
import * as RateLimit from "./RateLimit.ts"
import * as Refused from "./Refused.ts"
import type { Operation } from "./Routes.ts"
import type { Counters } from "./Run.ts"
import type { Behaviour } from "./Scenario.ts"
import type { Snapshot } from "./Session.ts"

export interface Asked {
  readonly engine: Engine
  /** The session as it was when the request arrived. */
  readonly session: Snapshot
  readonly request: ApiRequest
  readonly preferences: Preferences
  readonly behaviour: Behaviour
  /** True if the request brought its own scenario, or only looks: it uses up nothing of the session's, and moves no row. */
  readonly isGuest: boolean
  /** Where the client asked, without the query, for `meta.path`. */
  readonly address: () => string
  /** The request's line, by which its faults are drawn. */
  readonly line: string
  /** What of the contract was asked for. */
  readonly operation: Operation
  /** True if the client wants the head of the answer alone: there is no body to break off, or to trickle. */
  readonly headOnly: boolean
}

export interface Outcome {
  readonly answer: Answer
  /** What was done to it, in words, for the journal. */
  readonly faults: ReadonlyArray<string>
  /** Milliseconds to wait before it is sent. */
  readonly wait: number
  readonly body: Faults.Body
  /** How long a trickling body takes, in milliseconds. */
  readonly duration: number
  /** Rows on the page, if it is one. */
  readonly rows: number | undefined
  /** Rows in the whole list, where a page of it was asked for. */
  readonly total: number | undefined
}

/** What stands before the API answers without it, and not in JSON. */
const gateway = (status: number): Answer => ({
  status,
  headers: { "content-type": "text/html" },
  body: `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>\n`,
  violations: []
})
const gatewayStatuses: ReadonlySet<number> = new Set([408, 502, 504])

/** What the scenario answers in the API's place, or the headers that it adds to the API's own answer. */
type Interference =
  | { readonly answer: Answer; readonly fault: string }
  | { readonly answer: undefined; readonly headers: Readonly<Record<string, string>> }

const countersOf = ({ isGuest, session: { run } }: Asked): Counters => (isGuest ? run.guestCounters() : run.counters)

/** Maintenance, a limit that is used up, an error: the first that applies, and that the contract knows for the operation. */
const interfere = async (asked: Asked, plan: Faults.Plan): Promise<Interference> => {
  const { behaviour, engine, request, session } = asked
  if (behaviour.maintenance) {
    const answer = await engine.force(request, 503, {})
    if (answer !== undefined) return { answer, fault: "maintenance" }
  }
  let headers: Record<string, string> = {}
  if (behaviour.rateLimit !== null) {
    const now = session.clock.now()
    const { limit, remaining, wait } = countersOf(asked).admit(behaviour.rateLimit, now)
    headers = { "x-ratelimit-limit": String(limit), "x-ratelimit-remaining": String(remaining) }
    if (wait !== undefined) {
      const retryAfter = RateLimit.retryAfter(wait, behaviour.rateLimit.retryAfter, Date.now())
      const answer = await engine.force(request, 429, { ...headers, "retry-after": retryAfter })
      if (answer !== undefined) return { answer, fault: "rate limit" }
    }
  }
  if (plan.error !== undefined) {
    const { retryAfter, status } = plan.error
    // A delay is a number of whole seconds (RFC 9110, section 10.2.3).
    const wait = retryAfter === undefined ? {} : { "retry-after": String(Math.ceil(retryAfter)) }
    const answer = gatewayStatuses.has(status)
      ? gateway(status)
      : await engine.force(request, status, { ...headers, ...wait })
    if (answer !== undefined) return { answer, fault: `error ${status}` }
  }
  return { answer: undefined, headers }
}

/** The page that was asked for; the list moves after it was read, but not for a request that brought its own scenario. */
const listReferrals = ({ address, behaviour, isGuest, request, session }: Asked): Listing.Listed => {
  const { dataset, movingDataset, pageRead, rows } = session.run
  const listed = Listing.list(dataset(), Listing.queryOf(request), behaviour, address)
  const moved = "page" in listed && !isGuest && Drift.afterPage(movingDataset, behaviour.drift, rows.seed, pageRead())
  return moved ? { ...listed, faults: [...listed.faults, "rows moved after it"] } : listed
}

const createAccessToken = ({ behaviour, request, session: { clock, credentials } }: Asked): Reply => {
  const client = clientOf(request.body)
  if (!credentials.knows(client.id, client.secret)) return { example: 401 }
  const { expiresIn, token } = credentials.issue(behaviour.tokens.expiresIn, clock.now())
  return { body: { token_type: "Bearer", expires_in: expiresIn, access_token: token } }
}

/** @param onListed is told what came of a question for a page */
const responderFor = (asked: Asked, onListed: (listed: Listing.Listed) => void): Responder => ({
  refuse: (authorization) => asked.session.credentials.refusal(authorization, asked.session.clock.now()),
  respond: (operationId) => {
    if (operationId === "createAccessToken") return createAccessToken(asked)
    if (operationId !== "listReferrals") return { example: undefined }
    const listed = listReferrals(asked)
    onListed(listed)
    if ("refused" in listed) return { example: listed.refused }
    return { body: listed.page, isOdd: asked.behaviour.oddRows !== null || asked.session.allowsInvalidRows }
  }
})

const inWords = (plan: Faults.Plan, duration: number): ReadonlyArray<string> => {
  const waited = plan.wait > 0 ? [`latency ${plan.wait} ms`] : []
  switch (plan.body) {
    case "whole":
      return waited
    case "truncated":
      return [...waited, "truncated body"]
    case "reset":
      return [...waited, "connection reset"]
    case "slow":
      return [...waited, `slow body, ${duration} ms`]
  }
}

/** The answer with what HTTP asks of it, and with a warning for each name in the query that nobody knows. */
const completed = ({ operation, request }: Asked, answer: Answer): Answer => {
  const { headers, violations } = Refused.withHeaders(operation, request, answer)
  const warnings = Parameters.warnings(operation, request.url.query ?? {})
  return { ...answer, headers, violations: [...violations, ...warnings] }
}

/** The answer to a request, and what is to be done to it. What a client prefers of Prism, no scenario replaces or breaks. */
export const exchange = async (asked: Asked): Promise<Outcome> => {
  const { behaviour, engine, headOnly, line, preferences, request } = asked
  const { duration } = behaviour.connection
  const drawn = countersOf(asked).schedule.next(behaviour, line)
  const isWhole = asksPrism(preferences) || (headOnly && drawn.body !== "reset")
  const plan: Faults.Plan = isWhole ? { ...drawn, body: "whole" } : drawn
  const common = { wait: plan.wait, body: plan.body, duration }
  const broken = inWords(plan, duration)

  const interference = asksPrism(preferences) ? { answer: undefined, headers: {} } : await interfere(asked, plan)
  if (interference.answer !== undefined) {
    const answer = completed(asked, interference.answer)
    return { ...common, answer, faults: [interference.fault, ...broken], rows: undefined, total: undefined }
  }
  // In an array, since what is assigned in a callback is not followed.
  const listed: Array<Listing.Listed> = []
  const responder = responderFor(asked, (one) => listed.push(one))
  // Generated data, too, comes again when the request does.
  const seeded = preferences.dynamic === true ? { seed: String(plan.chance), ...preferences } : preferences
  const said = await engine.answer(request, seeded, responder)
  const answer = asksPrism(preferences) ? said : Refused.inDetail(request, said)
  const headers = { ...answer.headers, ...interference.headers }
  const [list] = listed
  return {
    ...common,
    answer: completed(asked, { ...answer, headers }),
    faults: [...(list?.faults ?? []), ...broken],
    rows: list !== undefined && "page" in list ? list.page.data.length : undefined,
    total: list?.total
  }
}

const field = (body: unknown, name: string): string => {
  if (typeof body === "string") return new URLSearchParams(body).get(name) ?? ""
  if (typeof body !== "object" || body === null) return ""
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1]
  return typeof value === "string" || typeof value === "number" ? String(value) : ""
}

/** Client id and secret of a token request that the contract allows, sent as JSON or as a form. */
const clientOf = (body: unknown) => ({ id: field(body, "client_id"), secret: field(body, "client_secret") })

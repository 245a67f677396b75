/**
 * One request of the API from arrival to answer: what the scenario makes of it, and what the engine says to the rest.
 *
 * It decides; it neither waits nor writes to the network.
 */
import * as Drift from "./Drift.ts"
import type * as Faults from "./Faults.ts"
import * as Listing from "./Listing.ts"
import { asksPrism, type Preferences } from "./Preferences.ts"
import type { Answer, ApiRequest, Engine, Reply, Responder } from "./Prism.ts"
import * as RateLimit from "./RateLimit.ts"
import type { Behaviour } from "./Scenario.ts"
import type { World } from "./World.ts"

export interface Asked {
  readonly request: ApiRequest
  readonly preferences: Preferences
  readonly behaviour: Behaviour
  /** Origin under which the client reached the mock, for `meta.path`. */
  readonly origin: string
  /** The request's line, by which its faults are drawn. */
  readonly line: string
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
}

/** What stands before the API answers without it, and not in JSON. */
const gateway = (status: number): Answer => ({
  status,
  headers: { "content-type": "text/html" },
  body: `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>\n`,
  violations: []
})
const gatewayStatuses: ReadonlySet<number> = new Set([408, 502, 504])

const errorAnswer = async (
  engine: Engine,
  request: ApiRequest,
  error: NonNullable<Faults.Plan["error"]>
): Promise<Answer | undefined> => {
  if (gatewayStatuses.has(error.status)) return gateway(error.status)
  const asked = error.retryAfter === undefined ? {} : { "retry-after": String(error.retryAfter) }
  return engine.force(request, error.status, asked)
}

export const exchange = async (world: World, asked: Asked): Promise<Outcome> => {
  const { behaviour, line, preferences, request } = asked
  const session = world.session()
  const engine = world.engine()
  const now = world.clock.now()
  const plan = session.schedule.next(behaviour, line)
  const faults: Array<string> = []
  let rows: number | undefined

  const list = (): Reply => {
    const listed = Listing.list(
      session.dataset,
      Listing.queryOf(request),
      behaviour,
      `${asked.origin}${request.url.path}`
    )
    if ("refused" in listed) return { example: listed.refused }
    rows = listed.page.data.length
    Drift.afterPage(session.dataset, behaviour.drift, session.rows.seed, session.pageRead())
    return { body: listed.page }
  }
  const issueToken = (): Reply => {
    const client = clientOf(request.body)
    if (!world.credentials().knows(client.id, client.secret)) return { example: 401 }
    const { expiresIn, token } = world.credentials().issue(behaviour.tokens.expiresIn, now)
    return { body: { token_type: "Bearer", expires_in: expiresIn, access_token: token } }
  }
  const responder: Responder = {
    refuse: (authorization) => world.credentials().refusal(authorization, now),
    respond: (operationId) => {
      if (operationId === "listReferrals") return list()
      if (operationId === "createAccessToken") return issueToken()
      return { example: 200 }
    }
  }

  const answered = async (): Promise<Answer> => {
    if (asksPrism(preferences)) return engine.answer(request, preferences, responder)
    // What the contract has no such answer for, another operation or a path that is none, is left alone.
    const maintenance = behaviour.maintenance ? await engine.force(request, 503, {}) : undefined
    if (maintenance !== undefined) {
      faults.push("maintenance")
      return maintenance
    }
    let limited: Record<string, string> = {}
    if (behaviour.rateLimit !== null) {
      const verdict = session.admit(behaviour.rateLimit, now)
      limited = {
        "x-ratelimit-limit": String(verdict.limit),
        "x-ratelimit-remaining": String(verdict.remaining)
      }
      if (verdict.wait !== undefined) {
        const retryAfter = RateLimit.retryAfter(verdict.wait, behaviour.rateLimit.retryAfter, now)
        const refused = await engine.force(request, 429, { ...limited, "retry-after": retryAfter })
        if (refused !== undefined) {
          faults.push("rate limit")
          return refused
        }
      }
    }
    const error = plan.error === undefined ? undefined : await errorAnswer(engine, request, plan.error)
    if (error !== undefined) {
      faults.push(`error ${error.status}`)
      return error
    }
    const answer = await engine.answer(request, preferences, responder)
    return { ...answer, headers: { ...answer.headers, ...limited } }
  }

  const answer = await answered()
  if (plan.wait > 0) faults.push(`latency ${plan.wait} ms`)
  if (plan.body === "truncated") faults.push("truncated body")
  if (plan.body === "reset") faults.push("connection reset")
  if (plan.body === "slow") faults.push(`slow body, ${behaviour.connection.duration} ms`)
  return {
    answer,
    faults,
    wait: plan.wait,
    body: plan.body,
    duration: behaviour.connection.duration,
    rows: answer.status === 200 ? rows : undefined
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

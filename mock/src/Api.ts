/**
 * The mocked API over HTTP: reads a request, plays the scenario, answers, and writes the journal.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Result from "effect/Result"
import { UNPROCESSABLE_ENTITY } from "@stoplight/prism-http"
import * as Cors from "./Cors.ts"
import * as Exchange from "./Exchange.ts"
import * as Preferences from "./Preferences.ts"
import type { Answer, ApiRequest, Engine } from "./Prism.ts"
import { keyOf } from "./Random.ts"
import * as Replay from "./Replay.ts"
import * as Scenario from "./Scenario.ts"
import type { Snapshot } from "./Session.ts"
import * as SessionName from "./SessionName.ts"
import * as SessionOf from "./SessionOf.ts"
import * as Wire from "./Wire.ts"
import type { World } from "./World.ts"

/** Carries a scenario for one request: the name of a preset, or settings in JSON. */
export const scenarioHeader = "x-mock-scenario"

const problem = (body: { readonly title: string; readonly status: number; readonly detail: string }): Answer => ({
  status: body.status,
  headers: { "content-type": "application/problem+json" },
  body: JSON.stringify(body),
  violations: []
})
const unprocessable = (detail: string): Answer => problem({ ...UNPROCESSABLE_ENTITY, detail })

/** Prism's limit for the header, which servers and proxies share. */
const longestHeader = 8 * 1024 - 100

const reported = ({ violations }: Answer): Record<string, string> => {
  if (violations.length === 0) return {}
  // A header is ASCII; JSON can say every other character in it.
  const text = JSON.stringify(violations).replaceAll(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  )
  return {
    "sl-violations": text.length > longestHeader ? `Too many violations! ${text.slice(0, longestHeader)}` : text
  }
}

/** The token that brings the run back, where it fits a header; `GET /__mock/scenario` has it in any case. */
const replayed = (session: Snapshot): Record<string, string> => {
  const token = session.replay()
  return token.length > Replay.longestHeader ? {} : { "x-mock-replay": token }
}

/** A digest that tells clients apart and gives no credential away. */
const clientOf = (headers: Readonly<Record<string, string | undefined>>): string =>
  keyOf(headers["authorization"] ?? "", headers["user-agent"] ?? "")
    .toString(16)
    .padStart(8, "0")

/** The wait that an answer asks for, in seconds, whichever form it has. */
const retryAfterOf = ({ headers, status }: Answer): number | undefined => {
  const value = headers["retry-after"]
  if (value === undefined || status < 400) return undefined
  const seconds = /^\d/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined
}

/** True for an answer that the engine put in the place of one that broke the contract. */
const isDefect = (answer: Answer): boolean =>
  answer.status === 500 && answer.violations.some(({ severity, side }) => side === "response" && severity === "error")

const refusedOutcome = (answer: Answer): Exchange.Outcome => ({
  answer,
  faults: [],
  wait: 0,
  body: "whole",
  duration: 0,
  rows: undefined
})

const { behaviour: untouched } = Scenario.make({})

/**
 * The scenario of one request: the one in its header, or the next of the session.
 *
 * Where the API has nothing, nothing is played: what a browser asks for by itself uses no step up, and no limit.
 */
const behaviourFor = (
  engine: Engine,
  { run }: Snapshot,
  request: ApiRequest,
  header: string | undefined
): Result.Result<Scenario.Behaviour, string> =>
  header === undefined
    ? Result.succeed(engine.knows(request.method, request.url.path) ? run.nextBehaviour() : untouched)
    : Scenario.parseText(header).pipe(
        Result.filterOrFail(
          (scenario) => scenario.steps.length === 0,
          () => "steps are for a row of requests; play them with PUT /__mock/scenario"
        ),
        Result.map((scenario) => scenario.behaviour)
      )

/** The handler of everything that is not the mock's own. */
export const make = (world: World) => {
  const outcomeOf = async (
    session: Snapshot,
    base: string,
    request: HttpServerRequest.HttpServerRequest,
    url: URL,
    text: string
  ): Promise<Exchange.Outcome> => {
    const { headers } = request
    const preferences = Preferences.parse(headers["prefer"], url.searchParams)
    if (Preferences.isMisunderstood(preferences)) return refusedOutcome(unprocessable(preferences.detail))
    const apiRequest = Wire.toApiRequest(request, url, text)
    const engine = world.engine()
    const behaviour = behaviourFor(engine, session, apiRequest, headers[scenarioHeader])
    if (Result.isFailure(behaviour)) return refusedOutcome(unprocessable(`${scenarioHeader}: ${behaviour.failure}`))
    return Exchange.exchange({
      engine,
      session,
      request: apiRequest,
      preferences,
      behaviour: behaviour.success,
      isGuest: headers[scenarioHeader] !== undefined,
      origin: `http://${headers["host"] ?? "mock"}${base}`,
      line: `${request.method} ${request.url}`
    })
  }

  /** Sends an outcome that cannot go out at once in one piece. */
  const sendSlowly = Effect.fnUntraced(function* (
    request: HttpServerRequest.HttpServerRequest,
    { answer, body, duration, wait }: Exchange.Outcome,
    extra: Readonly<Record<string, string>>
  ) {
    yield* Wire.pause(wait)
    return body === "whole" ? Wire.whole(answer, extra) : yield* Wire.broken(request, answer, extra, body, duration)
  })

  return Effect.fnUntraced(function* ({ base, named }: SessionName.Target) {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { headers, method } = request
    const started = performance.now()
    const url = Wire.urlOf(request)
    const cors = Cors.headers(headers)
    const isPreflight = Cors.isPreflight(method, headers)
    const found = SessionOf.ofApi(world.sessions, named, headers)
    if (Result.isFailure(found)) {
      const { detail, status } = found.failure
      // A browser must let the page read why; the preflight is not the place for it.
      return isPreflight
        ? HttpServerResponse.empty({ status: 204, headers: { ...cors, ...Cors.preflightHeaders(headers) } })
        : Wire.whole(problem({ title: "No such session", status, detail }), cors)
    }
    const session = found.success.snapshot()
    const at = session.clock.now()
    const note = (status: number, outcome: Exchange.Outcome | undefined, more: ReadonlyArray<string> = []) => {
      const retryAfter = outcome === undefined ? undefined : retryAfterOf(outcome.answer)
      session.note({
        at,
        duration: Math.round((performance.now() - started) * 1000) / 1000,
        method,
        path: url.pathname,
        query: url.search.slice(1),
        status,
        client: clientOf(headers),
        ...(outcome?.rows !== undefined && { rows: outcome.rows }),
        faults: [...(outcome?.faults ?? []), ...more],
        ...(retryAfter !== undefined && { retryAfter }),
        violations: outcome?.answer.violations ?? []
      })
    }
    if (isPreflight) {
      // The preflight of a request that will name its session in a header belongs to no session yet.
      if (!Cors.willSend(headers, SessionName.header)) note(204, undefined)
      return HttpServerResponse.empty({ status: 204, headers: { ...cors, ...Cors.preflightHeaders(headers) } })
    }

    const text = yield* Effect.result(Wire.bodyOf(request))
    const outcome = Result.isFailure(text)
      ? refusedOutcome(problem({ title: "The body cannot be read", ...text.failure }))
      : yield* Effect.promise(() => outcomeOf(session, base, request, url, text.success))
    const { answer, body, faults, wait } = outcome
    if (isDefect(answer)) {
      yield* Console.error(`piggy-mock broke its contract on ${method} ${request.url}: ${answer.body}`)
    }
    const extra = {
      ...cors,
      ...reported(answer),
      ...replayed(session),
      ...(found.success !== world.sessions.standard && { [SessionName.header]: found.success.name }),
      ...(faults.length > 0 && { "x-mock-fault": faults.join("; ") })
    }
    if (wait === 0 && body === "whole") {
      note(answer.status, outcome)
      return Wire.whole(answer, extra)
    }
    // The server runs handlers uninterruptibly; a client that leaves, and Ctrl-C, must not wait for a slow scenario.
    const response = yield* Effect.onInterrupt(Effect.interruptible(sendSlowly(request, outcome, extra)), () =>
      Effect.sync(() => note(0, outcome, ["the client went away"]))
    )
    note(body === "reset" ? 0 : answer.status, outcome)
    return response
  })
}

/**
 * The mocked API over HTTP: reads a request, plays the scenario, answers, and writes the journal.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Result from "effect/Result"
import * as Cors from "./Cors.ts"
import * as Exchange from "./Exchange.ts"
import * as Forwarded from "./Forwarded.ts"
import * as JournalNote from "./JournalNote.ts"
import type { Door } from "./LocalOnly.ts"
import * as Preferences from "./Preferences.ts"
import type { Answer } from "./Prism.ts"
import { UNPROCESSABLE_ENTITY } from "./PrismEngine.ts"
import * as Problem from "./Problem.ts"
import * as QueryString from "./QueryString.ts"
import * as Replay from "./Replay.ts"
import * as ResponseHeaders from "./ResponseHeaders.ts"
import * as Scenario from "./Scenario.ts"
import * as Secrets from "./Secrets.ts"
import type { Snapshot } from "./Session.ts"
import * as SessionName from "./SessionName.ts"
import * as SessionOf from "./SessionOf.ts"
import * as Target from "./Target.ts"
import * as Unrouted from "./Unrouted.ts"
import * as Wire from "./Wire.ts"
import type { World } from "./World.ts"

/** Carries a scenario for one request: the name of a preset, or settings in JSON. */
export const scenarioHeader = "x-mock-scenario"

const unprocessable = (detail: string): Answer => Problem.make(UNPROCESSABLE_ENTITY, detail)

/** The token that brings the run back, where it fits a header; `GET /__mock/scenario` has it in any case. */
const replayed = (session: Snapshot): Record<string, string> => {
  const token = session.replay()
  return token.length > Replay.longestHeader ? {} : { "x-mock-replay": token }
}

/** True for an answer that the engine put in the place of one that broke the contract. */
const isDefect = (answer: Answer): boolean =>
  answer.status === 500 && answer.violations.some(({ severity, side }) => side === "response" && severity === "error")

/** The answer as it leaves: the contract's headers under the mock's own, and what is wrong with the exchange among these. */
const dressed = ({ answer, faults }: Exchange.Outcome, own: Readonly<Record<string, string>>): Answer => {
  const { headers, warnings } = ResponseHeaders.sendable(answer.headers)
  const violations = [...answer.violations, ...warnings]
  const told = {
    ...own,
    ...ResponseHeaders.reported(violations),
    ...(faults.length > 0 && { "x-mock-fault": faults.join("; ") })
  }
  return { ...answer, headers: ResponseHeaders.merged(headers, told), violations }
}

/** An outcome, and the body that it is the outcome of. */
interface Made extends Exchange.Outcome {
  readonly sent: string
}

const refusedOutcome = (answer: Answer): Made => ({
  sent: "",
  answer,
  faults: [],
  wait: 0,
  body: "whole",
  duration: 0,
  rows: undefined,
  total: undefined
})

/** The scenario of one request: the one in its header, or the next of the session. */
const behaviourFor = (
  { run }: Snapshot,
  header: string | undefined,
  looks: boolean
): Result.Result<Scenario.Behaviour, string> =>
  header === undefined
    ? Result.succeed(looks ? run.comingBehaviour() : run.nextBehaviour())
    : Scenario.parseText(header).pipe(
        Result.filterOrFail(
          (scenario) => scenario.steps.length === 0,
          () => "steps are for a row of requests; play them with PUT /__mock/scenario"
        ),
        Result.map((scenario) => scenario.behaviour)
      )

/** Set by whoever only looks, as the console page does: it uses nothing up, moves nothing, and stands in no journal. */
const lookHeader = "x-mock-look"

/** A request, where it goes, and the session that it is of. */
interface Arrived {
  readonly request: HttpServerRequest.HttpServerRequest
  readonly target: Target.Target
  readonly session: Snapshot
}

/** The handler of everything that is not the mock's own. */
export const make = (world: World, door: Door) => {
  /** Where the contract has nothing, nothing is played: what a browser asks for by itself uses no step up, and no limit. */
  const outcomeOf = Effect.fnUntraced(function* ({ request, session, target: { path, search } }: Arrived) {
    const { headers, method } = request
    const engine = world.engine()
    const place = engine.routes.at(path)
    const operation = place === undefined ? undefined : Unrouted.operationOf(place, method)
    if (place === undefined || operation === undefined) return refusedOutcome(Unrouted.answer(place, method, path))

    const query = QueryString.parse(search)
    const preferences = Preferences.parse(headers["prefer"], query)
    if (Preferences.isMisunderstood(preferences)) return refusedOutcome(unprocessable(preferences.detail))
    const body = yield* Effect.result(Wire.bodyOf(request))
    if (Result.isFailure(body)) {
      const { detail, status } = body.failure
      return refusedOutcome(Problem.make({ title: "The body cannot be read", status }, detail))
    }
    const looks = headers[lookHeader] !== undefined
    const behaviour = behaviourFor(session, headers[scenarioHeader], looks)
    if (Result.isFailure(behaviour)) return refusedOutcome(unprocessable(`${scenarioHeader}: ${behaviour.failure}`))
    const asked: Exchange.Asked = {
      engine,
      session,
      request: Wire.toApiRequest(request, { operation, path: place.path, query, body: body.success }),
      operation,
      headOnly: method === "HEAD",
      preferences,
      behaviour: behaviour.success,
      isGuest: looks || headers[scenarioHeader] !== undefined,
      address: () => Forwarded.outside(Wire.addressed(request), headers, door),
      line: `${method} ${path}${search}`
    }
    const outcome = yield* Effect.promise(() => Exchange.exchange(asked))
    const warnings = Preferences.warnings(headers["prefer"])
    const answer = { ...outcome.answer, violations: [...outcome.answer.violations, ...warnings] }
    return { ...outcome, answer, sent: body.success }
  })

  /** Sends an outcome that cannot go out at once in one piece. */
  const sendSlowly = Effect.fnUntraced(function* (
    request: HttpServerRequest.HttpServerRequest,
    { answer, body, duration, wait }: Exchange.Outcome
  ) {
    yield* Wire.pause(wait)
    return body === "whole" ? Wire.whole(answer) : yield* Wire.broken(request, answer, { how: body, duration })
  })

  return Effect.fnUntraced(function* ({ named, url }: SessionName.Target) {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { headers, method } = request
    const target = Target.parse(url)
    const cors = Cors.headers(headers)
    const preflight = () =>
      HttpServerResponse.empty({
        status: 204,
        headers: Cors.preflightHeaders(headers, Unrouted.allowed(world.engine().routes.at(target.path)))
      })
    const isPreflight = Cors.isPreflight(method, headers)
    const found = SessionOf.ofApi(world.sessions, named, headers)
    if (Result.isFailure(found)) {
      const { detail, status } = found.failure
      // A browser must let the page read why; the preflight is not the place for it.
      if (isPreflight) return preflight()
      return Wire.whole(dressed(refusedOutcome(Problem.make({ title: "No such session", status }, detail)), cors))
    }
    const session = found.success.snapshot()
    const looks = headers[lookHeader] !== undefined
    const arrived = { method, target, headers, at: session.clock.now() }
    const note = looks ? JournalNote.none : JournalNote.begin(session.note, arrived)
    if (isPreflight) {
      const answered = preflight()
      // The preflight of a request that will name its session in a header belongs to no session yet.
      if (!Cors.willSend(headers, SessionName.header)) {
        const answer = { status: 204, headers: answered.headers, body: "", violations: [] }
        note.end({ answer, faults: [], rows: undefined, total: undefined, sent: "", wasAnswered: true })
      }
      return answered
    }

    const made = yield* outcomeOf({ request, target, session })
    if (isDefect(made.answer)) {
      yield* Console.error(`piggy-mock broke its contract on ${method} ${Secrets.inText(url)}: ${made.answer.body}`)
    }
    const own = {
      ...cors,
      ...replayed(session),
      ...(found.success !== world.sessions.standard && { [SessionName.header]: found.success.name })
    }
    const outcome = { ...made, answer: dressed(made, own) }
    if (outcome.wait === 0 && outcome.body === "whole") {
      note.end({ ...outcome, wasAnswered: true })
      return Wire.whole(outcome.answer)
    }
    note.wait(outcome.faults)
    // The server runs handlers uninterruptibly; a client that leaves, and Ctrl-C, must not wait for a slow scenario.
    const response = yield* Effect.onInterrupt(Effect.interruptible(sendSlowly(request, outcome)), () =>
      Effect.sync(() =>
        note.end({ ...outcome, faults: [...outcome.faults, "the client went away"], wasAnswered: false })
      )
    )
    note.end({ ...outcome, wasAnswered: outcome.body !== "reset" })
    return response
  })
}

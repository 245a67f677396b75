/**
 * The routes under `/__mock`: what a session is playing, what it saw, and how to change it.
 *
 * Described by `control-openapi.yaml`, which is served here too.
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Result from "effect/Result"
import { readFileSync } from "node:fs"
import * as ControlAnswer from "./ControlAnswer.ts"
import * as ControlBodies from "./ControlBodies.ts"
import * as ControlReferrals from "./ControlReferrals.ts"
import * as ControlSessions from "./ControlSessions.ts"
import * as Cors from "./Cors.ts"
import * as JournalEvents from "./JournalEvents.ts"
import * as LocalOnly from "./LocalOnly.ts"
import * as Rows from "./Rows.ts"
import * as Scenario from "./Scenario.ts"
import type { Session } from "./Session.ts"
import * as SessionOf from "./SessionOf.ts"
import type { Sessions } from "./Sessions.ts"
import * as Told from "./Told.ts"
import * as Transcript from "./Transcript.ts"
import * as Walks from "./Walks.ts"
import * as Wire from "./Wire.ts"
import type { World } from "./World.ts"

export const prefix = "/__mock"

/** What a page of another origin may use, if its origin is let in. */
const corsMethods = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE"]

type Request = HttpServerRequest.HttpServerRequest
type Response = HttpServerResponse.HttpServerResponse
const { invalid, json, noSession, orProblem, problem, sentAs, sentJson, unprocessable } = ControlAnswer

const journal = (session: Session, request: Request): Response => {
  const search = Wire.urlOf(request).searchParams
  const after = Number(request.headers["last-event-id"] ?? search.get("after") ?? 0)
  if (!Number.isInteger(after) || after < 0) return unprocessable("`after` must be the id of an entry")
  const wantsEvents = request.method === "GET" && /text\/event-stream/.test(request.headers["accept"] ?? "")
  if (!wantsEvents) {
    const { journal: seen } = session
    return json({ entries: seen.after(after), waiting: seen.waiting(), marks: seen.marks() })
  }
  return HttpServerResponse.stream(JournalEvents.after(session.journal, after), {
    contentType: "text/event-stream",
    headers: JournalEvents.headers
  })
}

/** One request with what was sent and answered. */
const found = (session: Session): Effect.Effect<Response, never, HttpRouter.RouteContext> =>
  Effect.map(HttpRouter.params, ({ id = "" }) => {
    const seen = /^\d{1,15}$/.test(id) ? session.journal.find(Number(id)) : undefined
    if (seen === undefined) {
      const shown = JSON.stringify(id.slice(0, 80))
      return problem(404, "No such request", `the journal remembers no request ${shown}; it keeps the newest 10,000`)
    }
    const { entry, transcript } = seen
    return json(transcript === undefined ? entry : { ...entry, transcript: Transcript.unpack(transcript) })
  })

/** @returns the walks, or only the newest `?last=` of them */
const walks = (session: Session, request: Request): Response => {
  const last = Number(Wire.urlOf(request).searchParams.get("last") ?? Infinity)
  if (!(last >= 1)) return unprocessable("`last` must be 1 or more")
  return json({ walks: Walks.ofJournal(session.journal).slice(-last), now: session.clock.now() })
}

/** A path with parameters as what it matches. */
const pattern = (path: string): RegExp => new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`)

/** What is said where no route is: that the method is another, or that there is none. */
const unrouted = (known: ReadonlyArray<{ readonly method: string; readonly path: string }>) =>
  Effect.map(HttpServerRequest.HttpServerRequest, (request) => {
    const { pathname } = Wire.urlOf(request)
    const methods = known.filter(({ path }) => pattern(path).test(pathname)).map(({ method }) => method)
    const said = methods.filter((method) => method !== "HEAD").join(" and ")
    if (methods.length === 0) {
      return problem(404, "No such control route", `there is no ${pathname}; GET /__mock/openapi.yaml lists the routes`)
    }
    return HttpServerResponse.setHeader(
      problem(405, "Not by this method", `${pathname} takes ${said}, not ${request.method}`),
      "allow",
      methods.join(", ")
    )
  })

const sessionOf = (sessions: Sessions, request: Request, looks: boolean) =>
  SessionOf.ofControl(sessions, Wire.urlOf(request).searchParams.getAll("session"), request.headers, looks)

/** A route that only reads: HEAD is answered wherever GET is, and the server leaves the body out. */
const reads = (
  sessions: Sessions,
  path: HttpRouter.PathInput,
  answer: (session: Session, request: Request) => Response | Effect.Effect<Response, never, HttpRouter.RouteContext>
) =>
  (["GET", "HEAD"] as const).map((method) =>
    HttpRouter.route(method, path, (request) => {
      const session = sessionOf(sessions, request, true)
      if (Result.isFailure(session)) return Effect.succeed(noSession(session.failure))
      const answered = answer(session.success, request)
      return Effect.isEffect(answered) ? answered : Effect.succeed(answered)
    })
  )

/** A route that changes something of a session. */
const changes = (
  sessions: Sessions,
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: HttpRouter.PathInput,
  act: (session: Session, request: Request) => Effect.Effect<Response, Response, HttpRouter.RouteContext>
) =>
  HttpRouter.route(method, path, (request) => {
    const session = sessionOf(sessions, request, false)
    return Result.isFailure(session)
      ? Effect.succeed(noSession(session.failure))
      : orProblem(act(session.success, request))
  })

const play = Effect.fnUntraced(function* (session: Session, request: Request) {
  if (!Wire.hasBody(request)) return unprocessable("no scenario was sent; {} plays the happy one")
  const scenario = Scenario.read(yield* sentJson(request))
  if (Result.isFailure(scenario)) return invalid(scenario.failure)
  session.play(scenario.success)
  return json(Told.playing(session))
})

const advance = Effect.fnUntraced(function* (session: Session, request: Request) {
  const { seconds } = yield* sentAs(request, ControlBodies.readAdvance)
  session.advance(seconds)
  return json(Told.clock(session))
})

const reset = Effect.fnUntraced(function* (session: Session, request: Request) {
  const rows = Rows.other(session.setup().rows, yield* sentAs(request, ControlBodies.readReset))
  if (Result.isFailure(rows)) return invalid(rows.failure)
  session.reset(rows.success)
  return json(Told.program(session))
})

const routes = (world: World, contractPath: string) => {
  const { sessions } = world
  const row = "/__mock/referrals/:uuid"
  const known = [
    ...reads(sessions, "/__mock/health", (session) => json({ status: "ok", ...Told.program(session) })),
    ...reads(sessions, "/__mock/program", (session) => json(Told.program(session))),
    ...reads(sessions, "/__mock/program/shape", (session) => json(session.snapshot().run.dataset().shape())),
    ...reads(sessions, "/__mock/scenario", (session) => json(Told.playing(session))),
    changes(sessions, "PUT", "/__mock/scenario", play),
    ...reads(sessions, "/__mock/clock", (session) => json(Told.clock(session))),
    changes(sessions, "POST", "/__mock/clock", advance),
    changes(sessions, "POST", "/__mock/reset", reset),
    ...reads(sessions, "/__mock/journal", journal),
    ...reads(sessions, "/__mock/journal/:id", found),
    ...reads(sessions, "/__mock/walks", walks),
    ...reads(sessions, "/__mock/counts", (session) => json(session.journal.counts())),
    ...reads(sessions, "/__mock/referrals", ControlReferrals.list),
    ...reads(sessions, row, ControlReferrals.find),
    ...reads(sessions, "/__mock/edits", ControlReferrals.edits),
    changes(sessions, "POST", "/__mock/referrals", ControlReferrals.add(world)),
    changes(sessions, "PATCH", row, ControlReferrals.change(world)),
    changes(sessions, "DELETE", row, ControlReferrals.remove),
    changes(sessions, "POST", `${row}/restore`, ControlReferrals.restore),
    ...ControlSessions.routes(world),
    ...reads(sessions, "/__mock/openapi.yaml", () =>
      HttpServerResponse.text(readFileSync(contractPath, "utf8"), { contentType: "application/yaml" })
    )
  ]
  return HttpRouter.addAll([...known, HttpRouter.route("*", "/__mock/*", unrouted(known))])
}

export interface Options {
  readonly world: World
  readonly door: LocalOnly.Door
  /** Path of the document that describes these routes. */
  readonly controlContractPath: string
}

/** The handler of `/__mock`; it refuses whom {@link LocalOnly} refuses. */
export const make = Effect.fnUntraced(function* ({ controlContractPath, door, world }: Options) {
  const app = yield* HttpRouter.toHttpEffect(routes(world, controlContractPath))
  return Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    const { headers } = request
    const refusal = LocalOnly.refusal(
      {
        address: Wire.addressOf(request),
        host: headers["host"],
        forwardedHost: headers["x-forwarded-host"],
        origin: headers["origin"],
        fetchSite: headers["sec-fetch-site"]
      },
      door
    )
    if (refusal !== undefined) return Effect.succeed(problem(403, "Not for you", refusal))
    if (!LocalOnly.isAllowedOrigin(headers["origin"], door)) return app
    const cors = Cors.headers(headers)
    if (!Cors.isPreflight(request.method, headers)) return Effect.map(app, HttpServerResponse.setHeaders(cors))
    return Effect.succeed(
      HttpServerResponse.empty({ status: 204, headers: Cors.preflightHeaders(headers, corsMethods) })
    )
  })
})

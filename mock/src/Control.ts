/**
 * The routes under `/__mock`: what the mock is playing, what it saw, and how to change it.
 *
 * Described by `control-openapi.yaml`, which is served here too.
 */
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { readFileSync } from "node:fs"
import * as ControlBodies from "./ControlBodies.ts"
import * as Cors from "./Cors.ts"
import type { News } from "./Journal.ts"
import * as LocalOnly from "./LocalOnly.ts"
import { statuses } from "./Referral.ts"
import * as Scenario from "./Scenario.ts"
import * as Walks from "./Walks.ts"
import * as Wire from "./Wire.ts"
import type { World } from "./World.ts"

export const prefix = "/__mock"

/** What a page of another origin may use, if its origin is let in. */
const pageMethods = "GET, HEAD, PUT, POST, PATCH, DELETE"

const json = (body: unknown, status = 200) => HttpServerResponse.jsonUnsafe(body, { status })

const problem = (status: number, title: string, detail: string) =>
  HttpServerResponse.text(JSON.stringify({ title, status, detail }), {
    status,
    contentType: "application/problem+json"
  })

const unprocessable = (detail: string) => problem(422, "The body cannot be used", detail)

/** The JSON that was sent; an empty body is an empty object. */
const sentJson = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest) {
  const text = yield* Effect.mapError(Wire.bodyOf(request), ({ detail, status }) =>
    problem(status, "The body cannot be read", detail)
  )
  return yield* Effect.try({
    try: (): unknown => (text.trim() === "" ? {} : JSON.parse(text)),
    catch: (error) => unprocessable(`no JSON: ${error instanceof Error ? error.message : String(error)}`)
  })
})

const program = (world: World) => {
  const { dataset, rows } = world.session()
  return {
    seed: rows.seed,
    referrals: dataset.count({}),
    statuses: Object.fromEntries(statuses.map((status) => [status, dataset.count({ status })]))
  }
}

const playing = (world: World) => {
  const { replay, scenario } = world.session()
  return {
    settings: scenario.settings,
    behaviour: scenario.behaviour,
    steps: scenario.steps.length,
    promisesValidAnswers: Scenario.promisesValidAnswers(scenario),
    replay,
    presets: Scenario.presets
  }
}

const listPath = "/api/v3/oauth/clients/referrals"
const walks = (world: World) =>
  Walks.make(world.journal.after(0).filter(({ method, path }) => method === "GET" && path === listPath))

const encoder = new TextEncoder()
const event = (news: News): Uint8Array =>
  encoder.encode(
    typeof news === "string"
      ? `event: ${news}\ndata: {}\n\n`
      : `id: ${news.id}\nevent: request\ndata: ${JSON.stringify(news)}\n\n`
  )

/** Entries that wait for a reader who does not read; the oldest go first, and the ids show the gap. */
const waiting = { bufferSize: 2000, strategy: "sliding" } as const

/** The remembered entries after `id`, and then every new one until the reader leaves. */
const events = (world: World, id: number): Stream.Stream<Uint8Array> =>
  Stream.callback<News>(
    (queue) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          Queue.offerAllUnsafe(queue, world.journal.after(id))
          return world.journal.listen((news) => Queue.offerUnsafe(queue, news))
        }),
        (stop) => Effect.sync(stop)
      ),
    waiting
  ).pipe(
    Stream.map(event),
    // Told at once that it is connected, a page does not wait for the first request.
    (entries) => Stream.concat(Stream.succeed(encoder.encode("retry: 1000\n\n")), entries)
  )

const journal = (world: World, request: HttpServerRequest.HttpServerRequest) => {
  const search = Wire.urlOf(request).searchParams
  const after = Number(request.headers["last-event-id"] ?? search.get("after") ?? 0)
  if (!Number.isInteger(after) || after < 0) return unprocessable("`after` must be the id of an entry")
  const wantsEvents = request.method === "GET" && /text\/event-stream/.test(request.headers["accept"] ?? "")
  if (!wantsEvents) return json({ entries: world.journal.after(after) })
  return HttpServerResponse.stream(events(world, after), {
    contentType: "text/event-stream",
    headers: { "cache-control": "no-store" }
  })
}

/** Turns refusals that were raised on the way into the answer. */
const orProblem = Effect.catch((error: HttpServerResponse.HttpServerResponse | { readonly message: string }) =>
  Effect.succeed(HttpServerResponse.isHttpServerResponse(error) ? error : unprocessable(error.message))
)

const decodeAdvance = Schema.decodeUnknownEffect(ControlBodies.Advance, { onExcessProperty: "error" })
const decodeReset = Schema.decodeUnknownEffect(ControlBodies.Reset, { onExcessProperty: "error" })

/** What is said where no route is: that the method is another, or that there is none. */
const unrouted = (known: ReadonlyArray<{ readonly method: string; readonly path: string }>) =>
  Effect.map(HttpServerRequest.HttpServerRequest, (request) => {
    const { pathname } = Wire.urlOf(request)
    const methods = known.filter(({ path }) => path === pathname).map(({ method }) => method)
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

/** A route that only reads: HEAD is answered wherever GET is, and the server leaves the body out. */
const reads = (
  path: HttpRouter.PathInput,
  answer: (request: HttpServerRequest.HttpServerRequest) => HttpServerResponse.HttpServerResponse
) =>
  (["GET", "HEAD"] as const).map((method) =>
    HttpRouter.route(method, path, (request) => Effect.sync(() => answer(request)))
  )

/** Limits and tokens are told apart by fractions of a millisecond; nobody outside needs them. */
const clock = (world: World) => json({ now: Math.round(world.clock.now()) })

const routes = (world: World, contractPath: string) => {
  const known = [
    ...reads("/__mock/health", () => json({ status: "ok", ...program(world) })),
    ...reads("/__mock/program", () => json(program(world))),
    ...reads("/__mock/scenario", () => json(playing(world))),
    HttpRouter.route("PUT", "/__mock/scenario", (request) =>
      orProblem(
        Effect.gen(function* () {
          if (!Wire.hasBody(request)) return unprocessable("no scenario was sent; {} plays the happy one")
          const scenario = Scenario.parse(yield* sentJson(request))
          if (Result.isFailure(scenario)) return unprocessable(scenario.failure)
          world.play(scenario.success)
          return json(playing(world))
        })
      )
    ),
    ...reads("/__mock/clock", () => clock(world)),
    HttpRouter.route("POST", "/__mock/clock", (request) =>
      orProblem(
        Effect.gen(function* () {
          const { seconds } = yield* decodeAdvance(yield* sentJson(request))
          world.clock.advance(seconds * 1000)
          return clock(world)
        })
      )
    ),
    HttpRouter.route("POST", "/__mock/reset", (request) =>
      orProblem(
        Effect.gen(function* () {
          world.reset(yield* decodeReset(yield* sentJson(request)))
          return json(program(world))
        })
      )
    ),
    ...reads("/__mock/journal", (request) => journal(world, request)),
    ...reads("/__mock/walks", () => json({ walks: walks(world) })),
    ...reads("/__mock/openapi.yaml", () =>
      HttpServerResponse.text(readFileSync(contractPath, "utf8"), { contentType: "application/yaml" })
    )
  ]
  return HttpRouter.addAll([...known, HttpRouter.route("*", "/__mock/*", unrouted(known))])
}

export interface Options {
  readonly world: World
  readonly door: LocalOnly.Door
  /** Path of the document that describes these routes. */
  readonly contractPath: string
}

/** The handler of `/__mock`; it refuses whom {@link LocalOnly} refuses. */
export const make = Effect.fnUntraced(function* ({ contractPath, door, world }: Options) {
  const app = yield* HttpRouter.toHttpEffect(routes(world, contractPath))
  return Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    const { headers } = request
    const refusal = LocalOnly.refusal(
      {
        address: NodeHttpServerRequest.toIncomingMessage(request).socket.remoteAddress,
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
    const asked = { ...cors, ...Cors.preflightHeaders(headers), "access-control-allow-methods": pageMethods }
    return Effect.succeed(HttpServerResponse.empty({ status: 204, headers: asked }))
  })
})

/**
 * The mock as a function from a web-standard `Request` to a `Response`, for programs that have no port to ask.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import * as HttpEffect from "effect/http/HttpEffect"
import type * as HttpServerError from "effect/http/HttpServerError"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import type * as Scope from "effect/Scope"
import * as SessionName from "./SessionName.ts"

export type App = Effect.Effect<
  HttpServerResponse.HttpServerResponse,
  HttpServerError.HttpServerError,
  HttpServerRequest.HttpServerRequest | Scope.Scope
>

/** Needs no `this`, so it can be handed on as it is. */
export type WebHandler = (request: Request) => Promise<Response>

/** Whoever called a handler, who has no connection that could be reset: the response that stands for it is no app's to make. */
export const Caller = Context.Reference("@effect-piggy/mock/Caller", { defaultValue: () => ({ isReset: false }) })

/** Every request is of the session. */
const within = (name: string, app: App): App =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
    Effect.provideService(
      app,
      HttpServerRequest.HttpServerRequest,
      request.modify({ headers: Headers.set(request.headers, SessionName.header, name) })
    )
  )

/** @param session the session of every request; without it, the one that the request names */
export const make = (app: App, session?: string): WebHandler => {
  const handle = HttpEffect.toWebHandler(session === undefined ? app : within(session, app))
  return async (request) => {
    const caller = { isReset: false }
    const response = await handle(request, Context.make(Caller, caller))
    return caller.isReset ? Response.error() : response
  }
}

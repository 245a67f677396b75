/**
 * Sends each request to the control routes, to the site or to the API, without the session that its URL names.
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Api from "./Api.ts"
import * as Control from "./Control.ts"
import * as SessionName from "./SessionName.ts"
import * as Site from "./Site.ts"
import type { World } from "./World.ts"

export interface Options extends Control.Options, Site.Options {
  readonly world: World
}

const isControl = (path: string): boolean => path === Control.prefix || path.startsWith(`${Control.prefix}/`)

/** The URL of a control request, where `?session=` names the session that stood in front. */
const controlUrl = ({ named, url }: SessionName.Target): string =>
  named === undefined ? url : `${url}${url.includes("?") ? "&" : "?"}session=${encodeURIComponent(named)}`

export const make = Effect.fnUntraced(function* (options: Options) {
  const api = Api.make(options.world)
  const control = yield* Control.make(options)
  const site = Site.make(options)
  return Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    const target = SessionName.split(request.url)
    const path = target.url.split("?", 1)[0] ?? target.url
    const toControl = isControl(path)
    const toApi = target.url.startsWith("/api/") || target.url.startsWith("/oauth/")
    const answer = toControl ? control : toApi ? undefined : site(request.method, path)
    const handler = answer ?? api(target)
    if (target.base === "") return handler
    const url = toControl ? controlUrl(target) : target.url
    return Effect.provideService(handler, HttpServerRequest.HttpServerRequest, request.modify({ url }))
  })
})

/**
 * Sends each request to the control routes, to the site or to the API, without the session that its URL names.
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Result from "effect/Result"
import * as Api from "./Api.ts"
import * as Control from "./Control.ts"
import * as SessionName from "./SessionName.ts"
import * as Site from "./Site.ts"
import * as Target from "./Target.ts"
import * as Unrouted from "./Unrouted.ts"
import * as Wire from "./Wire.ts"
import type { World } from "./World.ts"

export interface Options extends Control.Options, Site.Options {
  readonly world: World
}

const isControl = (path: string): boolean => path === Control.prefix || path.startsWith(`${Control.prefix}/`)

/** The URL of a control request, where `?session=` names the session that stood in front. */
const controlUrl = ({ named, url }: SessionName.Target): string =>
  named === undefined ? url : `${url}${url.includes("?") ? "&" : "?"}session=${encodeURIComponent(named)}`

export const make = Effect.fnUntraced(function* (options: Options) {
  const api = Api.make(options.world, options.door)
  const control = yield* Control.make(options)
  const site = Site.make(options)
  /** A page of the mock's own, asked for by a method that it does not take. */
  const isPage = (path: string): boolean =>
    options.world.engine().routes.at(path) === undefined && site("GET", path) !== undefined
  return Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    const canonical = Target.parse(request.url)
    const target = SessionName.split(`${canonical.path}${canonical.search}`)
    const path = target.url.split("?", 1)[0] ?? target.url
    const toControl = isControl(path)
    const answer = () => {
      if (toControl) return control
      const isNoSession = target.named !== undefined && Result.isFailure(SessionName.parse(target.named))
      if (isNoSession || path.startsWith("/api/") || path.startsWith("/oauth/")) return api(target)
      // The console page finds its parts below the session only from behind a slash.
      if (target.isBare && (request.method === "GET" || request.method === "HEAD")) {
        return Effect.succeed(HttpServerResponse.redirect(`./${target.named}${target.url}`, { status: 308 }))
      }
      const page = site(request.method, path)
      if (page !== undefined) return page
      return isPage(path) ? Effect.succeed(Wire.whole(Unrouted.ofPage(request.method, path))) : api(target)
    }
    const url = toControl ? controlUrl(target) : target.url
    return url === request.url
      ? answer()
      : Effect.provideService(answer(), HttpServerRequest.HttpServerRequest, request.modify({ url }))
  })
})

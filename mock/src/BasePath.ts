/**
 * Paths that stand before all of the mock's own: what a proxy leaves there, or what a contract's `servers` say.
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Target from "./Target.ts"

/** @returns `/mock` of `mock`, `/mock` or `/mock/`, and nothing of the root, which needs none; `undefined` for what is no path */
export const parse = (text: string): string | undefined => {
  const path = `/${text.replaceAll(/^\/+|\/+$/g, "")}`
  if (path === "/") return text === "" ? undefined : ""
  return URL.canParse(path, "http://mock") && new URL(path, "http://mock").pathname === path ? path : undefined
}

export type Where =
  /** The request's target without the base path. */
  | { readonly target: string }
  /** The base path itself, without the slash that lets the console page find its parts: where to go instead. */
  | { readonly redirect: string }

/** @param basePaths the longest first */
export const locate = (target: string, basePaths: ReadonlyArray<string>): Where => {
  const base = basePaths.find((path) => target.startsWith(path) && /^(?:$|[/?])/.test(target.slice(path.length)))
  if (base === undefined) return { target }
  const rest = target.slice(base.length)
  return rest.startsWith("/") ? { target: rest } : { redirect: `${base.slice(base.lastIndexOf("/") + 1)}/${rest}` }
}

export interface Options {
  readonly basePaths: () => ReadonlyArray<string>
  /** True for a path that means something as it is, though it may begin like a base path. */
  readonly isKnown: (path: string) => boolean
}

/** The app below each of the paths, as without them. */
export const below =
  ({ basePaths, isKnown }: Options) =>
  <E, R>(app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
      const paths = basePaths()
      if (paths.length === 0) return app
      const { path, search } = Target.parse(request.url)
      if (isKnown(path)) return app
      const target = `${path}${search}`
      const where = locate(target, paths)
      if ("redirect" in where) return Effect.succeed(HttpServerResponse.redirect(where.redirect, { status: 308 }))
      return where.target === target
        ? app
        : Effect.provideService(app, HttpServerRequest.HttpServerRequest, request.modify({ url: where.target }))
    })

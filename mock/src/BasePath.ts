/**
 * Paths that stand before all of the mock's own: what a proxy leaves there, or what a contract's `servers` say.
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as SessionName from "./SessionName.ts"
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

/** Where a request goes without base paths, which may stand before a session and behind it. */
const without = (target: string, { basePaths, isKnown }: Options): Where => {
  const isMeant = (one: string): boolean => isKnown(one.split("?", 1)[0] ?? one)
  const paths = basePaths()
  const where: Where = isMeant(target) ? { target } : locate(target, paths)
  if ("redirect" in where) return where
  const { base, isBare, url } = SessionName.split(where.target)
  if (base === "" || isBare || isMeant(url)) return where
  const behind = locate(url, paths)
  return "redirect" in behind ? behind : { target: `${base}${behind.target}` }
}

/** The app below each of the paths, as without them. */
export const below =
  (options: Options) =>
  <E, R>(app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
      if (options.basePaths().length === 0) return app
      const { path, search } = Target.parse(request.url)
      const target = `${path}${search}`
      const where = without(target, options)
      if ("redirect" in where) return Effect.succeed(HttpServerResponse.redirect(where.redirect, { status: 308 }))
      return where.target === target
        ? app
        : Effect.provideService(app, HttpServerRequest.HttpServerRequest, request.modify({ url: where.target }))
    })

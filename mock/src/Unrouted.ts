/**
 * What is said where the contract has no operation: that there is no such path, or which methods there are.
 */
import { NO_METHOD_MATCHED_ERROR, NO_PATH_MATCHED_ERROR } from "./PrismEngine.ts"
import * as Problem from "./Problem.ts"
import type { Answer } from "./Prism.ts"
import type { Operation, Place } from "./Routes.ts"

/** The methods of a place, as `Allow` says them: HEAD wherever GET is, OPTIONS everywhere. */
export const allowed = (place: Place | undefined): ReadonlyArray<string> => {
  const methods = [...(place?.operations.keys() ?? [])].map((method) => method.toUpperCase())
  return [...new Set(methods.flatMap((method) => (method === "GET" ? [method, "HEAD"] : [method])).concat("OPTIONS"))]
}

/** The operation that a method is answered by: HEAD by GET's, unless it has one of its own. */
export const operationOf = (place: Place, method: string): Operation | undefined =>
  place.operations.get(method.toLowerCase()) ?? (method === "HEAD" ? place.operations.get("get") : undefined)

const byAnotherMethod = (method: string, path: string, methods: ReadonlyArray<string>): Answer => {
  const allow = methods.join(", ")
  return method === "OPTIONS"
    ? { status: 204, headers: { allow }, body: "", violations: [] }
    : Problem.make(NO_METHOD_MATCHED_ERROR, `${path} takes ${allow}, not ${method}`, { allow })
}

/** @param path as the client asked for it */
export const answer = (place: Place | undefined, method: string, path: string): Answer =>
  place !== undefined || (path === "*" && method === "OPTIONS")
    ? byAnotherMethod(method, path, allowed(place))
    : Problem.make(NO_PATH_MATCHED_ERROR, `the contract has no path ${path}; GET /docs shows the paths that it has`)

/** The same for a page of the mock's own, which can only be read. */
export const ofPage = (method: string, path: string): Answer =>
  byAnotherMethod(method, path, ["GET", "HEAD", "OPTIONS"])

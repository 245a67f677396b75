/**
 * Requests that the contract does not speak of, and how the servers part there: each with its reason.
 */
import { type Drawn, listing, listPath, tokenPath } from "./drawn.ts"
import type { OperationId } from "./contract.ts"

/** The operation that a request is for, by method and path. */
export const operationOf = ({ method, path }: Drawn): OperationId | undefined => {
  const [pathname] = path.split("?", 1)
  if (method === "GET" && pathname === listPath) return "listReferrals"
  return method === "POST" && pathname === tokenPath ? "createAccessToken" : undefined
}

const queryOf = ({ path }: Drawn): ReadonlyArray<readonly [string, string]> => [
  ...new URLSearchParams(path.split("?").slice(1).join("?"))
]

/** Why the contract does not describe the answer to a request; nothing where it does. */
export const outsideBecause = (request: Drawn): string | undefined => {
  if (operationOf(request) === undefined) return "another path or method: Prism's own 404 and 405"
  const { accept } = request.headers
  if (accept !== undefined && !/\*\/\*|application\/(?:\*|json)/i.test(accept))
    return "no JSON accepted: Prism's own 406"
  return queryOf(request).some(([name]) => name.startsWith("__"))
    ? "a preference of Prism's: its own 404 and 422 where it has no such answer"
    : undefined
}

const names = new Set(["limit", "page", "status", "referring_contact_uuid"])
const isOtherCase = (name: string) => !names.has(name) && names.has(name.toLowerCase())
const isOddInteger = (name: string, value: string) =>
  (name === "limit" || name === "page") && value !== "" && !/^-?(?:0|[1-9]\d*)$/.test(value)

/** Why stock Prism answers otherwise than HTTP and the contract have it; nothing where it does not. */
export const prismPartsBecause = (request: Drawn): string | undefined => {
  const bearer = request.headers["authorization"] ?? ""
  if (/^bearer /i.test(bearer) && !bearer.startsWith("Bearer ")) return "Prism knows the scheme in one spelling"
  const query = queryOf(request)
  if (query.some(([name]) => isOtherCase(name))) return "Prism reads a parameter's name in any case"
  return query.some(([name, value]) => isOddInteger(name, value))
    ? "Prism takes for an integer what JavaScript does: 001, 1e1, 0x10"
    : undefined
}

/** A way in which the fake that is exported for tests answers otherwise than the servers, and a request that shows it. */
export interface Parting {
  readonly reason: string
  readonly shownBy: Drawn
  readonly isMet: (name: string, value: string) => boolean
}

/** All of them: the fake checks a query as the SDK does. */
export const partings: ReadonlyArray<Parting> = [
  {
    reason: "the SDK refuses a page beyond what a number can count to",
    shownBy: listing("page=9007199254740993"),
    isMet: (name, value) => name === "page" && Number(value) > Number.MAX_SAFE_INTEGER
  },
  {
    reason: "the SDK refuses a UUID with the prefix of a URN",
    shownBy: listing("referring_contact_uuid=urn:uuid:2e70ea71-631f-4b3c-8097-8e0284751c96"),
    isMet: (name, value) => name === "referring_contact_uuid" && value.toLowerCase().startsWith("urn:uuid:")
  }
]

/** Whether the fake may answer a request otherwise than the servers do. */
export const fakeParts = (request: Drawn): boolean =>
  queryOf(request).some(([name, value]) => partings.some(({ isMet }) => isMet(name, value)))

const token = (type: string, body: string): Drawn => ({
  method: "POST",
  path: tokenPath,
  headers: { "content-type": type },
  body
})

/** Requests that stock Prism never answers: it throws outside its handler. `piggy-mock` answers as to a missing value. */
export const unanswered: ReadonlyArray<{ readonly name: string; readonly request: Drawn; readonly status: number }> = [
  {
    name: "an Accept that is no media type",
    request: {
      method: "GET",
      path: listPath,
      headers: { authorization: "Bearer test", accept: "nonsense" },
      body: undefined
    },
    status: 200
  },
  { name: "a Content-Type that is no media type", request: token("nonsense", "{}"), status: 400 },
  { name: "a JSON body that breaks off", request: token("application/json", '{"grant_type":'), status: 400 },
  {
    name: "a form with a percent sign alone",
    request: token("application/x-www-form-urlencoded", "client_id=%"),
    status: 400
  }
]

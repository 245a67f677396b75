/**
 * What a refused request is told beside the contract's example: which field is wrong, that no bearer was sent, how to
 * send one, and that no request is left.
 */
import type { Answer, ApiRequest, Violation } from "./Prism.ts"
import type { Operation } from "./Routes.ts"

/** The vendor's code for invalid input; an answer without it is not of the vendor's shape. */
const invalidInput = 1003

/** Messages by the name of the query's parameter, without the words that say the name's place. */
const byField = (violations: ReadonlyArray<Violation>): Record<string, ReadonlyArray<string>> => {
  const fields: Record<string, Array<string>> = {}
  for (const { location, message, severity, side } of violations) {
    const [place, field] = location
    if (side !== "request" || severity !== "error" || place !== "query" || field === undefined) continue
    const messages = (fields[field] ??= [])
    messages.push(message.replace(/^Request query parameter /, ""))
  }
  return fields
}

const withErrors = (answer: Answer): Answer => {
  const errors = byField(answer.violations)
  if (answer.status !== 400 || Object.keys(errors).length === 0) return answer
  const body: unknown = JSON.parse(answer.body)
  if (typeof body !== "object" || body === null || !("code" in body) || body.code !== invalidInput) return answer
  return { ...answer, body: JSON.stringify({ ...body, errors }) }
}

const withBearer = (request: ApiRequest, answer: Answer): Answer => {
  const wasSent = (request.headers?.["authorization"] ?? "") !== ""
  if (answer.status !== 401 || wasSent) return answer
  const violations = answer.violations.map((violation) =>
    violation.message === "Invalid security scheme used"
      ? { ...violation, message: `${violation.message}: no bearer was sent` }
      : violation
  )
  return { ...answer, violations }
}

/** The engine's answer, with what its example cannot know. */
export const inDetail = (request: ApiRequest, answer: Answer): Answer => withBearer(request, withErrors(answer))

/**
 * How to authenticate (RFC 9110, section 11.6.1): by the scheme of the operation, a bearer where it names none.
 *
 * @see RFC 6750, section 3, for the error of a bearer that was sent
 */
const challenge = ({ security = [] }: Operation, authorization: string): string => {
  const http = security.flat().find((scheme) => scheme.type === "http")
  if (http !== undefined && http.scheme !== "bearer") return `${http.scheme} realm="piggy-mock"`
  return /^bearer\s+\S/i.test(authorization) ? 'Bearer error="invalid_token"' : "Bearer"
}

/** Headers that HTTP asks of a refusal, whoever refused and whatever the contract's example says. */
export const withHeaders = (operation: Operation, request: ApiRequest, answer: Answer): Answer => {
  const { headers, status } = answer
  if (status === 401 && headers["www-authenticate"] === undefined) {
    const authenticate = challenge(operation, request.headers?.["authorization"] ?? "")
    return { ...answer, headers: { ...headers, "www-authenticate": authenticate } }
  }
  if (status === 429 && headers["x-ratelimit-remaining"] !== undefined) {
    return { ...answer, headers: { ...headers, "x-ratelimit-remaining": "0" } }
  }
  return answer
}

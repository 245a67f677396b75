/**
 * What a refused request is told beside the contract's example: which field is wrong, and that no bearer was sent.
 */
import type { Answer, ApiRequest, Violation } from "./Prism.ts"

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

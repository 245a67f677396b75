/**
 * What the API answered to a request for a page, whatever it was: a page, an error, or something broken.
 */
import type { Referral } from "../../src/Referral.ts"

export interface Page {
  readonly _tag: "Page"
  readonly rows: ReadonlyArray<Referral>
  /** `meta.last_page` and `meta.total`, where meta is a paging object. */
  readonly lastPage: number | undefined
  readonly total: number | undefined
}

export interface Refused {
  readonly _tag: "Refused"
  readonly status: number
  readonly message: string
  /** The vendor's code. */
  readonly code: number | undefined
  /** What is wrong, field by field. */
  readonly errors: ReadonlyArray<string>
  /** The header as it came: seconds, or a date. */
  readonly retryAfter: string | undefined
}

/** No whole answer came, or not one of the API's. */
export interface Broken {
  readonly _tag: "Broken"
  readonly message: string
}

export type Answer = Page | Refused | Broken

export interface Response {
  readonly status: number
  readonly text: string
  readonly retryAfter: string | undefined
  /** What the mock reports of a request beside the API's own answer, in JSON. */
  readonly violations?: string | undefined
}

interface Body {
  readonly data?: ReadonlyArray<Referral>
  readonly meta?: { readonly last_page?: number; readonly total?: number }
  readonly message?: string
  readonly detail?: string
  readonly code?: number
  readonly errors?: Readonly<Record<string, string | ReadonlyArray<string>>>
}

interface Reported {
  readonly side: string
  readonly message: string
}

const bodyOf = (text: string): Body | undefined => {
  try {
    const body: Body | null = JSON.parse(text)
    return body ?? undefined
  } catch {
    return undefined
  }
}

/** Most messages name their field themselves. */
const fieldErrors = (errors: Body["errors"] = {}): ReadonlyArray<string> =>
  Object.entries(errors).flatMap(([field, messages]) =>
    [messages].flat().map((message) => (message.includes(field) ? message : `${field}: ${message}`))
  )

/** A report that is longer than a header may be is cut, and no JSON any more. */
const reported = (violations: string): ReadonlyArray<string> => {
  try {
    const all: ReadonlyArray<Reported> = JSON.parse(violations)
    return all.filter(({ side }) => side === "request").map(({ message }) => message)
  } catch {
    return []
  }
}

/** A gateway's page in one line. */
const words = (html: string): string => html.replaceAll(/<title>.*?<\/title>|<[^>]*>/g, " ").trim()

export const read = ({ retryAfter, status, text, violations = "" }: Response): Answer => {
  const body = bodyOf(text)
  if (status >= 400) {
    const message = body?.message ?? body?.detail ?? `not the API's own answer: ${words(text).slice(0, 200)}`
    const inBody = fieldErrors(body?.errors)
    const errors = inBody.length > 0 ? inBody : reported(violations)
    return { _tag: "Refused", status, message, code: body?.code, errors, retryAfter }
  }
  if (!Array.isArray(body?.data)) return { _tag: "Broken", message: `${status}, but the body is no page of referrals` }
  return { _tag: "Page", rows: body.data, lastPage: body.meta?.last_page, total: body.meta?.total }
}

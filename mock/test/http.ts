/**
 * How the tests talk to the server: plain `fetch`, so that nothing of the server's own stack stands between.
 */
import * as Effect from "effect/Effect"
import * as MockServer from "../src/MockServer.ts"
import type { Referral } from "../src/Referral.ts"

export interface ReferralPage {
  readonly data: ReadonlyArray<Referral>
  readonly meta: unknown
}

export const referralsPath = "/api/v3/oauth/clients/referrals"

/** Any non-empty bearer is let in. */
export const authorized = { authorization: "Bearer test" }

export interface Got<Body> {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly body: Body
}

/** Sends a request and reads the JSON it answers; the caller says what it expects to be there. */
export const send = <Body = unknown>(url: string, init: RequestInit = {}): Effect.Effect<Got<Body>> =>
  Effect.promise(async () => {
    const response = await fetch(url, init)
    const text = await response.text()
    const headers = Object.fromEntries(response.headers)
    const body = text !== "" && /json/.test(headers["content-type"] ?? "") ? JSON.parse(text) : undefined
    return { status: response.status, headers, text, body }
  })

export const get = <Body = unknown>(url: string, path: string, headers: Record<string, string> = {}) =>
  send<Body>(`${url}${path}`, { headers: { ...authorized, ...headers } })

/** Pages of the list, from the server of the test's layer. */
export const list = Effect.fnUntraced(function* (query: string, headers: Record<string, string> = {}) {
  const { url } = yield* MockServer.MockServer
  return yield* get<ReferralPage>(url, `${referralsPath}?${query}`, headers)
})

/** A control request to the server of the test's layer, with a JSON body unless it only reads. */
export const control = Effect.fnUntraced(function* <Body = unknown>(line: string, body?: unknown) {
  const { url } = yield* MockServer.MockServer
  const [method = "GET", path = ""] = line.split(" ")
  return yield* send<Body>(`${url}/__mock${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) })
  })
})

/** Reads pages until one is empty. */
export const walk = Effect.fnUntraced(function* (url: string, query: Readonly<Record<string, string | number>>) {
  const rows: Array<Referral> = []
  for (let page = 1; ; page++) {
    const search = new URLSearchParams(
      Object.entries({ ...query, page }).map(([name, value]): [string, string] => [name, String(value)])
    )
    const { body } = yield* get<ReferralPage>(url, `${referralsPath}?${search.toString()}`)
    if (body.data.length === 0) return rows
    rows.push(...body.data)
  }
})

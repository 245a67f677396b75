/**
 * A fake of the API for tests of code that uses the SDK: an `HttpClient` with the test clock, or a `fetch`. No socket, no
 * port.
 *
 * It answers what the contract says: filters, `limit`, `page`, an empty page past the end, 400 with code 1003 for a
 * query that is not valid, 401 and 403 for the bearers `expired` and `forbidden`. Options add faults.
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import { endpoint } from "../Referrals.ts"
import { type Referral, statuses } from "../Referral.ts"

/** A request as the fake saw it. */
export interface SeenRequest {
  readonly page: number
  readonly limit: number
  readonly url: URL
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Aborted when the client gave up on it. */
  readonly signal: AbortSignal
}

/** How the fake behaves. */
export interface Options {
  /** The rows, or how many to make up; default 95. Made-up rows are the same every time. */
  readonly referrals?: number | ReadonlyArray<Referral> | undefined
  /** The most rows on a page, whatever `limit` asks for; default 100. */
  readonly clampTo?: number | undefined
  /** What `meta` holds; default `[]`. */
  readonly meta?:
    | ((page: { readonly page: number; readonly size: number; readonly total: number }) => unknown)
    | undefined
  /** How long an answer takes; default no time. */
  readonly latency?: ((request: SeenRequest) => Duration.Input) | undefined
  /** Answers instead of the fake; undefined leaves the answer to the fake. */
  readonly respond?: ((request: SeenRequest, rows: ReadonlyArray<Referral>) => Response | undefined) | undefined
}

/** The fake, as a test uses it. */
export class FakePiggy extends Context.Service<
  FakePiggy,
  {
    /** The rows it answers from. A change shows from the next request on. */
    readonly referrals: Array<Referral>
    /** The requests so far, in order of arrival. */
    readonly requests: ReadonlyArray<SeenRequest>
    readonly client: HttpClient.HttpClient
    /** The same fake for programs without Effect. Its latency takes real time. */
    readonly fetch: typeof globalThis.fetch
  }
>()("@effect-piggy/core/testing/FakePiggy") {}

const uuid = (kind: number, index: number): string =>
  `${kind.toString(16).padStart(8, "0")}-0000-4000-8000-${index.toString(16).padStart(12, "0")}`

/** The made-up referral of an index. Every fifth referred contact has no email; each referring contact refers three. */
export const referral = (index: number): Referral => ({
  uuid: uuid(1, index),
  referring_contact: { uuid: uuid(2, Math.floor(index / 3)), email: `referring-${Math.floor(index / 3)}@example.eu` },
  referred_contact: { uuid: uuid(3, index), email: index % 5 === 4 ? null : `referred-${index}@example.eu` },
  status: statuses[index % statuses.length] ?? "pending"
})

/** A page as the API writes it. */
export const json = (
  body: unknown,
  init: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {}
): Response =>
  new Response(JSON.stringify(body), { ...init, headers: { "content-type": "application/json", ...init.headers } })

const refuse = (status: number, message: string, more: object = {}): Response => json({ message, ...more }, { status })

/** Rows on a page when none are asked for; vendor page, parameter `limit`. */
export const defaultLimit = 30

const isNumber = (name: string): boolean => name === "limit" || name === "page"

// By the contract, an empty parameter counts as not given, a repeated one is not valid, an unknown one is ignored.
const toQuery = (params: URLSearchParams): Record<string, unknown> => {
  const query: Record<string, unknown> = {}
  for (const name of Object.keys(endpoint.query.fields)) {
    const [value = "", ...more] = params.getAll(name)
    if (more.length > 0) query[name] = [value, ...more]
    else if (value !== "") query[name] = /^-?(?:0|[1-9]\d*)$/.test(value) && isNumber(name) ? Number(value) : value
  }
  return query
}

const answer = (options: Options, request: SeenRequest, rows: ReadonlyArray<Referral>): Response => {
  const bearer = /^Bearer (.+)$/i.exec(request.headers["authorization"] ?? "")?.[1]
  if (bearer === undefined || bearer === "expired") return refuse(401, "Unauthenticated.")
  if (bearer === "forbidden") return refuse(403, "No access.", { code: 7011, status_code: 403 })
  const query = toQuery(request.url.searchParams)
  const errors = endpoint.problemsOf(query)
  if (Object.keys(errors).length > 0) {
    return refuse(400, "Invalid input.", { code: 1003, status_code: 400, errors })
  }
  const numberOr = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise)
  const { referring_contact_uuid, status } = query
  const contact = typeof referring_contact_uuid === "string" ? referring_contact_uuid.toLowerCase() : undefined
  const page = numberOr(query["page"], 1)
  const limit = numberOr(query["limit"], defaultLimit)
  const matching = rows.filter(
    (row) =>
      (status === undefined || row.status === status) &&
      (contact === undefined || row.referring_contact.uuid.toLowerCase() === contact)
  )
  const size = Math.min(limit, options.clampTo ?? limit)
  return json({
    data: matching.slice((page - 1) * size, page * size),
    meta: options.meta?.({ page, size, total: matching.length }) ?? []
  })
}

/** Makes a fake. */
export const make = (options: Options = {}): FakePiggy["Service"] => {
  const { latency, referrals: given = 95, respond } = options
  const referrals =
    typeof given === "number" ? Array.from({ length: given }, (_, index) => referral(index)) : [...given]
  const requests: Array<SeenRequest> = []
  const respondTo = (url: URL, headers: SeenRequest["headers"], signal: AbortSignal): Effect.Effect<Response> => {
    const page = Number(url.searchParams.get("page") ?? 1)
    const limit = Number(url.searchParams.get("limit") ?? defaultLimit)
    const seen: SeenRequest = { page, limit, url, headers, signal }
    requests.push(seen)
    const respondNow = Effect.sync(() => respond?.(seen, referrals) ?? answer(options, seen, referrals))
    return latency === undefined ? respondNow : Effect.delay(respondNow, latency(seen))
  }
  const client = HttpClient.make((request, url, signal) =>
    Effect.map(respondTo(url, request.headers, signal), (response) => HttpClientResponse.fromWeb(request, response))
  )
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const signal = init?.signal ?? request.signal
    signal.throwIfAborted()
    const answered = respondTo(new URL(request.url), Object.fromEntries(request.headers), signal)
    return Effect.runPromise(answered, { signal }).catch((error: unknown) => {
      signal.throwIfAborted()
      throw error
    })
  }
  return { referrals, requests, client, fetch }
}

/**
 * The `fetch` of a new fake: `makeReferrals({ credentials: "test", fetch: FakePiggy.fetch({ referrals: 950 }) })`.
 */
export const fetch = (options: Options = {}): typeof globalThis.fetch => make(options).fetch

/** The fake as a layer, instead of one for an `HttpClient`. */
export const layer = (options: Options = {}): Layer.Layer<FakePiggy | HttpClient.HttpClient> =>
  Layer.unwrap(
    Effect.sync(() => {
      const fake = make(options)
      return Layer.merge(Layer.succeed(FakePiggy, fake), Layer.succeed(HttpClient.HttpClient, fake.client))
    })
  )

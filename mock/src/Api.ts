/**
 * The mocked API over HTTP: reads a request off the wire, has the engine answer it, and adds what browsers need.
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { UNPROCESSABLE_ENTITY } from "@stoplight/prism-http"
import * as Cors from "./Cors.ts"
import * as Credentials from "./Credentials.ts"
import type { Dataset } from "./Dataset.ts"
import * as Listing from "./Listing.ts"
import * as Preferences from "./Preferences.ts"
import type { Answer, ApiRequest, Engine, Reply, Responder } from "./Prism.ts"

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const

const queryOf = (search: URLSearchParams): NonNullable<ApiRequest["url"]["query"]> => {
  const query: Record<string, string | Array<string>> = {}
  for (const name of search.keys()) {
    const [first = "", ...more] = search.getAll(name)
    query[name] = more.length === 0 ? first : [first, ...more]
  }
  return query
}

const parsedBody = (text: string, mediaType: string): unknown => {
  if (text === "") return undefined
  if (!/\bjson\b/.test(mediaType)) return text
  try {
    return JSON.parse(text)
  } catch {
    return undefined // a body that is no JSON is no body: the engine answers as to a missing one
  }
}

const misunderstood = (detail: string): Answer => ({
  status: UNPROCESSABLE_ENTITY.status,
  headers: { "content-type": "application/problem+json" },
  body: JSON.stringify({ ...UNPROCESSABLE_ENTITY, detail }),
  violations: []
})

const toResponse = (answer: Answer, cors: Record<string, string>) => {
  const reported = answer.violations.length === 0 ? {} : { "sl-violations": JSON.stringify(answer.violations) }
  const { "content-type": contentType, ...headers } = answer.headers
  const options = { status: answer.status, headers: { ...cors, ...headers, ...reported } }
  return answer.body === ""
    ? HttpServerResponse.empty(options)
    : HttpServerResponse.text(answer.body, { ...options, contentType: contentType ?? "text/plain" })
}

export interface Options {
  readonly engine: Engine
  readonly dataset: Dataset
}

/** The handler of everything that is not the mock's own. */
export const make = ({ dataset, engine }: Options) => {
  let tokens = 0
  const issueToken = (): Reply => {
    tokens++
    return { body: { token_type: "Bearer", expires_in: 3600, access_token: `mock-access-token-${tokens}` } }
  }
  const responder: Responder = {
    refuse: Credentials.refusal,
    respond: (operationId, request) => {
      switch (operationId) {
        case "listReferrals":
          return { body: Listing.page(dataset, Listing.queryOf(request)) }
        case "createAccessToken":
          return issueToken()
        default:
          return { example: 200 }
      }
    }
  }

  return Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const cors = Cors.headers(request.headers)
    if (Cors.isPreflight(request.method, request.headers)) {
      return HttpServerResponse.empty({
        status: 204,
        headers: { ...cors, ...Cors.preflightHeaders(request.headers) }
      })
    }
    const method = methods.find((known) => known === request.method.toLowerCase())
    const url = new URL(request.url, "http://mock")
    const preferences = Preferences.parse(request.headers["prefer"], url.searchParams)
    if (Preferences.isMisunderstood(preferences)) return toResponse(misunderstood(preferences.detail), cors)
    const hasBody =
      request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0
    const text = hasBody ? yield* request.text : ""
    const asked: ApiRequest = {
      method: method ?? "trace",
      url: { path: url.pathname, query: queryOf(url.searchParams) },
      headers: { ...request.headers },
      body: parsedBody(text, request.headers["content-type"] ?? "")
    }
    return toResponse(yield* Effect.promise(() => engine.answer(asked, preferences, responder)), cors)
  })
}

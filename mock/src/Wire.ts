/**
 * Reads requests of the API off the network and sends answers, whole or broken on purpose.
 */
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { ServerResponse } from "node:http"
import type { Body } from "./Faults.ts"
import type { Answer, ApiRequest } from "./Prism.ts"

type Headers = Readonly<Record<string, string>>

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const

const queryOf = (search: URLSearchParams): NonNullable<ApiRequest["url"]["query"]> => {
  const query: Record<string, string | Array<string>> = {}
  for (const name of search.keys()) {
    const [first = "", ...more] = search.getAll(name)
    query[name] = more.length === 0 ? first : [first, ...more]
  }
  return query
}

/** A body that is not what its media type says is no body: the engine answers as to a missing one. */
const parsedBody = (text: string, type: string): unknown => {
  if (text === "") return undefined
  try {
    if (/\bjson\b/i.test(type)) return JSON.parse(text)
    if (/\bx-www-form-urlencoded\b/i.test(type)) decodeURIComponent(text)
    return text
  } catch {
    return undefined
  }
}

const mediaType =
  /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+(?:\s*;\s*[\w!#$%&'*+.^`|~-]+=(?:[\w!#$%&'*+.^`|~-]+|"[^"]*"))*$/

/** The headers without what is no media type where one belongs: the engine's parser throws at it. */
const understood = (headers: HttpServerRequest.HttpServerRequest["headers"]): Record<string, string> => {
  const { accept, "content-type": contentType, ...others } = headers
  const accepted = accept?.split(",").filter((range) => mediaType.test(range.trim()))
  return {
    ...others,
    ...(accepted !== undefined && accepted.length > 0 && { accept: accepted.join(",") }),
    ...(contentType !== undefined && mediaType.test(contentType.trim()) && { "content-type": contentType })
  }
}

/** The request as the engine wants it. @param text its body */
export const toApiRequest = (request: HttpServerRequest.HttpServerRequest, url: URL, text: string): ApiRequest => ({
  method: methods.find((known) => known === request.method.toLowerCase()) ?? "trace",
  url: { path: url.pathname, query: queryOf(url.searchParams) },
  headers: understood(request.headers),
  body: parsedBody(text, request.headers["content-type"] ?? "")
})

/** Where a request goes; `OPTIONS *` goes nowhere in particular. */
export const urlOf = ({ url }: HttpServerRequest.HttpServerRequest): URL =>
  new URL(`http://mock${url.startsWith("/") ? url : "/"}`)

/** True if a body follows the request's head. */
export const hasBody = ({ headers }: HttpServerRequest.HttpServerRequest): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0

/** The largest body that is read; a token request has some hundred bytes. */
export const maxBody = ByteSize.mebibytes(1)

/** The body of a request, or what to say of one that cannot be had. A client that stops in the middle holds nothing up. */
export const bodyOf = (
  request: HttpServerRequest.HttpServerRequest
): Effect.Effect<string, { readonly status: 400 | 413; readonly detail: string }> =>
  hasBody(request)
    ? Effect.interruptible(request.text).pipe(
        Effect.mapError(({ reason }) =>
          reason._tag === "RequestParseError" && reason.reason === "BodyTooLarge"
            ? { status: 413, detail: `the body is larger than ${ByteSize.format(maxBody)}` }
            : { status: 400, detail: "the body broke off" }
        )
      )
    : Effect.succeed("")

/** Waits in real time, whatever clock the fiber runs on: a scenario's latency is felt by a real client. */
export const pause = (milliseconds: number): Effect.Effect<void> =>
  milliseconds === 0
    ? Effect.void
    : Effect.callback((resume) => {
        const timer = setTimeout(() => resume(Effect.void), milliseconds)
        return Effect.sync(() => clearTimeout(timer))
      })

/** An answer as one whole response. */
export const whole = (answer: Answer, extra: Headers): HttpServerResponse.HttpServerResponse => {
  const { "content-type": contentType, ...headers } = answer.headers
  const options = { status: answer.status, headers: { ...extra, ...headers } }
  return answer.body === ""
    ? HttpServerResponse.empty(options)
    : HttpServerResponse.text(answer.body, { ...options, contentType: contentType ?? "text/plain" })
}

/** How many pieces a trickling body comes in. */
const pieces = 8

/** Sends an answer by hand and breaks it: the server finds the response written, or its connection gone. */
export const broken = Effect.fnUntraced(function* (
  request: HttpServerRequest.HttpServerRequest,
  answer: Answer,
  extra: Headers,
  how: Exclude<Body, "whole">,
  duration: number
) {
  const response = NodeHttpServerRequest.toServerResponse(request)
  const { socket } = NodeHttpServerRequest.toIncomingMessage(request)
  // The server speaks HTTP/1.1 only; the types cover HTTP/2 too.
  if (!(response instanceof ServerResponse)) return whole(answer, extra)
  if (how === "reset") {
    socket.resetAndDestroy()
    return HttpServerResponse.empty()
  }
  const body = Buffer.from(answer.body)
  response.writeHead(answer.status, { ...extra, ...answer.headers, "content-length": String(body.length) })
  if (how === "truncated") {
    yield* Effect.callback<void>((resume) => {
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => resume(Effect.void))
    })
    socket.destroy()
    return HttpServerResponse.empty()
  }
  const size = Math.max(1, Math.ceil(body.length / pieces))
  for (let start = 0; start < body.length; start += size) {
    yield* pause(Math.ceil(duration / pieces))
    response.write(body.subarray(start, start + size))
  }
  response.end()
  return HttpServerResponse.empty()
})

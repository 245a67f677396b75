/**
 * Reads requests of the API off the network and sends answers, whole or broken on purpose.
 */
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Stream from "effect/Stream"
import { IncomingMessage, ServerResponse } from "node:http"
// Bound when this module is loaded: fake timers replace the global functions, and properties of this module.
import { clearTimeout, setTimeout } from "node:timers"
import type { Body } from "./Faults.ts"
import type { Answer, ApiRequest } from "./Prism.ts"
import type { Query } from "./QueryString.ts"
import type { Operation } from "./Routes.ts"
import * as Target from "./Target.ts"
import * as WebHandler from "./WebHandler.ts"

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const

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

/** A scheme's name is case-insensitive, and spaces follow it (RFC 9110, section 11.1); the engine's check is stricter. */
const bearer = /^bearer +(?=[^ ])/i

/** The headers as the engine reads them, and without what is no media type where one belongs: its parser throws at it. */
const understood = (headers: HttpServerRequest.HttpServerRequest["headers"], body: string): Record<string, string> => {
  const { accept, authorization, "content-length": _, "content-type": contentType, ...others } = headers
  const accepted = accept?.split(",").filter((range) => mediaType.test(range.trim()))
  return {
    ...others,
    ...(authorization !== undefined && { authorization: authorization.replace(bearer, "Bearer ") }),
    ...(accepted !== undefined && accepted.length > 0 && { accept: accepted.join(",") }),
    ...(contentType !== undefined && mediaType.test(contentType.trim()) && { "content-type": contentType }),
    // A body in chunks has a length, too; by it the engine decides whether to look at the media type.
    ...(body !== "" && { "content-length": String(Buffer.byteLength(body)) })
  }
}

/** What of a request is the engine's: HEAD is asked as GET, and the server leaves the body out. */
export interface Asked {
  readonly operation: Operation
  readonly path: string
  readonly query: Query
  readonly body: string
}

export const toApiRequest = (
  { headers }: HttpServerRequest.HttpServerRequest,
  { body, operation, path, query }: Asked
): ApiRequest => ({
  method: methods.find((known) => known === operation.method) ?? "get",
  url: { path, query },
  headers: understood(headers, body),
  body: parsedBody(body, headers["content-type"] ?? "")
})

/** Where a request goes, as a URL. */
export const urlOf = ({ url }: HttpServerRequest.HttpServerRequest): URL => {
  const { path, search } = Target.parse(url)
  return new URL(`http://mock${path === "*" ? "/" : path}${search}`)
}

/** What Node read off a socket; nothing for a request that a program handed over. */
const incomingOf = ({ source }: HttpServerRequest.HttpServerRequest): IncomingMessage | undefined =>
  source instanceof IncomingMessage ? source : undefined

/** Address of the machine that asks; nothing is known of somebody without a connection. */
export const addressOf = (request: HttpServerRequest.HttpServerRequest): string | undefined =>
  incomingOf(request)?.socket.remoteAddress

/** Where a request was sent, as its sender wrote it, without the query; a host that is none is left out. */
export const addressed = ({ originalUrl, url }: HttpServerRequest.HttpServerRequest): string => {
  const { origin, pathname } = new URL(URL.canParse(originalUrl) ? originalUrl : `http://mock${url}`)
  return origin + Target.canonicalPath(pathname)
}

/** True if a body follows the request's head. */
export const hasBody = (request: HttpServerRequest.HttpServerRequest): boolean => {
  const { headers, source } = request
  if (incomingOf(request) === undefined) return "body" in source && source.body !== null
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0
}

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

/**
 * Waits in real time, whatever clock the fiber runs on and whatever timers a test has put in the place of the machine's:
 * a scenario's latency is felt by a real client.
 */
export const pause = (milliseconds: number): Effect.Effect<void> =>
  milliseconds === 0
    ? Effect.void
    : Effect.callback((resume) => {
        const timer = setTimeout(() => resume(Effect.void), milliseconds)
        return Effect.sync(() => clearTimeout(timer))
      })

/** An answer as one whole response. */
export const whole = ({ body, headers, status }: Answer): HttpServerResponse.HttpServerResponse => {
  const { "content-type": contentType, ...others } = headers
  const options = { status, headers: others }
  return body === ""
    ? HttpServerResponse.empty(options)
    : HttpServerResponse.text(body, { ...options, contentType: contentType ?? "text/plain" })
}

/** How many pieces a trickling body comes in. */
const pieces = 8

const piecesOf = (body: Buffer): ReadonlyArray<Buffer> => {
  const size = Math.max(1, Math.ceil(body.length / pieces))
  return Array.from({ length: Math.ceil(body.length / size) }, (_, turn) =>
    body.subarray(turn * size, (turn + 1) * size)
  )
}

const halfOf = (body: Buffer): Buffer => body.subarray(0, Math.floor(body.length / 2))

/** How an answer is broken, and how long a trickling body takes. */
export interface Breakage {
  readonly how: Exclude<Body, "whole">
  /** In milliseconds. */
  readonly duration: number
}

/** Sends an answer by hand and breaks it: the server finds the response written, or its connection gone. */
const onSocket = Effect.fnUntraced(function* (
  response: ServerResponse,
  { headers, status, ...answer }: Answer,
  { duration, how }: Breakage
) {
  if (how === "reset") {
    response.socket?.resetAndDestroy()
    return HttpServerResponse.empty()
  }
  const body = Buffer.from(answer.body)
  response.writeHead(status, { ...headers, "content-length": String(body.length) })
  if (how === "truncated") {
    yield* Effect.callback<void>((resume) => {
      response.write(halfOf(body), () => resume(Effect.void))
    })
    response.socket?.destroy()
    return HttpServerResponse.empty()
  }
  for (const piece of piecesOf(body)) {
    yield* pause(Math.ceil(duration / pieces))
    response.write(piece)
  }
  response.end()
  return HttpServerResponse.empty()
})

/** The same without a connection: a body that fails, or comes in pieces. */
const asStream = Effect.fnUntraced(function* (answer: Answer, { duration, how }: Breakage) {
  if (how === "reset") {
    const caller = yield* WebHandler.Caller
    caller.isReset = true
    return HttpServerResponse.empty()
  }
  const body = Buffer.from(answer.body)
  const stream =
    how === "truncated"
      ? Stream.concat(Stream.succeed(halfOf(body)), Stream.fail(new TypeError("the connection was closed")))
      : Stream.mapEffect(Stream.fromIterable(piecesOf(body)), (piece) =>
          Effect.as(pause(Math.ceil(duration / pieces)), piece)
        )
  const { "content-type": contentType = "text/plain", ...headers } = answer.headers
  return HttpServerResponse.stream(stream, {
    status: answer.status,
    headers,
    contentType,
    contentLength: body.length
  })
})

/** An answer as its client finds it when the connection is bad. */
export const broken = (
  request: HttpServerRequest.HttpServerRequest,
  answer: Answer,
  breakage: Breakage
): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
  const response = incomingOf(request) === undefined ? undefined : NodeHttpServerRequest.toServerResponse(request)
  // The server speaks HTTP/1.1 only; the types cover HTTP/2 too.
  return response instanceof ServerResponse ? onSocket(response, answer, breakage) : asStream(answer, breakage)
}

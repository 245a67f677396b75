/**
 * How the control routes answer, and how they read what they were sent.
 */
import * as Effect from "effect/Effect"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type * as Result from "effect/Result"
import * as Invalid from "./Invalid.ts"
import type { Refusal } from "./Sessions.ts"
import * as JsonText from "./JsonText.ts"
import * as Wire from "./Wire.ts"

type Response = HttpServerResponse.HttpServerResponse

export const json = (body: unknown, status = 200): Response => HttpServerResponse.jsonUnsafe(body, { status })

export const problem = (status: number, title: string, detail: string): Response =>
  HttpServerResponse.text(JSON.stringify({ title, status, detail }), {
    status,
    contentType: "application/problem+json"
  })

export const unprocessable = (detail: string): Response => problem(422, "The body cannot be used", detail)

/** The same, with each piece that is wrong. */
export const invalid = (problems: ReadonlyArray<Invalid.Problem>): Response => {
  const detail = Invalid.inWords(problems)
  const body = { title: "The body cannot be used", status: 422, detail, errors: problems }
  return HttpServerResponse.text(JSON.stringify(body), { status: 422, contentType: "application/problem+json" })
}

/** What a request is told whose session cannot be had. */
export const noSession = ({ detail, status }: Refusal): Response => problem(status, "No such session", detail)

/** The JSON that was sent; an empty body is an empty object. */
export const sentJson = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest) {
  const text = yield* Effect.mapError(Wire.bodyOf(request), ({ detail, status }) =>
    problem(status, "The body cannot be read", detail)
  )
  if (text.trim() === "") return {}
  return yield* Effect.mapError(Effect.fromResult(JsonText.parse(text)), unprocessable)
})

/** The JSON that was sent, as what a route takes. */
export const sentAs = <A>(
  request: HttpServerRequest.HttpServerRequest,
  read: (json: unknown) => Result.Result<A, ReadonlyArray<Invalid.Problem>>
): Effect.Effect<A, Response> =>
  Effect.flatMap(sentJson(request), (sent) => Effect.mapError(Effect.fromResult(read(sent)), invalid))

/** Turns refusals that were raised on the way into the answer. */
export const orProblem: <R>(answer: Effect.Effect<Response, Response, R>) => Effect.Effect<Response, never, R> =
  Effect.catch(Effect.succeed)

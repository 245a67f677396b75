/**
 * Runs cases against a target, one request after the other, and says what became of each.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Contract from "./contract.ts"
import type { Ask, Case } from "./cases.ts"
import { contactOf } from "./laws.ts"
import type { Target } from "./targets.ts"
import { broken, kept, type Outcome, outcomeOf, unshown, type Verdict } from "./Verdict.ts"

const paths = new Map(
  Object.entries(Contract.document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map(({ operationId }) => [operationId, path] as const)
  )
)

const authorizationOf = (ask: Ask, target: Target): string | undefined => {
  if (ask.authorization !== undefined) return ask.authorization
  switch (ask.bearer) {
    case "none":
      return undefined
    case "key":
      return `Bearer ${Redacted.value(target.key)}`
    case "expired":
    case "forbidden":
      return `Bearer ${ask.bearer}`
  }
}

const requestOf = (ask: Ask, target: Target, contact: string): HttpClientRequest.HttpClientRequest => {
  const query = ask.query.replace("{contact}", contact).replace("{CONTACT}", contact.toUpperCase())
  const url = `${target.baseUrl}${paths.get(ask.operation) ?? ""}${query === "" ? "" : `?${query}`}`
  const authorization = authorizationOf(ask, target)
  const headers = {
    accept: "application/json",
    ...(authorization !== undefined && { authorization }),
    ...(ask.prefer !== undefined && { prefer: ask.prefer })
  }
  return ask.body === undefined
    ? HttpClientRequest.get(url, { headers })
    : HttpClientRequest.post(url, { headers }).pipe(HttpClientRequest.bodyText(ask.body.text, ask.body.type))
}

/** Sends one request; fails with why nothing came, in words that hold nothing of it. */
const send = (request: HttpClientRequest.HttpClientRequest, target: Target): Effect.Effect<Contract.Answer, string> =>
  Effect.gen(function* () {
    if (target.pace !== undefined) yield* Effect.sleep(target.pace)
    const response = yield* target.client.execute(request)
    const text = yield* response.text
    return { status: response.status, headers: response.headers, text }
  }).pipe(
    Effect.timeout("30 seconds"),
    Effect.provideService(HttpClient.TracerPropagationEnabled, false),
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual", credentials: "omit" }),
    Effect.mapError((error) =>
      HttpClientError.isHttpClientError(error)
        ? "the connection failed"
        : Cause.isTimeoutError(error)
          ? "no answer within 30 seconds"
          : "no answer"
    )
  )

const verdictOn = (given: Case, answers: ReadonlyArray<Contract.Answer>): Verdict => {
  for (const [index, answer] of answers.entries()) {
    const ask = given.asks[index]
    const which = answers.length === 1 ? "" : `answer ${index + 1}: `
    if (!given.statuses.includes(answer.status)) {
      return broken(`${which}status ${answer.status}, where ${given.statuses.join(" or ")} is due`)
    }
    const complaints = ask === undefined ? [] : Contract.judge(ask.operation, answer)
    if (complaints.length > 0) return broken(`${which}${complaints.slice(0, 3).join("; ")}`)
  }
  return given.law?.(answers) ?? kept
}

const check = Effect.fnUntraced(function* (given: Case, target: Target): Effect.fn.Return<Verdict> {
  if (target.readOnly === true && given.asks.some(({ body }) => body !== undefined)) {
    return unshown("it sends more than a GET")
  }
  const answers: Array<Contract.Answer> = []
  for (const ask of given.asks) {
    const [first] = answers
    const contact = first === undefined ? undefined : contactOf(first)
    if (/\{contact\}/i.test(ask.query) && contact === undefined) return unshown("the list is empty")
    const sent = yield* Effect.result(send(requestOf(ask, target, contact ?? ""), target))
    if (Result.isFailure(sent)) return broken(`answer ${answers.length + 1}: ${sent.failure}`)
    answers.push(sent.success)
  }
  return verdictOn(given, answers)
})

/** A case, and what became of it. */
export interface Judged {
  readonly name: string
  readonly outcome: Outcome
}

/** Runs the cases in order, and tells of each as soon as it is judged. */
export const run = (
  cases: ReadonlyArray<Case>,
  target: Target,
  tell: (judged: Judged) => Effect.Effect<void> = () => Effect.void
): Effect.Effect<ReadonlyArray<Judged>> =>
  Effect.forEach(cases, (given) =>
    Effect.gen(function* () {
      const verdict = yield* check(given, target)
      const judged = { name: given.name, outcome: outcomeOf(verdict, target.excuses[given.name]) }
      yield* tell(judged)
      return judged
    })
  )

/** Whether anything answers there at all. */
export const isReachable = (target: Target): Effect.Effect<boolean> =>
  send(HttpClientRequest.get(target.baseUrl), target).pipe(Effect.isSuccess)

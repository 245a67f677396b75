/**
 * The one retry loop: asks until there is an answer, or a reason to stop.
 *
 * `RetryPolicy` decides; here attempts are counted, tokens spent, waits waited, and a refused token renewed once.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Predicate from "effect/Predicate"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Listen } from "../../Listener.ts"
import type { Reason } from "../../PiggyError.ts"
import type * as RetryPolicy from "../../RetryPolicy.ts"
import * as RetryDecision from "./retryDecision.ts"
import { omitUndefined } from "../omitUndefined.ts"
import type { BearerSource } from "./bearer.ts"
import type { Checked } from "./clientOptions.ts"
import type { Failure, Send } from "./sendOnce.ts"

/** One GET. */
export interface JsonRequest {
  /** The call it serves, for the error, e.g. `Referrals.list`. */
  readonly operation: string
  /** What the rows of the list are called, in the plural, for messages and telemetry, e.g. `referrals`. */
  readonly noun?: string | undefined
  /** Under the base URL, with a leading slash. */
  readonly path: string
  readonly query: ReadonlyArray<readonly [string, string]>
  /** The page it asks for, for telemetry. */
  readonly page?: number | undefined
  /** Instead of the client's policy, option by option; the budget stays the client's. */
  readonly retry?: RetryPolicy.Options | undefined
  /** For all attempts and waits together. Default: no bound. */
  readonly deadline?: Duration.Input | undefined
}

/** A 2xx answer. */
export interface JsonAnswer {
  readonly status: number
  readonly body: unknown
  /** Rows under `data`, not looked into; 0 where there is none. */
  readonly items: number
  /** Requests sent for it, tries again included. */
  readonly attempts: number
}

// A contact's id is no business of a trace: a redacted value is sent as it is and recorded as `<redacted>`.
const redactIds = (query: JsonRequest["query"]): ReadonlyArray<readonly [string, string | Redacted.Redacted]> =>
  query.map(([name, value]) => [name, name.endsWith("_uuid") ? Redacted.make(value) : value])

const attemptAttributes = ({ page }: JsonRequest, attempts: number) =>
  omitUndefined({
    "piggy.attempt": attempts,
    "piggy.page": page,
    "http.request.resend_count": attempts === 1 ? undefined : attempts - 1
  })

const retryAfterOf = (reason: Reason): number | undefined =>
  "retryAfter" in reason && reason.retryAfter !== undefined ? Duration.toMillis(reason.retryAfter) : undefined

const countRows = (body: unknown): number =>
  Predicate.isObject(body) && Array.isArray(body["data"]) ? body["data"].length : 0

/** What the loop needs. */
export interface Parts {
  readonly checked: Checked
  readonly send: Send
  readonly tokens: BearerSource
}

/**
 * The loop of one client; its calls share the budget.
 *
 * @returns asks for `request` by `rules`, telling `listen` what it does and counting into `made` what it tries, so that
 *   who stops it knows
 */
export const make = ({ checked: { base, headers, policy }, send, tokens }: Parts) => {
  let budget = policy.budget

  const attempt = (request: JsonRequest, bearer: Redacted.Redacted, attempts: number) => {
    const token = Redacted.value(bearer)
    const authorized = { ...headers, authorization: `Bearer ${token}` }
    return send(
      HttpClientRequest.get(`${base.prefix}${request.path}`, {
        urlParams: redactIds(request.query),
        headers: authorized
      }),
      [token, ...tokens.secrets],
      () => attemptAttributes(request, attempts)
    )
  }

  return Effect.fnUntraced(function* (
    request: JsonRequest,
    rules: RetryDecision.RetryPolicy,
    made: { attempts: number },
    listen: Listen
  ): Effect.fn.Return<JsonAnswer, Reason> {
    const { operation } = request
    let extra = 0
    while (true) {
      made.attempts++
      const bearer = yield* Effect.result(tokens.bearer)
      const outcome = Result.isFailure(bearer)
        ? Result.fail<Failure>({ reason: bearer.failure, isFinal: false })
        : yield* Effect.result(attempt(request, bearer.success, made.attempts))
      if (Result.isSuccess(bearer)) {
        yield* listen({ _tag: "Requested", outcome: Result.isSuccess(outcome) ? "ok" : outcome.failure.reason._tag })
      }
      if (Result.isSuccess(outcome)) {
        budget = Math.min(policy.budget, budget + rules.successCredit)
        const { body, status } = outcome.success
        return { body, status, items: countRows(body), attempts: made.attempts }
      }
      const { isFinal, reason } = outcome.failure
      const failed = { operation, attempt: made.attempts, reason: reason._tag }
      if (reason._tag === "Unauthorized" && extra === 0 && Result.isSuccess(bearer)) {
        if (yield* tokens.renew(bearer.success)) {
          extra = 1
          yield* listen({ _tag: "Retrying", ...failed, wait: 0 })
          continue
        }
      }
      const decision = RetryDecision.decide(
        rules,
        {
          isRetryable: reason.isRetryable && !isFinal,
          timedOut: reason._tag === "TimedOut",
          retryAfter: retryAfterOf(reason)
        },
        { attempts: made.attempts, extra, tokens: budget },
        yield* Random.next
      )
      if (!decision.again) {
        yield* listen({ _tag: "GaveUp", ...failed, because: decision.because })
        return yield* Effect.fail(reason)
      }
      budget -= decision.cost
      yield* listen({ _tag: "Retrying", ...failed, wait: decision.delay })
      yield* Effect.sleep(decision.delay)
    }
  })
}

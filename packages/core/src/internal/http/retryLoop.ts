/**
 * The one retry loop: sends a request until it is answered, or there is a reason to stop.
 *
 * `retryDecision` decides about failures, `paceGate` about refusals. The loop counts attempts, spends the retry budget,
 * waits, and renews a refused token once.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Predicate from "effect/Predicate"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Listen } from "../../Telemetry.ts"
import type { Reason } from "../../PiggyError.ts"
import type * as RetryPolicy from "../../RetryPolicy.ts"
import * as RetryDecision from "./retryDecision.ts"
import { omitUndefined } from "../omitUndefined.ts"
import type { BearerSource } from "./bearer.ts"
import type { Checked } from "./clientOptions.ts"
import * as Deadline from "./deadline.ts"
import { monotonicNow } from "./monotonicNow.ts"
import * as PaceGate from "./paceGate.ts"
import type { Failure, Send } from "./sendRequest.ts"

/** One GET. */
export interface JsonRequest {
  /** The call that it belongs to, for errors, e.g. `Referrals.list`. */
  readonly operation: string
  /** What the rows of the list are called, in the plural, for messages and telemetry, e.g. `referrals`. */
  readonly noun?: string | undefined
  /** Under the base URL, with a leading slash. */
  readonly path: string
  readonly query: ReadonlyArray<readonly [string, string]>
  /** The page it asks for, for telemetry. */
  readonly page?: number | undefined
  /** Overrides options of the client's policy; the budget stays the client's. */
  readonly retry?: RetryPolicy.Options | undefined
  /** The time for all attempts and waits together. Default: no limit. */
  readonly deadline?: Duration.Input | undefined
  /** Called before each request that is sent, retries included. */
  readonly onRequest?: (() => void) | undefined
}

/** A 2xx answer. */
export interface JsonAnswer {
  readonly status: number
  readonly body: unknown
  /** How many rows `data` has; 0 if there is no `data`. */
  readonly items: number
  /** Requests sent for it, retries included. */
  readonly attempts: number
}

// Whom or what a list is filtered by is no business of a trace: a redacted value is sent as it is, and not recorded.
const redactFilter = (query: JsonRequest["query"]): ReadonlyArray<readonly [string, string | Redacted.Redacted]> =>
  query.map(([name, value]) => [name, name === "limit" || name === "page" ? value : Redacted.make(value)])

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

/** One call; run it once. Its counters can also be read after an interruption. */
export interface Call {
  readonly answer: Effect.Effect<JsonAnswer, Reason>
  /** Requests sent so far. */
  readonly attempts: () => number
  /** Whether there was no further attempt only because the retry budget is used up. */
  readonly isOutOfBudget: () => boolean
}

/**
 * The loop of one client; its calls share the pace and the budget.
 *
 * @returns a function that makes a call: it sends `request`, retries by `rules`, and reports to `listen`
 */
export const make = ({ checked: { base, headers, policy }, send, tokens }: Parts) => {
  const pass = PaceGate.make()
  let budget = policy.budget

  const attempt = (request: JsonRequest, bearer: Redacted.Redacted, attempts: number) => {
    const token = Redacted.value(bearer)
    const authorized = { ...headers, authorization: `Bearer ${token}` }
    return send(
      HttpClientRequest.get(`${base.prefix}${request.path}`, {
        urlParams: redactFilter(request.query),
        headers: authorized
      }),
      [token, ...tokens.secrets],
      () => attemptAttributes(request, attempts)
    )
  }

  return (request: JsonRequest, rules: RetryDecision.RetryPolicy, listen: Listen): Call => {
    let sent = 0
    let isOutOfBudget = false
    const answer = Effect.gen(function* () {
      const { operation, page } = request
      const clock = yield* Clock.Clock
      const endsAt = yield* Deadline.EndsAt
      const visit: PaceGate.Visit = {
        longestWait: rules.retryAfterCap,
        endsAt,
        onSend: () => {
          sent++
          request.onRequest?.()
        },
        onWait: (wait) => listen({ _tag: "Waiting", operation, page, wait })
      }
      // Attempts, and those of them that count towards the policy's.
      let attempts = 0
      let counted = 0
      let extra = 0
      let bearer: Redacted.Redacted | undefined
      const once = Effect.suspend(() => {
        attempts++
        bearer = undefined
        return Effect.matchEffect(tokens.bearer, {
          onFailure: (reason) => {
            sent++
            return Effect.fail<Failure>({ reason, isFinal: false })
          },
          onSuccess: (token) => {
            bearer = token
            return attempt(request, token, attempts)
          }
        })
      })
      while (true) {
        const passed = yield* Effect.result(pass(visit, attempts > 0, once))
        const failed = (reason: Reason) => ({ operation, attempt: attempts, reason: reason._tag })
        if (Result.isFailure(passed)) {
          const { because, reason } = passed.failure
          yield* listen({ _tag: "GaveUp", ...failed(reason), because })
          return yield* Effect.fail(reason)
        }
        const { change, gaveUp, opensIn, outcome, perSecond, signal } = passed.success
        if (bearer !== undefined) {
          yield* listen({ _tag: "Requested", outcome: Result.isSuccess(outcome) ? "ok" : outcome.failure.reason._tag })
        }
        if (change !== undefined) yield* listen({ _tag: change, opensIn, perSecond })
        if (Result.isSuccess(outcome)) {
          budget = Math.min(policy.budget, budget + rules.successCredit)
          const { body, status } = outcome.success
          return { body, status, items: countRows(body), attempts: sent }
        }
        const { isFinal, reason } = outcome.failure
        if (signal._tag === "Refused") {
          // The gate delays the next request, or says why it cannot. With `attempts: 1` there is no next request.
          if (!gaveUp && rules.attempts > 1) {
            yield* listen({ _tag: "Retrying", ...failed(reason), wait: opensIn })
            continue
          }
          yield* listen({ _tag: "GaveUp", ...failed(reason), because: gaveUp ? "refusals" : "attempts" })
          return yield* Effect.fail(reason)
        }
        counted++
        if (reason._tag === "Unauthorized" && extra === 0 && bearer !== undefined) {
          if (yield* tokens.renew(bearer)) {
            extra = 1
            yield* listen({ _tag: "Retrying", ...failed(reason), wait: 0 })
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
          { attempts: counted, extra, tokens: budget, timeLeft: endsAt - monotonicNow(clock) },
          yield* Random.next
        )
        if (!decision.again) {
          isOutOfBudget = decision.because === "budget"
          yield* listen({ _tag: "GaveUp", ...failed(reason), because: decision.because })
          return yield* Effect.fail(reason)
        }
        budget -= decision.cost
        yield* listen({ _tag: "Retrying", ...failed(reason), wait: decision.delay })
        yield* Effect.sleep(decision.delay)
      }
    })
    return { answer, attempts: () => sent, isOutOfBudget: () => isOutOfBudget }
  }
}

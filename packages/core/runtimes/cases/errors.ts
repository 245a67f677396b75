/**
 * Every reason for which a call can fail, met over a real connection.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Credentials, type PiggyClient, type PiggyError, RetryPolicy } from "@effect-piggy/core"
import { type Case, playing, same, type Service, using, type World } from "./world.ts"

interface Failure {
  readonly name: string
  readonly options: (world: World) => Omit<Partial<PiggyClient.Options>, "baseUrl"> & { readonly baseUrl: string }
  /** Default: one page. */
  readonly call?: (referrals: Service) => Effect.Effect<unknown, PiggyError.PiggyError>
  readonly reason: PiggyError.Reason["_tag"]
  /** Requests that were sent. */
  readonly attempts: number
  /** Something else that must hold of the reason. */
  readonly also?: (reason: PiggyError.Reason) => boolean
}

const onMock =
  (scenario: object, more: Partial<PiggyClient.Options> = {}) =>
  ({ mock }: World) => ({ ...more, baseUrl: mock, transformClient: playing(scenario) })

const asBearer =
  (key: string) =>
  ({ mock }: World) => ({ baseUrl: mock, credentials: Credentials.apiKey(Redacted.make(key)) })

const failures: ReadonlyArray<Failure> = [
  {
    name: "a value refused before any request",
    options: onMock({}),
    call: (referrals) => referrals.list({ limit: 101 }),
    reason: "InvalidInput",
    attempts: 0,
    also: (reason) => reason._tag === "InvalidInput" && reason.origin === "client"
  },
  {
    name: "a value refused by the API",
    options: onMock({ pastEnd: "invalidInput" }),
    call: (referrals) => referrals.list({ page: 1000, limit: 100 }),
    reason: "InvalidInput",
    attempts: 1,
    also: (reason) => reason._tag === "InvalidInput" && reason.origin === "server"
  },
  { name: "401", options: asBearer("expired"), reason: "Unauthorized", attempts: 1 },
  { name: "403", options: asBearer("forbidden"), reason: "Forbidden", attempts: 1 },
  { name: "404", options: onMock({ errors: { status: 404 } }), reason: "NotFound", attempts: 1 },
  {
    name: "a client secret that is refused",
    options: ({ mock }) => ({
      baseUrl: mock,
      credentials: Credentials.clientCredentials({ clientId: 1, clientSecret: Redacted.make("wrong") })
    }),
    reason: "CredentialsRejected",
    attempts: 1
  },
  {
    name: "429 with a Retry-After beyond the cap",
    options: onMock({ errors: { status: 429, retryAfter: 600 } }),
    reason: "RateLimited",
    attempts: 1,
    also: (reason) => reason._tag === "RateLimited" && reason.retryAfter !== undefined
  },
  {
    name: "503",
    options: onMock({ errors: { status: 503 } }, { retry: RetryPolicy.none }),
    reason: "Maintenance",
    attempts: 1
  },
  { name: "502 from a gateway", options: onMock({ errors: { status: 502 } }), reason: "ServerFailure", attempts: 3 },
  {
    name: "a redirect, which is not followed",
    options: ({ home }) => ({ baseUrl: `${home}/redirect` }),
    reason: "UnexpectedStatus",
    attempts: 1
  },
  {
    name: "a connection that is refused",
    options: ({ refused }) => ({ baseUrl: refused }),
    reason: "Unreachable",
    attempts: 3
  },
  {
    name: "a connection that is reset",
    options: onMock({ connection: { reset: 1 } }),
    reason: "Unreachable",
    attempts: 3
  },
  {
    name: "a body that breaks off",
    options: onMock({ connection: { truncated: 1 } }),
    reason: "Unreachable",
    attempts: 3
  },
  {
    name: "an answer that takes too long",
    options: onMock({ latency: 60_000 }, { timeout: "50 millis" }),
    reason: "TimedOut",
    attempts: 3
  },
  {
    name: "a body that takes too long",
    options: onMock({ connection: { slow: 1, duration: 60_000 } }, { timeout: "50 millis" }),
    reason: "TimedOut",
    attempts: 3
  },
  {
    name: "a call that takes too long",
    options: onMock({ latency: 60_000 }),
    call: (referrals) => referrals.list({}, { deadline: "50 millis" }),
    reason: "TimedOut",
    attempts: 1,
    also: (reason) => reason._tag === "TimedOut" && reason.limit === "deadline"
  },
  { name: "a body that is too large", options: onMock({}, { maxBodyBytes: 100 }), reason: "BodyTooLarge", attempts: 1 },
  {
    name: "JSON that is cut short",
    options: ({ home }) => ({ baseUrl: `${home}/cut-json` }),
    reason: "MalformedResponse",
    attempts: 1
  },
  {
    name: "a list that does not end",
    options: onMock({ paging: "ignored" }),
    call: (referrals) => referrals.collect({}, { concurrency: 1 }),
    reason: "PaginationStalled",
    attempts: 4
  },
  {
    name: "a list that ends without proof",
    options: onMock({ paging: "ignored", limitClamp: 30 }),
    call: (referrals) => referrals.collect({}, { requireComplete: true, concurrency: 1 }),
    reason: "Incomplete",
    attempts: 2
  }
]

const toCase = ({ also, attempts, call, name, options, reason }: Failure): Case => ({
  name: `\`${reason}\`: ${name}`,
  run: (world) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(using(options(world), call ?? ((referrals) => referrals.list({ limit: 100 }))))
      yield* same("reason and attempts", [error.reason._tag, error.attempts], [reason, attempts])
      yield* same(error.message, also?.(error.reason) ?? true, true)
    })
})

/** Printers that a runtime hands out; where there is none, the stack is what its console shows. */
const Printer = Schema.Struct({
  inspect: Schema.declare((input): input is (value: unknown) => string => Predicate.isFunction(input))
})
const printed = (error: Error): ReadonlyArray<string> => {
  const printers = [Reflect.get(globalThis, "Bun"), Reflect.get(globalThis, "Deno")].filter(Schema.is(Printer))
  return [error.stack ?? "", ...printers.flatMap(({ inspect }) => [inspect(error), inspect({ cause: error })])]
}

const secret = "a-key-that-nobody-may-see"

/** An error in the hands of somebody who prints it, sends it on or writes it down. */
const shown: Case = {
  name: "an error keeps its message, and nothing secret, when it is printed, cloned or turned into JSON",
  run: ({ mock }) =>
    Effect.gen(function* () {
      const options = {
        baseUrl: mock,
        credentials: Credentials.apiKey(Redacted.make(secret)),
        transformClient: playing({ errors: { status: 404 } })
      }
      const error = yield* Effect.flip(using(options, (referrals) => referrals.list()))
      const { message } = error
      const json = JSON.stringify(error)
      const texts = printed(error)
      for (const text of texts) yield* same(text, text.includes(message), true)
      yield* same("begins with its name and message", texts[0]?.startsWith(`PiggyError: ${message}`), true)
      yield* same("clone", structuredClone(error).message, message)
      yield* same("JSON", Object.entries(JSON.parse(json)).slice(0, 2), [
        ["message", message],
        ["_tag", "PiggyError"]
      ])
      for (const text of [...texts, json]) yield* same("no secret", text.includes(secret), false)
    })
}

export const cases: ReadonlyArray<Case> = [
  ...failures.map(toCase),
  shown,
  {
    name: "`MalformedResponse`, or `Unreachable` where the platform gives no reason: gzip that is not gzip",
    run: ({ home }) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(using({ baseUrl: `${home}/no-gzip` }, (referrals) => referrals.list()))
        yield* same(error.message, ["MalformedResponse", "Unreachable"].includes(error.reason._tag), true)
      })
  },
  {
    name: "a 429 is waited for as Retry-After asks, and then it works",
    run: ({ mock }) =>
      using({ baseUrl: mock, transformClient: playing({ errors: { status: 429, retryAfter: 1 } }, 1) }, (referrals) =>
        Effect.gen(function* () {
          const begun = yield* Clock.currentTimeMillis
          const { data } = yield* referrals.list({ limit: 5 })
          const waited = (yield* Clock.currentTimeMillis) - begun
          yield* same("count", data.length, 5)
          yield* same(`waited ${waited} ms`, waited >= 990, true)
        })
      )
  }
]

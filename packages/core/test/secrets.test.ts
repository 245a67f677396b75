/**
 * Every way to fail, with a credential and emails planted in what the server writes and in what is sent.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { inspect } from "node:util"
import { Credentials, type PiggyClient, PiggyError, Referrals } from "@effect-piggy/core"
import { api, inTestTime, layerOf, type Outcome, status } from "./requests.ts"
import { capture } from "./signals.ts"

const key = "pk-planted-6f1c0d9e8b7a"
const secret = "cs-planted-0a9b8c7d6e5f"
const email = "jane.planted@example.eu"
const contact = "9b1e0a52-70f4-4c0e-9d55-5c3f8f3f1c11"

const planted = { key, secret, email, "local part": "jane.planted", contact }

// What a server may write to shame its client: the header it was sent, and the rows it has.
const gossip = `Bearer ${key} of ${email} (jane.planted%40example.eu) and ${contact}: ${encodeURIComponent(key)}`
const gossipOfSecret = `${gossip} {"client_secret":"${secret}"}`

const envelope = (code?: number, message = gossip) => ({
  ...(code === undefined ? {} : { code }),
  message,
  errors: { [email]: [message], referring_contact_uuid: message }
})

const row = (more: object = {}) => ({
  uuid: "r-1",
  referring_contact: { uuid: contact, email },
  referred_contact: { uuid: contact, email },
  status: "completed",
  ...more
})

const headers = { "x-request-id": `id-${key}`, "retry-after": email, location: `https://${key}@example.eu/` }

const credentials = Credentials.clientCredentials({ clientId: 7, clientSecret: Redacted.make(secret) })

class Gossip extends Schema.TaggedError<Gossip>()("Gossip", { message: Schema.String, request: Schema.Unknown }) {}

interface Path {
  readonly answer: (path: string) => Outcome
  readonly options?: Partial<PiggyClient.Options>
  readonly filter?: object
  readonly collect?: Referrals.CollectOptions
}

const paths: Readonly<Record<string, Path>> = {
  "InvalidInput of a filter": { answer: () => status(200), filter: { referring_contact_uuid: email } },
  "InvalidInput of a field": { answer: () => status(200), filter: { [email]: key } },
  "InvalidInput of the server": { answer: () => status(400, headers, envelope(1003)) },
  "InvalidInput by its fields": { answer: () => status(422, headers, envelope()) },
  Unauthorized: { answer: () => status(401, headers, envelope()) },
  Forbidden: { answer: () => status(403, headers, envelope(7011)) },
  NotFound: { answer: () => status(404, headers, envelope(55031)) },
  "CredentialsRejected by the token endpoint": {
    answer: () => status(401, {}, envelope(undefined, `{"client_secret":"${secret}"} of ${email}`)),
    options: { credentials }
  },
  "InvalidInput after a token": {
    answer: (path) =>
      path === "/oauth/token"
        ? status(200, {}, { access_token: key, expires_in: 60 })
        : status(400, headers, envelope(1003, gossipOfSecret)),
    options: { credentials }
  },
  "CredentialsRejected by an effect": {
    answer: () => status(200),
    options: {
      credentials: Credentials.accessToken(
        Effect.suspend(() => Effect.fail(new Gossip({ message: gossip, request: gossip })))
      )
    }
  },
  RateLimited: { answer: () => status(429, headers, envelope()) },
  Maintenance: { answer: () => status(503, headers, envelope()) },
  ServerFailure: { answer: () => status(500, headers, envelope(1000)) },
  UnexpectedStatus: { answer: () => new Response(gossip, { status: 418, headers }) },
  "UnexpectedStatus of a redirect": {
    answer: () => status(302, { location: `https://example.eu/${contact}` }, gossip)
  },
  Unreachable: { answer: () => "reset" },
  "Unreachable by the user's own layer": {
    answer: () => status(200),
    options: {
      transformClient: HttpClient.transform((_, request) => Effect.fail(new Gossip({ message: gossip, request })))
    }
  },
  TimedOut: { answer: () => "stall", options: { timeout: 1000 } },
  BodyTooLarge: { answer: () => new Response(gossip.repeat(100)), options: { maxBodyBytes: 1000 } },
  "MalformedResponse that is no JSON": {
    answer: () => new Response(gossip, { headers: { "content-type": email } })
  },
  "MalformedResponse that is cut short": {
    answer: () => new Response(JSON.stringify({ data: [row()] }).slice(0, -9))
  },
  "MalformedResponse in a row": { answer: () => status(200, {}, { data: [row({ uuid: { [email]: email } })] }) },
  "MalformedResponse in a contact": {
    answer: () => status(200, {}, { data: [row({ referred_contact: { uuid: contact, email: [email, key] } })] })
  },
  "MalformedResponse of a token": {
    answer: () => status(200, {}, { access_token: `${gossipOfSecret}\n`, expires_in: email }),
    options: { credentials }
  },
  "MalformedResponse without data": { answer: () => status(200, {}, { [email]: gossip }) },
  Incomplete: {
    answer: () => status(200, {}, { data: [row()] }),
    collect: { requireComplete: true, maxPages: 1 }
  },
  PaginationStalled: {
    answer: () => status(200, {}, { data: Array.from({ length: 100 }, (_, n) => row({ uuid: `r-${n}` })) }),
    collect: { pageSize: 100, concurrency: 1 }
  }
}

const textOf = (exit: Exit.Exit<unknown, PiggyError.PiggyError>): string => {
  const error = Option.getOrUndefined(Exit.findErrorOption(exit))
  return [
    Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "",
    inspect(exit, { depth: 12 }),
    inspect(error, { depth: 12, showHidden: true }),
    inspect(error?.reason, { depth: 12, showHidden: true }),
    JSON.stringify(exit),
    JSON.stringify(error),
    error?.stack,
    error?.reason.stack,
    String(error),
    error?.message,
    JSON.stringify(error === undefined ? "" : Schema.encodeSync(Schema.toCodecJson(PiggyError.PiggyError))(error))
  ].join("\n")
}

const seen = new Set<string>()

describe("a failure says nothing of credentials and people", () => {
  for (const [name, path] of Object.entries(paths)) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const { answer, collect, filter, options } = path
        const signals = capture()
        const { client } = api((request) => answer(request.path))
        const exit = yield* inTestTime(
          Effect.exit(
            Effect.flatMap(Referrals.Referrals, (referrals) =>
              referrals.collect(filter ?? { referring_contact_uuid: contact }, collect)
            )
          ).pipe(
            Effect.provide(
              Layer.provide(
                Referrals.layer,
                layerOf(client, { credentials: Credentials.apiKey(Redacted.make(key)), ...options })
              )
            ),
            Effect.provide(signals.layer)
          ),
          500
        )
        const error = Option.getOrThrow(Exit.findErrorOption(exit))
        assert.strictEqual(error.reason._tag, name.split(" ", 1)[0])
        seen.add(error.reason._tag)
        // Where to go on holds the filter and the ids of rows by design: it is the caller's own data, and no text.
        const told = Exit.fail(
          new PiggyError.PiggyError({ operation: error.operation, reason: error.reason, attempts: error.attempts })
        )
        const failure = [
          textOf(told),
          error.message,
          error.stack,
          Exit.isFailure(exit) ? Cause.pretty(exit.cause) : ""
        ].join("\n")
        for (const [what, value] of Object.entries(planted)) {
          assert.notInclude(failure, value, `${what} in the error`)
          assert.notInclude(signals.exported(), value, `${what} in the signals`)
        }
        // With the checkpoint, in the error and in the spans that hold it, there is still no email and no credential.
        for (const value of [key, secret, email, "jane.planted"]) {
          assert.notInclude(textOf(exit), value)
          assert.notInclude(signals.held(), value)
        }
        assert.isAbove(signals.spans.length + (error.attempts === 0 ? 1 : 0), 0)
      })
    )
  }

  it("and that is every reason there is", () => {
    assert.deepStrictEqual(
      [...seen].toSorted(),
      PiggyError.Reason.members.map((member) => member.identifier).toSorted()
    )
  })
})

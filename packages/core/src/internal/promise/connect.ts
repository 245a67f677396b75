/**
 * The client that the calls of a program without Effect share: its options, and its `fetch`.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as PiggyClient from "../../PiggyClient.ts"
import { type PiggyError } from "../../PiggyError.ts"
import { invalidInput } from "../http/callFailure.ts"
import * as CheckOptions from "../checkOptions.ts"
import * as ClientOptions from "../http/clientOptions.ts"
import * as Credentials from "./credentials.ts"
import * as Rejection from "./rejection.ts"

/** How to reach the API. */
export interface Options extends Omit<ClientOptions.Options, "credentials"> {
  /** An API key, a function that returns an access token, or OAuth client credentials. */
  readonly credentials: Credentials.Credentials
  /** The `fetch` to use; default the platform's, as it is at the time of each request. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

const rules: CheckOptions.Rules = {
  ...ClientOptions.rules,
  credentials: CheckOptions.checkedElsewhere,
  fetch: CheckOptions.callback
}

// Looked up at each request: instrumentation and fakes may replace it after a client was made.
const platformFetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request)

/** What is wrong with the options that the core does not check; otherwise the client over `fetch`. */
const read = (
  options: Options
): Result.Result<Layer.Layer<PiggyClient.PiggyClient, PiggyError>, CheckOptions.Refusal> => {
  const unread = ClientOptions.unreadable(options)
  if (unread !== undefined) return Result.fail(unread)
  const { credentials: given, fetch = platformFetch, ...rest } = options
  const credentials = Credentials.read(given)
  const refused = CheckOptions.refuseIfAny({
    ...CheckOptions.problemsOf(options, rules),
    ...(Result.isFailure(credentials) ? credentials.failure : {})
  })
  return Result.andThen(refused, () =>
    Result.mapBoth(credentials, {
      onFailure: (errors) => ({ message: Object.values(errors).flat().join("; "), errors }),
      onSuccess: (checked) =>
        PiggyClient.layer({ ...rest, credentials: checked }).pipe(
          Layer.provide(FetchHttpClient.layer),
          Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))
        )
    })
  )
}

/**
 * Builds the client. Its errors name the function that the user called.
 *
 * @param scope closing it releases what the client holds
 */
export const connect = (
  operation: string,
  options: Options,
  scope: Scope.Scope
): Effect.Effect<Context.Context<PiggyClient.PiggyClient>, PiggyError> =>
  Effect.suspend(() => Effect.fromResult(read(options))).pipe(
    Effect.mapError(({ errors, message }) => invalidInput(operation, message, errors)),
    Effect.flatMap((layer) => Effect.mapError(Layer.buildWithScope(layer, scope), Rejection.ofMaker(operation)))
  )

/**
 * Whose limit an account keeps to.
 */
import { FakePiggy } from "@effect-piggy/core/testing"
import { Referrals } from "@effect-piggy/core"
import { AccountClient, type Account } from "@effect-piggy/sync"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as HttpClient from "effect/http/HttpClient"
import * as RateLimiter from "effect/persistence/RateLimiter"

const limit = { requests: 5, window: 1 }
const baseUrl = "http://127.0.0.1:4010"
const env = { FIRST: "key-of-cafe", AGAIN: "key-of-cafe", OTHER: "key-of-bakery", ID: "7", SECRET: "secret-of-kiosk" }

/** The limiter's key of an account's requests. */
const keyOf = Effect.fnUntraced(function* (account: Omit<Account.Account, "limit">) {
  const keys: Array<string> = []
  // The fake gives no token: asking for one was limited too.
  yield* Effect.flatMap(Referrals.Referrals, ({ list }) => Effect.exit(list({}))).pipe(
    Effect.provide(AccountClient.layer({ ...account, limit })),
    Effect.provide(RateLimiter.layer),
    Effect.provideService(RateLimiter.RateLimiterStore, {
      fixedWindow: ({ key }) =>
        Effect.as(
          Effect.sync(() => keys.push(key)),
          [1, 0] as const
        ),
      tokenBucket: () => Effect.die("unused"),
      adaptiveConsume: () => Effect.succeed({ delay: Duration.zero, epoch: 0, phase: "inactive" as const }),
      adaptiveFeedback: () => Effect.void
    }),
    Effect.provideService(HttpClient.HttpClient, FakePiggy.make({ referrals: 3 }).client),
    Effect.provide(FileSystem.layerNoop({ readFileString: () => Effect.succeed("key-of-cafe\n") })),
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
  )
  return [...new Set(keys)].join()
})

describe("a limit", () => {
  it.effect("is shared by the accounts of one credential, wherever it is kept, and by no others", () =>
    Effect.gen(function* () {
      const cafe = yield* keyOf({ name: "cafe", apiKeyEnv: "FIRST", baseUrl })
      assert.strictEqual(yield* keyOf({ name: "completed", apiKeyEnv: "AGAIN", baseUrl }), cafe)
      assert.strictEqual(yield* keyOf({ name: "pending", apiKeyFile: "/run/secrets/cafe", baseUrl }), cafe)
      const others = [
        yield* keyOf({ name: "bakery", apiKeyEnv: "OTHER", baseUrl }),
        yield* keyOf({ name: "kiosk", clientIdEnv: "ID", clientSecretEnv: "SECRET", baseUrl }),
        yield* keyOf({ name: "elsewhere", apiKeyEnv: "FIRST", baseUrl: "http://127.0.0.1:4011" })
      ]
      assert.strictEqual(new Set([cafe, ...others]).size, 4)
      for (const key of [cafe, ...others]) assert.match(key, /^piggy-sync\/[\da-f]{32}$/)
    })
  )
})

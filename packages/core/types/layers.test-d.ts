import { describe, expectTypeOf, it } from "vitest"
import type * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Credentials, PiggyClient, type PiggyError, Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"

const credentials = Credentials.apiKey(Redacted.make("key"))
const program = Effect.flatMap(Referrals.Referrals, (referrals) => referrals.collect())

describe("the layers", () => {
  it("say what they need and how building them can fail", () => {
    expectTypeOf(Referrals.layer).toEqualTypeOf<Layer.Layer<Referrals.Referrals, never, PiggyClient.PiggyClient>>()
    expectTypeOf(PiggyClient.layer({ credentials })).toEqualTypeOf<
      Layer.Layer<PiggyClient.PiggyClient, PiggyError.PiggyError, HttpClient.HttpClient>
    >()
    expectTypeOf(PiggyClient.layerConfig()).toEqualTypeOf<
      Layer.Layer<PiggyClient.PiggyClient, PiggyError.PiggyError | Config.ConfigError, HttpClient.HttpClient>
    >()
    expectTypeOf(FakePiggy.layer()).toEqualTypeOf<Layer.Layer<FakePiggy.FakePiggy | HttpClient.HttpClient>>()
  })

  it("together leave nothing to provide, and one that is forgotten does not compile", () => {
    const Client = PiggyClient.layer({ credentials })
    const Live = Referrals.layer.pipe(Layer.provide(Client), Layer.provide(FetchHttpClient.layer))
    expectTypeOf<Effect.Services<typeof program>>().toEqualTypeOf<Referrals.Referrals>()
    const ready = program.pipe(Effect.provide(Live))
    expectTypeOf<Effect.Services<typeof ready>>().toEqualTypeOf<never>()
    // @ts-expect-error -- no HttpClient is provided
    Effect.runFork(program.pipe(Effect.provide(Referrals.layer), Effect.provide(Client)))
  })
})

describe("the options of a client", () => {
  it("need credentials, of which a bare string is none", () => {
    // @ts-expect-error -- who asks must be said
    PiggyClient.layer({})
    // @ts-expect-error -- a string could be printed: wrap it with Redacted.make and Credentials.apiKey
    PiggyClient.layer({ credentials: "key" })
  })

  it("take what Effect does to clients as `transformClient`", () => {
    PiggyClient.layer({ credentials, transformClient: HttpClient.mapRequest((request) => request) })
    PiggyClient.layer({ credentials, transformClient: HttpClient.filterStatusOk })
    PiggyClient.layer({ credentials, timeout: "10 seconds", retry: { baseDelay: 100 } })
  })
})

/**
 * A runner as a program: database, accounts file, limiter, health and telemetry put together.
 */
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import { Telemetry } from "@effect-piggy/core"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Otlp from "effect/observability/Otlp"
import * as Option from "effect/Option"
import * as RateLimiter from "effect/persistence/RateLimiter"
import * as Ref from "effect/Ref"
import * as References from "effect/References"
import * as Stream from "effect/Stream"
import * as AccountsFile from "./AccountsFile.ts"
import * as Database from "./Database.ts"
import type { Address } from "./Engine.ts"
import * as Health from "./Health.ts"
import * as Heap from "./Heap.ts"
import * as Runner from "./Runner.ts"
import * as RunnerWatch from "./RunnerWatch.ts"
import * as Status from "./Status.ts"
import * as Syncs from "./Syncs.ts"
import * as Tables from "./Tables.ts"

/** What a runner is told. */
export interface Options extends Omit<Runner.Options<never, never>, "accounts"> {
  /** `sqlite:PATH` or `postgres://…`. */
  readonly database: string
  /** Path of the accounts file, YAML or JSON. */
  readonly accounts: string
  /** Where `/healthz` and `/readyz` are answered; nowhere by default. */
  readonly health?: Address | undefined
  /** A Redis that keeps the accounts' limits for all who use the keys; by default each runner keeps its own. */
  readonly redis?: string | undefined
}

const limiter = (redis: string | undefined) =>
  RateLimiter.layer.pipe(
    Layer.provide(
      redis === undefined
        ? RateLimiter.layerStoreMemory
        : RateLimiter.layerStoreRedis({ prefix: "piggy-sync:" }).pipe(Layer.provide(NodeRedis.layer({ url: redis })))
    )
  )

/** Spans, metrics and logs to an OpenTelemetry collector, where the environment names one; elsewhere no spans are made. */
const exporter = Layer.unwrap(
  Effect.map(Config.option(Config.String("OTEL_EXPORTER_OTLP_ENDPOINT")), (endpoint) =>
    Option.match(endpoint, {
      onNone: () => Layer.succeed(References.TracerEnabled, false),
      onSome: (baseUrl) =>
        Layer.provideMerge(
          Telemetry.layer,
          Otlp.layerJson({
            baseUrl,
            resource: { serviceName: "piggy-sync" },
            loggerMergeWithExisting: true,
            metricsExportInterval: "5 seconds",
            tracerExportInterval: "2 seconds",
            shutdownTimeout: "2 seconds"
          })
        )
    })
  )
).pipe(Layer.provide(FetchHttpClient.layer))

/** Runs a runner until its sync has ended. @returns how it ended */
export const run = (options: Options, started: (name: string) => Effect.Effect<void> = () => Effect.void) => {
  const { address } = options
  const applicationName = address === undefined ? undefined : RunnerWatch.sessionName(address)
  return Effect.gen(function* () {
    const { accounts: path, health, ...runner } = options
    yield* Heap.keepSmall
    // Read at once, so that a mistake in it ends the command; and anew when giving out begins on this runner.
    yield* AccountsFile.read(path)
    const accounts = Stream.unwrap(Effect.map(AccountsFile.read(path), Stream.fromIterable))
    const takesPart = yield* Ref.make(false)
    if (health !== undefined) yield* Health.serve(health, takesPart)
    yield* Effect.addFinalizer(() => Ref.set(takesPart, false))
    return yield* Runner.sync({ ...runner, accounts }, (name) =>
      Effect.andThen(Ref.set(takesPart, true), started(name))
    )
  }).pipe(
    Effect.scoped,
    Effect.provide(
      Layer.mergeAll(
        limiter(options.redis),
        FetchHttpClient.layer,
        Database.layerFromText(options.database, { applicationName })
      ).pipe(Layer.provideMerge(exporter))
    )
  )
}

/**
 * How the newest sync of a database stands, or the one that is named; undefined where there is none. Makes neither a file
 * nor tables.
 */
export const status = (database: string, asked?: string) =>
  Effect.gen(function* () {
    if (!(yield* Tables.exist)) return undefined
    yield* Tables.migrate
    const name = asked ?? (yield* Status.newest)
    return name !== undefined && (yield* Syncs.isKnown(name)) ? yield* Status.of(name) : undefined
  }).pipe(Effect.provide(Database.layerOfExisting(database)))

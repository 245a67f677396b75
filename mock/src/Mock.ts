/**
 * A mock without a port: its sessions, and the app that answers requests for them.
 */
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import type * as Scope from "effect/Scope"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import * as BasePath from "./BasePath.ts"
import * as Contract from "./Contract.ts"
import * as DataFile from "./DataFile.ts"
import * as Dataset from "./Dataset.ts"
import * as Dispatch from "./Dispatch.ts"
import * as MockSession from "./MockSession.ts"
import * as Place from "./Place.ts"
import * as Prism from "./Prism.ts"
import * as Reload from "./Reload.ts"
import * as Rows from "./Rows.ts"
import type * as Scenario from "./Scenario.ts"
import * as Seed from "./Seed.ts"
import * as Sessions from "./Sessions.ts"
import { DataError, OptionError, type StartError } from "./StartError.ts"
import * as Watch from "./Watch.ts"
import type * as WebHandler from "./WebHandler.ts"
import * as Webhook from "./Webhook.ts"
import * as WebhookDeliveries from "./WebhookDeliveries.ts"
import * as Wire from "./Wire.ts"
import * as World from "./World.ts"

export interface Options extends Dataset.Options, Place.Options {
  /** Path of the OpenAPI document. Default: the one that ships with the package. */
  readonly contract?: string
  /** Path of a JSON or NDJSON file with rows to serve instead of generated ones. */
  readonly data?: string
  /** Digest that the data must have; a replay token carries it. Default: any. */
  readonly dataDigest?: string
  /** Rows may break the contract: loaded, of a session, or by hand. They go out as they are, and are marked. Default false. */
  readonly allowInvalidRows?: boolean
  /** What the API does to its clients. Default: nothing. */
  readonly scenario?: Scenario.Settings
  /** Client ids and their secrets. Default: every secret is taken but the word `wrong`. */
  readonly clients?: Readonly<Record<string, string>>
  /** Sessions at once, beside the default one. Default 10,000. */
  readonly maxSessions?: number
  /** Seconds without a request after which a session is dropped. Default 86,400. */
  readonly sessionIdle?: number
  /** Where referrals that become completed are posted, on this machine. Default: nowhere. */
  readonly webhook?: Webhook.Options
  /** Reads the contract, what it refers to, and the data again when they are saved. Default false. */
  readonly watch?: boolean
}

/** @internal */
export interface Mock {
  readonly world: World.World
  readonly app: WebHandler.App
  /** Address to listen on, for a server. */
  readonly host: string
}

/** A file of the package, from its sources as from its build. */
const packaged = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Reads the rows again when they are saved. */
const watchData = ({ engine, sessions }: World.World, path: string | undefined) => {
  if (path === undefined) return Effect.void
  const reload = Effect.suspend(() => {
    const { allowInvalidRows, rows } = sessions.standard.setup()
    return DataFile.load(path, engine(), rows.seed, allowInvalidRows)
  }).pipe(Effect.map(sessions.replaceRows))
  return Watch.onSave(() => [resolve(path)], Reload.told("data", path, reload))
}

const rowsOf = Effect.fnUntraced(function* (options: Options, engine: Prism.Engine) {
  const { allowInvalidRows = false, data, dataDigest, referrals, seed = Dataset.defaultSeed } = options
  const wrongSeed = Seed.problem(seed)
  if (wrongSeed !== undefined) throw new RangeError(wrongSeed)
  if (data === undefined) return Rows.generated(seed, Dataset.sizeOf(referrals))
  if (referrals !== undefined) {
    return yield* new OptionError({ option: "referrals", reason: "makes rows, and `data` brings them: leave one out" })
  }
  const rows = yield* DataFile.load(data, engine, seed, allowInvalidRows)
  if (dataDigest !== undefined && "data" in rows.origin && rows.origin.data !== dataDigest) {
    return yield* new DataError({ path: data, reason: "the replay was made over another file" })
  }
  return rows
})

const limitOf = (option: string, number: number, [minimum, maximum]: readonly [number, number]) =>
  number >= minimum && number <= maximum
    ? Effect.succeed(number)
    : Effect.fail(new OptionError({ option, reason: `takes ${minimum} to ${maximum}; got ${number}` }))

const limitsOf = ({ maxSessions, sessionIdle }: Options) => {
  const { idle, most } = Sessions.defaultLimits
  return Effect.all({
    most: limitOf("maxSessions", maxSessions ?? most, Sessions.bounds.most),
    idle: limitOf("sessionIdle", sessionIdle ?? idle, Sessions.bounds.idle)
  })
}

const webhookOf = ({ webhook }: Options): Effect.Effect<Webhook.Target | undefined, OptionError> =>
  webhook === undefined
    ? Effect.succeed(webhook)
    : Effect.fromResult(Webhook.parse(webhook)).pipe(
        Effect.mapError((reason) => new OptionError({ option: "webhook", reason }))
      )

/** Makes a mock in the current scope. @internal */
export const make = Effect.fnUntraced(function* (options: Options): Effect.fn.Return<Mock, StartError, Scope.Scope> {
  const { basePaths, door, host } = yield* Place.parse(options)
  const webhook = yield* webhookOf(options)
  const contractPath = resolve(options.contract ?? Contract.defaultPath())
  const reading = yield* Contract.read(contractPath)
  let contract = yield* Effect.fromResult(reading.contract)
  const engine = Prism.make(contract)
  const limits = yield* limitsOf(options)
  const world = World.make({
    setup: {
      rows: yield* rowsOf(options, engine),
      scenario: yield* MockSession.playable(options.scenario ?? {}),
      clients: new Map(Object.entries(options.clients ?? {})),
      key: undefined,
      webhook,
      allowInvalidRows: options.allowInvalidRows ?? false
    },
    limits,
    engine,
    deliveries: yield* WebhookDeliveries.make
  })
  const app = BasePath.below({
    basePaths: () => [...basePaths, ...contract.serverPaths],
    isKnown: (path) => world.engine().routes.at(path) !== undefined
  })(
    yield* Dispatch.make({
      world,
      door,
      contract: () => contract,
      controlContractPath: packaged("control-openapi.yaml"),
      consolePath: packaged("console/dist")
    })
  )
  if (options.watch === true) {
    yield* Reload.contract(contractPath, reading, (next) => {
      world.replaceEngine(Prism.make(next))
      contract = next
    })
    yield* watchData(world, options.data)
  }
  return { world, host, app: Effect.provideService(app, HttpIncomingMessage.MaxBodySize, Wire.maxBody) }
})

/**
 * The mock server as a layer: it serves while the layer lives, and leaves no port behind.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as NetAddress from "effect/net/NetAddress"
import type * as Scope from "effect/Scope"
import { createServer } from "node:http"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import * as Api from "./Api.ts"
import * as BasePath from "./BasePath.ts"
import * as Contract from "./Contract.ts"
import * as Control from "./Control.ts"
import * as DataFile from "./DataFile.ts"
import * as Dataset from "./Dataset.ts"
import type { Entry } from "./Journal.ts"
import type * as LocalOnly from "./LocalOnly.ts"
import * as Place from "./Place.ts"
import * as Prism from "./Prism.ts"
import * as Reload from "./Reload.ts"
import * as Scenario from "./Scenario.ts"
import { ScenarioError } from "./ScenarioFile.ts"
import * as Site from "./Site.ts"
import { DataError, ListenError, type StartError } from "./StartError.ts"
import * as Watch from "./Watch.ts"
import * as Wire from "./Wire.ts"
import * as World from "./World.ts"

export { ListenError, type StartError } from "./StartError.ts"

export interface Options extends Dataset.Options, Place.Options {
  /** Port to listen on; 0 picks a free one. Default 0. */
  readonly port?: number
  /** Path of the OpenAPI document. Default: the one that ships with the package. */
  readonly contract?: string
  /** Path of a JSON or NDJSON file with rows to serve instead of generated ones. */
  readonly data?: string
  /** Digest that the data must have; a replay token carries it. Default: any. */
  readonly dataDigest?: string
  /** What the API does to its clients. Default: nothing. */
  readonly scenario?: Scenario.Settings
  /** Client ids and their secrets. Default: every secret is taken but the word `wrong`. */
  readonly clients?: Readonly<Record<string, string>>
  /** Reads the contract, what it refers to, and the data again when they are saved. Default false. */
  readonly watch?: boolean
}

export interface Service {
  /** Where it listens, without a slash at the end: `http://127.0.0.1:4010`. */
  readonly url: string
  /** The rows as they are at this moment. */
  readonly dataset: Dataset.Dataset
  /** Plays another scenario from its beginning. */
  readonly play: (settings: Scenario.Settings) => Effect.Effect<void>
  /** Moves the clock of rate limits and tokens ahead, in milliseconds. */
  readonly advanceClock: (milliseconds: number) => Effect.Effect<void>
  /** Rows, scenario, journal, tokens and clock from the beginning. */
  readonly reset: Effect.Effect<void>
  /** The newest 2,000 requests, oldest first. */
  readonly journal: Effect.Effect<ReadonlyArray<Entry>>
}

export class MockServer extends Context.Service<MockServer, Service>()("@effect-piggy/mock/MockServer") {}

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : String(cause)

/** A file of the package, from its sources as from its build. */
const packaged = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** A scenario that the types let through; one that they would not have is the caller's mistake, and dies. */
const playable = (settings: Scenario.Settings): Effect.Effect<Scenario.Scenario> =>
  Effect.fromResult(Scenario.parse(settings)).pipe(
    Effect.mapError((reason) => new ScenarioError({ source: JSON.stringify(settings), reason })),
    Effect.orDie
  )

/** Where a browser of this machine finds a server that listens on all of its addresses. */
const reachable = (url: string): string => url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")

/** Sends each request to the control routes, to the site or to the API. */
const dispatch = Effect.fnUntraced(function* (
  world: World.World,
  contract: () => Contract.Contract,
  door: LocalOnly.Door
) {
  const api = Api.make(world)
  const control = yield* Control.make({ world, door, contractPath: packaged("control-openapi.yaml") })
  const site = Site.make({ contract, consolePath: packaged("console/dist") })
  return Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ method, url }) => {
    if (url.startsWith("/api/") || url.startsWith("/oauth/")) return api
    const path = url.split("?", 1)[0] ?? url
    if (path === Control.prefix || path.startsWith(`${Control.prefix}/`)) return control
    return site(method, path) ?? api
  })
})

/** Reads the rows again when they are saved. */
const watchData = (world: World.World, path: string | undefined): Effect.Effect<void, never, Scope.Scope> => {
  if (path === undefined) return Effect.void
  const reload = Effect.suspend(() => DataFile.load(path, world.engine(), world.session().rows.seed)).pipe(
    Effect.map(world.replaceRows)
  )
  return Watch.onSave(() => [resolve(path)], Reload.told("data", path, reload))
}

/** Starts the server in the current scope. */
export const make = Effect.fnUntraced(function* (
  options: Options = {}
): Effect.fn.Return<Service, StartError, Scope.Scope> {
  const { port = 0, seed = Dataset.defaultSeed } = options
  const { basePaths, door, host } = yield* Place.parse(options)
  const contractPath = resolve(options.contract ?? Contract.defaultPath())
  const reading = yield* Contract.read(contractPath)
  let contract = yield* Effect.fromResult(reading.contract)
  const engine = Prism.make(contract)
  const rows =
    options.data === undefined
      ? World.generatedRows(seed, Dataset.sizeOf(options.referrals))
      : yield* DataFile.load(options.data, engine, seed)
  if (options.dataDigest !== undefined && "data" in rows.origin && rows.origin.data !== options.dataDigest) {
    return yield* new DataError({ path: options.data ?? "", reason: "the replay was made over another file" })
  }
  const world = World.make({
    rows,
    engine,
    scenario: yield* playable(options.scenario ?? {}),
    clients: new Map(Object.entries(options.clients ?? {}))
  })
  const app = BasePath.below({
    basePaths: () => [...basePaths, ...contract.serverPaths],
    isKnown: (method, path) => world.engine().knows(method, path)
  })(yield* dispatch(world, () => contract, door))

  const nodeServer = createServer()
  const server = yield* NodeHttpServer.make(() => nodeServer, { host, port, disablePreemptiveShutdown: true }).pipe(
    Effect.mapError((error) => new ListenError({ host, port, code: codeOf(error.cause) }))
  )
  yield* server.serve(app).pipe(Effect.provideService(HttpIncomingMessage.MaxBodySize, Wire.maxBody))
  // Runs first: whoever still holds a connection open, with half a request or an ear to the journal, holds nothing up.
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      nodeServer.close()
      nodeServer.closeAllConnections()
    })
  )
  if (options.watch === true) {
    yield* Reload.contract(contractPath, reading, (next) => {
      world.replaceEngine(Prism.make(next))
      contract = next
    })
    yield* watchData(world, options.data)
  }

  return {
    url: reachable(NetAddress.formatUrlUnsafe(server.address)),
    dataset: {
      count: (filter) => world.session().dataset.count(filter),
      slice: (filter, offset, limit) => world.session().dataset.slice(filter, offset, limit)
    },
    play: (settings) => Effect.map(playable(settings), world.play),
    advanceClock: (milliseconds) => Effect.sync(() => world.clock.advance(milliseconds)),
    reset: Effect.sync(() => world.reset({})),
    journal: Effect.sync(() => world.journal.after(0))
  }
})

/** A server of one's own for as long as the layer lives. */
export const layer = (options: Options = {}): Layer.Layer<MockServer, StartError> =>
  Layer.effect(MockServer, make(options))

/** A server behind promises; what each of them does is said at {@link Service}. */
export interface RunningServer extends Pick<Service, "url" | "dataset"> {
  readonly play: (settings: Scenario.Settings) => Promise<void>
  readonly advanceClock: (milliseconds: number) => Promise<void>
  readonly reset: () => Promise<void>
  readonly journal: () => Promise<ReadonlyArray<Entry>>
  readonly close: () => Promise<void>
}

/** Starts a server for code that does not use Effect. */
export const startMockServer = async (options: Options = {}): Promise<RunningServer> => {
  const runtime = ManagedRuntime.make(layer(options))
  const { advanceClock, dataset, journal, play, reset, url } = await runtime.runPromise(MockServer)
  return {
    url,
    dataset,
    play: (settings) => runtime.runPromise(play(settings)),
    advanceClock: (milliseconds) => runtime.runPromise(advanceClock(milliseconds)),
    reset: () => runtime.runPromise(reset),
    journal: () => runtime.runPromise(journal),
    close: () => runtime.dispose()
  }
}

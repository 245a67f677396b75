/**
 * The mock server as a layer: it serves while the layer lives, and leaves no port behind.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Console from "effect/Console"
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
import * as Contract from "./Contract.ts"
import * as Control from "./Control.ts"
import * as DataFile from "./DataFile.ts"
import * as Dataset from "./Dataset.ts"
import type { Entry } from "./Journal.ts"
import * as Prism from "./Prism.ts"
import * as Scenario from "./Scenario.ts"
import { ScenarioError } from "./ScenarioFile.ts"
import * as Site from "./Site.ts"
import { DataError, ListenError, type StartError } from "./StartError.ts"
import * as Target from "./Target.ts"
import * as Unrouted from "./Unrouted.ts"
import * as Watch from "./Watch.ts"
import * as Wire from "./Wire.ts"
import * as World from "./World.ts"

export { ListenError, type StartError } from "./StartError.ts"

export interface Options extends Dataset.Options {
  /** Port to listen on; 0 picks a free one. Default 0. */
  readonly port?: number
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string
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
  /** Opens the control routes to other machines. Default false. */
  readonly allowRemote?: boolean
  /** Reads contract and data again when they are saved. Default false. */
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
const dispatch = Effect.fnUntraced(function* (world: World.World, contractPath: string, allowRemote: boolean) {
  const api = Api.make(world)
  const control = yield* Control.make({ world, allowRemote, contractPath: packaged("control-openapi.yaml") })
  const site = Site.make({ contractPath, consolePath: packaged("console/dist") })
  return Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    const { path, search } = Target.parse(request.url)
    const canonical = request.modify({ url: `${path}${search}` })
    const answer = () => {
      if (path.startsWith("/api/") || path.startsWith("/oauth/")) return api
      if (path === Control.prefix || path.startsWith(`${Control.prefix}/`)) return control
      const page = site(request.method, path)
      if (page !== undefined) return page
      const isPage = world.engine().routes.at(path) === undefined && site("GET", path) !== undefined
      return isPage ? Effect.succeed(Wire.whole(Unrouted.ofPage(request.method, path))) : api
    }
    return Effect.provideService(answer(), HttpServerRequest.HttpServerRequest, canonical)
  })
})

/** Reads the files again when they are saved; a broken one is told of, and the last good one stays. */
const watchFiles = Effect.fnUntraced(function* (world: World.World, contractPath: string, options: Options) {
  const kept = (what: string) => (error: { readonly message: string }) =>
    Console.error(`piggy-mock keeps the ${what} that it has. ${error.message}`)
  const data = options.data
  yield* Watch.onSave(
    contractPath,
    Contract.load(contractPath).pipe(
      Effect.flatMap((contract) => Effect.sync(() => world.replaceEngine(Prism.make(contract)))),
      Effect.andThen(Console.log(`piggy-mock read ${contractPath} again`)),
      Effect.catch(kept("contract"))
    )
  )
  if (data === undefined) return
  yield* Watch.onSave(
    resolve(data),
    Effect.suspend(() => DataFile.load(data, world.engine(), world.session().rows.seed)).pipe(
      Effect.flatMap((rows) => Effect.sync(() => world.replaceRows(rows))),
      Effect.andThen(Console.log(`piggy-mock read ${data} again`)),
      Effect.catch(kept("data"))
    )
  )
})

/** Starts the server in the current scope. */
export const make = Effect.fnUntraced(function* (
  options: Options = {}
): Effect.fn.Return<Service, StartError, Scope.Scope> {
  const { host = "127.0.0.1", port = 0, seed = Dataset.defaultSeed } = options
  const contractPath = resolve(options.contract ?? Contract.defaultPath())
  const engine = Prism.make(yield* Contract.load(contractPath))
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
  const app = yield* dispatch(world, contractPath, options.allowRemote ?? false)

  const nodeServer = createServer()
  const server = yield* NodeHttpServer.make(() => nodeServer, { host, port, disablePreemptiveShutdown: true }).pipe(
    Effect.mapError((error) => new ListenError({ host, port, code: codeOf(error.cause) }))
  )
  yield* server.serve(app).pipe(Effect.provideService(HttpIncomingMessage.MaxBodySize, Wire.maxBody))
  // Without a listener Node ignores an offer to speak another protocol (`Upgrade: h2c`) and keeps the connection.
  nodeServer.removeAllListeners("upgrade")
  // Runs first: whoever still holds a connection open, with half a request or an ear to the journal, holds nothing up.
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      nodeServer.close()
      nodeServer.closeAllConnections()
    })
  )
  if (options.watch === true) yield* watchFiles(world, contractPath, options)

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

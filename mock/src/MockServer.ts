/**
 * The mock server as a layer: it serves while the layer lives, and leaves no port behind.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as NetAddress from "effect/net/NetAddress"
import type * as Scope from "effect/Scope"
import { createServer } from "node:http"
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
import * as RunningServer from "./RunningServer.ts"
import type * as Scenario from "./Scenario.ts"
import * as Seed from "./Seed.ts"
import * as Sessions from "./Sessions.ts"
import { DataError, ListenError, OptionError, type StartError } from "./StartError.ts"
import * as Watch from "./Watch.ts"
import * as Webhook from "./Webhook.ts"
import * as WebhookDeliveries from "./WebhookDeliveries.ts"
import * as Wire from "./Wire.ts"
import * as World from "./World.ts"

export { SessionError } from "./MockSession.ts"
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
  /** Sessions at once, beside the default one. Default 10,000. */
  readonly maxSessions?: number
  /** Seconds without a request after which a session is dropped. Default 86,400. */
  readonly sessionIdle?: number
  /** Where referrals that become completed are posted, on this machine. Default: nowhere. */
  readonly webhook?: Webhook.Options
  /** Reads the contract, what it refers to, and the data again when they are saved. Default false. */
  readonly watch?: boolean
}

/** The default session, and others. */
export interface Service extends MockSession.MockSession, MockSession.Maker {}

export class MockServer extends Context.Service<MockServer, Service>()("@effect-piggy/mock/MockServer") {}

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : String(cause)

/** A file of the package, from its sources as from its build. */
const packaged = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Where a browser of this machine finds a server that listens on all of its addresses. */
const reachable = (url: string): string => url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")

/** Reads the rows again when they are saved. */
const watchData = ({ engine, sessions }: World.World, path: string | undefined) => {
  if (path === undefined) return Effect.void
  const reload = Effect.suspend(() => DataFile.load(path, engine(), sessions.standard.setup().rows.seed)).pipe(
    Effect.map(sessions.replaceRows)
  )
  return Watch.onSave(() => [resolve(path)], Reload.told("data", path, reload))
}

/** Starts the server in the current scope. */
export const make = Effect.fnUntraced(function* (
  options: Options = {}
): Effect.fn.Return<Service, StartError, Scope.Scope> {
  const { port = 0, seed = Dataset.defaultSeed } = options
  const wrongSeed = Seed.problem(seed)
  if (wrongSeed !== undefined) throw new RangeError(wrongSeed)
  const { basePaths, door, host } = yield* Place.parse(options)
  const webhook =
    options.webhook === undefined
      ? undefined
      : yield* Effect.fromResult(Webhook.parse(options.webhook)).pipe(
          Effect.mapError((reason) => new OptionError({ option: "webhook", reason }))
        )
  const contractPath = resolve(options.contract ?? Contract.defaultPath())
  const reading = yield* Contract.read(contractPath)
  let contract = yield* Effect.fromResult(reading.contract)
  const engine = Prism.make(contract)
  const rows =
    options.data === undefined
      ? Rows.generated(seed, Dataset.sizeOf(options.referrals))
      : yield* DataFile.load(options.data, engine, seed)
  if (options.dataDigest !== undefined && "data" in rows.origin && rows.origin.data !== options.dataDigest) {
    return yield* new DataError({ path: options.data ?? "", reason: "the replay was made over another file" })
  }
  const { idle, most } = Sessions.defaultLimits
  const world = World.make({
    setup: {
      rows,
      scenario: yield* MockSession.playable(options.scenario ?? {}),
      clients: new Map(Object.entries(options.clients ?? {})),
      key: undefined,
      webhook
    },
    limits: { most: options.maxSessions ?? most, idle: options.sessionIdle ?? idle },
    engine,
    deliveries: yield* WebhookDeliveries.make
  })
  const app = BasePath.below({
    basePaths: () => [...basePaths, ...contract.serverPaths],
    isKnown: (method, path) => world.engine().routes.at(path)?.operations.has(method) === true
  })(
    yield* Dispatch.make({
      world,
      door,
      contract: () => contract,
      controlContractPath: packaged("control-openapi.yaml"),
      consolePath: packaged("console/dist")
    })
  )

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
  if (options.watch === true) {
    yield* Reload.contract(contractPath, reading, (next) => {
      world.replaceEngine(Prism.make(next))
      contract = next
    })
    yield* watchData(world, options.data)
  }

  const url = reachable(NetAddress.formatUrlUnsafe(server.address))
  return {
    ...MockSession.of(world, world.sessions.standard, url),
    session: (wanted = {}) => MockSession.make(world, url, wanted)
  }
})

/** A server of one's own for as long as the layer lives. */
export const layer = (options: Options = {}): Layer.Layer<MockServer, StartError> =>
  Layer.effect(MockServer, make(options))

export type { RunningServer, RunningSession } from "./RunningServer.ts"

/** Starts a server for code that does not use Effect. */
export const startMockServer = async (options: Options = {}): Promise<RunningServer.RunningServer> => {
  const runtime = ManagedRuntime.make(layer(options))
  return RunningServer.of(await runtime.runPromise(MockServer), () => runtime.dispose())
}

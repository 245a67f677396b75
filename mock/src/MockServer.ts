/**
 * The mock server as a layer: it serves while the layer lives, and leaves no port behind.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as NetAddress from "effect/net/NetAddress"
import type * as Scope from "effect/Scope"
import { createServer } from "node:http"
import * as Mock from "./Mock.ts"
import * as MockSession from "./MockSession.ts"
import * as RunningServer from "./RunningServer.ts"
import type { Sessions } from "./Sessions.ts"
import { ListenError, type StartError } from "./StartError.ts"

export { SessionError } from "./MockSession.ts"
export { ListenError, type StartError } from "./StartError.ts"

export interface Options extends Mock.Options {
  /** Port to listen on; 0 picks a free one. Default 0. */
  readonly port?: number
  /** False opens no port: the mock answers what is handed to its `fetch`. Default true. */
  readonly listen?: boolean
}

/** The default session, and others. */
export interface Service extends MockSession.MockSession, MockSession.Maker {}

export class MockServer extends Context.Service<MockServer, Service>()("@effect-piggy/mock/MockServer") {}

/** Where a mock without a port would be; nothing is ever found under this name (RFC 2606). */
const nowhere = "http://piggy-mock.invalid"

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : String(cause)

/** Where a browser of this machine finds a server that listens on all of its addresses. */
const reachable = (url: string): string => url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")

/** Serves a mock in the current scope. @returns its address */
const serve = Effect.fnUntraced(function* (
  { app, host }: Mock.Mock,
  port: number
): Effect.fn.Return<string, ListenError, Scope.Scope> {
  const nodeServer = createServer()
  const server = yield* NodeHttpServer.make(() => nodeServer, { host, port, disablePreemptiveShutdown: true }).pipe(
    Effect.mapError((error) => new ListenError({ host, port, code: codeOf(error.cause) }))
  )
  yield* server.serve(app)
  // Without a listener Node ignores an offer to speak another protocol (`Upgrade: h2c`) and keeps the connection.
  nodeServer.removeAllListeners("upgrade")
  // Runs first: whoever still holds a connection open, with half a request or an ear to the journal, holds nothing up.
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      nodeServer.close()
      nodeServer.closeAllConnections()
    })
  )
  return reachable(NetAddress.formatUrlUnsafe(server.address))
})

/** A server, and all sessions of it. @internal */
export interface Opened {
  readonly server: Service
  readonly sessions: Sessions
}

/** Starts the server in the current scope. @internal */
export const open = Effect.fnUntraced(function* (options: Options): Effect.fn.Return<Opened, StartError, Scope.Scope> {
  const mock = yield* Mock.make(options)
  const url = options.listen === false ? nowhere : yield* serve(mock, options.port ?? 0)
  const { sessions } = mock.world
  const session: Service["session"] = (wanted = {}) => MockSession.make(mock, url, wanted)
  return { server: { ...MockSession.of(mock, sessions.standard, url), session }, sessions }
})

/** Starts the server in the current scope. */
export const make = (options: Options = {}): Effect.Effect<Service, StartError, Scope.Scope> =>
  Effect.map(open(options), ({ server }) => server)

/** A server of one's own for as long as the layer lives. */
export const layer = (options: Options = {}): Layer.Layer<MockServer, StartError> =>
  Layer.effect(MockServer, make(options))

export type { RunningServer, RunningSession } from "./RunningServer.ts"

/** Starts a server for code that does not use Effect. */
export const startMockServer = async (options: Options = {}): Promise<RunningServer.RunningServer> => {
  const runtime = ManagedRuntime.make(layer(options))
  return RunningServer.of(await runtime.runPromise(MockServer), () => runtime.dispose())
}

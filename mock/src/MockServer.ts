/**
 * The mock server as a layer: it serves while the layer lives, and leaves no port behind.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Schema from "effect/Schema"
import * as NetAddress from "effect/net/NetAddress"
import { createServer } from "node:http"
import * as Api from "./Api.ts"
import * as Contract from "./Contract.ts"
import * as Dataset from "./Dataset.ts"
import * as Prism from "./Prism.ts"

export interface Options extends Dataset.Options {
  /** Port to listen on; 0 picks a free one. Default 0. */
  readonly port?: number
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string
  /** Path of the OpenAPI document. Default: the one that ships with the package. */
  readonly contract?: string
}

/** The server cannot listen where it was told to. */
export class ListenError extends Schema.TaggedError<ListenError>()("ListenError", {
  host: Schema.String,
  port: Schema.Int,
  code: Schema.String
}) {
  override get message() {
    switch (this.code) {
      case "EADDRINUSE":
        return `Port ${this.port} on ${this.host} is taken. Stop what listens there, or choose another: --port 0 picks a free one.`
      case "EACCES":
        return `Port ${this.port} needs privileges that this process does not have. Choose one above 1023: --port 0 picks a free one.`
      default:
        return `Cannot listen on ${this.host}, port ${this.port} (${this.code}). Is ${this.host} an address of this machine?`
    }
  }
}

export class MockServer extends Context.Service<
  MockServer,
  {
    /** Where it listens, without a slash at the end: `http://127.0.0.1:4010`. */
    readonly url: string
    readonly dataset: Dataset.Dataset
  }
>()("@effect-piggy/mock/MockServer") {}

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : String(cause)

const isMocksOwn = (url: string): boolean => url.startsWith("/__mock/")

/** Starts the server in the current scope. */
export const make = Effect.fnUntraced(function* (options: Options = {}) {
  const { host = "127.0.0.1", port = 0 } = options
  const contract = yield* Contract.load(options.contract ?? Contract.defaultPath())
  const dataset = Dataset.make(options)
  const api = Api.make({ engine: Prism.make(contract), dataset })
  const own = Effect.succeed(HttpServerResponse.jsonUnsafe({ status: "ok", referrals: dataset.count({}) }))

  const nodeServer = createServer()
  const server = yield* NodeHttpServer.make(() => nodeServer, { host, port, gracefulShutdownTimeout: 200 }).pipe(
    Effect.mapError((error) => new ListenError({ host, port, code: codeOf(error.cause) }))
  )
  // Whoever still holds a connection open does not hold the port.
  yield* Effect.addFinalizer(() => Effect.sync(() => nodeServer.closeAllConnections()))
  yield* server.serve(
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => (isMocksOwn(request.url) ? own : api))
  )
  return MockServer.of({ url: NetAddress.formatUrlUnsafe(server.address), dataset })
})

/** A server of one's own for as long as the layer lives. */
export const layer = (options: Options = {}): Layer.Layer<MockServer, Contract.ContractError | ListenError> =>
  Layer.effect(MockServer, make(options))

export interface RunningServer {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Starts a server for code that does not use Effect. */
export const startMockServer = async (options: Options = {}): Promise<RunningServer> => {
  const runtime = ManagedRuntime.make(layer(options))
  const { url } = await runtime.runPromise(MockServer)
  return { url, close: () => runtime.dispose() }
}

/**
 * Where the mock stands: the address that it listens on, the path before its own, and whom its control routes let in.
 */
import * as Effect from "effect/Effect"
import * as BasePath from "./BasePath.ts"
import * as LocalOnly from "./LocalOnly.ts"
import { OptionError } from "./StartError.ts"

export interface Options {
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string
  /** A path that a proxy leaves before the mock's own: `/mock`. Default: none. */
  readonly basePath?: string
  /** Names of this machine beside loopback's, for the control routes: `mock`, or `.example.com` for a whole domain. Default: none. */
  readonly allowHosts?: ReadonlyArray<string>
  /** Origins whose pages may use the control routes too: `http://localhost:5173`. Default: none. */
  readonly allowOrigins?: ReadonlyArray<string>
  /** Opens the control routes to other machines. Default false. */
  readonly allowRemote?: boolean
}

export interface Place {
  readonly host: string
  readonly basePaths: ReadonlyArray<string>
  readonly door: LocalOnly.Door
}

/** How a value of an option is read, and what the option takes, in words. */
interface Reader {
  readonly takes: string
  readonly read: (text: string) => string | undefined
}

/** How options and flags alike are read. */
export const readers = {
  host: {
    takes: "an address of this machine: 127.0.0.1, or 0.0.0.0 for all of them",
    // Node takes an empty one for all addresses.
    read: (text) => (text.trim() === "" ? undefined : text)
  },
  basePath: { takes: "a path: /mock", read: BasePath.parse },
  allowHost: { takes: "a name without scheme and port: mock, or .example.com", read: LocalOnly.hostName },
  allowOrigin: { takes: "an origin without a path: http://localhost:5173", read: LocalOnly.originOf }
} as const satisfies Readonly<Record<string, Reader>>

const reading = (option: string, { read, takes }: Reader, text: string): Effect.Effect<string, OptionError> => {
  const value = read(text)
  return value === undefined
    ? Effect.fail(new OptionError({ option, reason: `takes ${takes}; got ${JSON.stringify(text)}` }))
    : Effect.succeed(value)
}

/** Checks what somebody asks for. */
export const parse = Effect.fnUntraced(function* (options: Options): Effect.fn.Return<Place, OptionError> {
  const { allowHosts = [], allowOrigins = [], allowRemote = false, basePath = "/", host = "127.0.0.1" } = options
  const path = yield* reading("basePath", readers.basePath, basePath)
  return {
    host: yield* reading("host", readers.host, host),
    basePaths: path === "" ? [] : [path],
    door: {
      allowRemote,
      allowHosts: yield* Effect.forEach(allowHosts, (text) => reading("allowHosts", readers.allowHost, text)),
      allowOrigins: yield* Effect.forEach(allowOrigins, (text) => reading("allowOrigins", readers.allowOrigin, text))
    }
  }
})

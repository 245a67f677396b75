/**
 * A server and its sessions behind promises, for code that does not use Effect.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Dataset } from "./Dataset.ts"
import type * as MockSession from "./MockSession.ts"
import type { SteeredSession } from "./Steering.ts"

/** A session of this process. */
export interface RunningSession extends SteeredSession {
  /** The rows as they are at this moment. */
  readonly dataset: Dataset
  /** Answers a request of this session without a connection; see {@link MockSession.MockSession}. */
  readonly fetch: MockSession.MockSession["fetch"]
}

export interface RunningServer extends RunningSession {
  /** Another session, which shares nothing with the others. */
  readonly session: (options?: MockSession.Options) => Promise<RunningSession>
}

const promised = (session: MockSession.MockSession, close: () => Promise<void>): RunningSession => ({
  name: session.name,
  url: session.url,
  headers: session.headers,
  fetch: session.fetch,
  dataset: session.dataset,
  play: (settings) => Effect.runPromise(session.play(settings)),
  advanceClock: (by) => Effect.runPromise(session.advanceClock(by)),
  add: (referral) => Effect.runPromise(session.add(referral)),
  change: (uuid, changes) => Effect.runPromise(session.change(uuid, changes)),
  remove: (uuid) => Effect.runPromise(session.remove(uuid)),
  reset: () => Effect.runPromise(session.reset),
  journal: () => Effect.runPromise(session.journal),
  counts: () => Effect.runPromise(session.counts),
  walks: () => Effect.runPromise(session.walks),
  close,
  [Symbol.asyncDispose]: close
})

/**
 * A server behind promises.
 *
 * @param close ends it, with all of its sessions
 */
export const of = (server: MockSession.MockSession & MockSession.Maker, close: () => Promise<void>): RunningServer => ({
  ...promised(server, close),
  session: async (options) => {
    const scope = Scope.makeUnsafe()
    const session = await Effect.runPromise(Effect.provideService(server.session(options), Scope.Scope, scope))
    return promised(session, () => Effect.runPromise(Scope.close(scope, Exit.void)))
  }
})

/**
 * A session as programs steer it: play a scenario, move its clock, see what its clients did.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as ControlBodies from "./ControlBodies.ts"
import type * as Dataset from "./Dataset.ts"
import * as Invalid from "./Invalid.ts"
import * as InvalidRow from "./InvalidRow.ts"
import type { Counts, Entry } from "./Journal.ts"
import type { Referral } from "./Referral.ts"
import * as RowsByHand from "./RowsByHand.ts"
import * as Scenario from "./Scenario.ts"
import { ScenarioError } from "./ScenarioFile.ts"
import type { Session } from "./Session.ts"
import * as SessionName from "./SessionName.ts"
import * as SessionOptions from "./SessionOptions.ts"
import type { Options } from "./Steering.ts"
import * as Walks from "./Walks.ts"
import * as WebHandler from "./WebHandler.ts"
import type { World } from "./World.ts"

export interface MockSession {
  readonly name: string
  /** Where it answers, without a slash at the end. Every request to it is of this session. */
  readonly url: string
  /** The headers that lead to this session under the server's own URL. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * Answers a request of this session without a connection, whatever its origin; the default session hands on what names
   * another one. A connection that a scenario resets is a network error, `Response.error()`.
   */
  readonly fetch: WebHandler.WebHandler
  /** The rows as they are at this moment. */
  readonly dataset: Dataset.Dataset
  /** Plays another scenario from its beginning. */
  readonly play: (settings: Scenario.Settings) => Effect.Effect<void>
  /** Moves the clock of rate limits and tokens ahead. */
  readonly advanceClock: (by: { readonly seconds: number }) => Effect.Effect<void>
  /** Adds a referral in front of all others; what is not given is made up. */
  readonly add: (referral?: RowsByHand.Given) => Effect.Effect<Referral, RowError>
  /** Changes a referral. */
  readonly change: (uuid: string, changes: RowsByHand.Given) => Effect.Effect<Referral, RowError>
  /** Takes a referral out. Fails if there is none of this uuid. */
  readonly remove: (uuid: string) => Effect.Effect<void, RowError>
  /** Back to how the session was made: rows, scenario, journal, tokens and clock. */
  readonly reset: Effect.Effect<void>
  /** The newest 10,000 requests, oldest first. */
  readonly journal: Effect.Effect<ReadonlyArray<Entry>>
  /** How many requests there were, those that the journal has forgotten included. */
  readonly counts: Effect.Effect<Counts>
  /** The journal read as walks through a list, with the client's mistakes. */
  readonly walks: Effect.Effect<ReadonlyArray<Walks.Walk>>
}

export type { Options } from "./Steering.ts"

export interface Maker {
  /** Another session for as long as the scope lives; it shares nothing with the others. */
  readonly session: (options?: Options) => Effect.Effect<MockSession, SessionError, Scope.Scope>
}

/** The session cannot be made. */
export class SessionError extends Schema.TaggedError<SessionError>()("SessionError", { reason: Schema.String }) {
  override get message() {
    return `The session cannot be made: ${this.reason}`
  }
}

/** A row cannot be added or changed. */
export class RowError extends Schema.TaggedError<RowError>()("RowError", { reason: Schema.String }) {
  override get message() {
    return `The referral cannot be used: ${this.reason}`
  }
}

const judged = (
  uuid: string,
  row: () => Promise<Result.Result<RowsByHand.Row, ReadonlyArray<Invalid.Problem>> | undefined>
): Effect.Effect<Referral, RowError> =>
  Effect.flatMap(Effect.promise(row), (found) => {
    if (found === undefined) return Effect.fail(new RowError({ reason: `there is none with the uuid ${uuid}` }))
    return Result.isSuccess(found)
      ? Effect.succeed(InvalidRow.shown(found.success.row))
      : Effect.fail(new RowError({ reason: Invalid.inWords(found.failure) }))
  })

/** A scenario that the types let through; one that they would not have is the caller's mistake, and dies. @internal */
export const playable = (settings: Scenario.Settings): Effect.Effect<Scenario.Scenario> =>
  Effect.fromResult(Scenario.parse(settings)).pipe(
    Effect.mapError((reason) => new ScenarioError({ source: JSON.stringify(settings), reason })),
    Effect.orDie
  )

/** What answers for a session. @internal */
export interface Answering {
  readonly world: World
  readonly app: WebHandler.App
}

/** @param url where the session answers @internal */
export const of = ({ app, world }: Answering, session: Session, url: string): MockSession => ({
  name: session.name,
  url,
  headers: { [SessionName.header]: session.name },
  fetch: WebHandler.make(app, session === world.sessions.standard ? undefined : session.name),
  dataset: {
    count: (filter) => session.snapshot().run.dataset().count(filter),
    slice: (filter, offset, limit) =>
      session.snapshot().run.dataset().slice(filter, offset, limit).map(InvalidRow.shown),
    find: (uuid) => {
      const found = session.snapshot().run.dataset().find(uuid)
      return found === undefined ? undefined : InvalidRow.shown(found)
    },
    shape: () => session.snapshot().run.dataset().shape()
  },
  play: (settings) => Effect.map(playable(settings), session.play),
  advanceClock: (by) =>
    Effect.fromResult(ControlBodies.readAdvance(by)).pipe(
      Effect.mapError((problems) => new RangeError(Invalid.inWords(problems))),
      Effect.orDie,
      Effect.map(({ seconds }) => session.advance(seconds))
    ),
  add: (referral = {}) => judged("", () => RowsByHand.add(world.engine(), session, referral)),
  change: (uuid, changes) => judged(uuid, () => RowsByHand.change(world.engine(), session, uuid, changes)),
  remove: (uuid) =>
    Effect.suspend(() =>
      RowsByHand.remove(session, uuid)
        ? Effect.void
        : Effect.fail(new RowError({ reason: `there is none with the uuid ${uuid}` }))
    ),
  reset: Effect.sync(() => session.reset()),
  journal: Effect.sync(() => session.journal.after(0)),
  counts: Effect.sync(() => session.journal.counts()),
  walks: Effect.sync(() => Walks.ofJournal(session.journal))
})

/** A session for as long as the scope lives. @internal */
export const make = (
  answering: Answering,
  serverUrl: string,
  { name, ...options }: Options
): Effect.Effect<MockSession, SessionError, Scope.Scope> => {
  const { sessions } = answering.world
  return Effect.acquireRelease(
    Effect.suspend(() =>
      Effect.gen(function* () {
        const own = name === undefined ? undefined : yield* Effect.fromResult(SessionName.parse(name))
        const standard = sessions.standard.setup()
        const setup = yield* Effect.promise(() => SessionOptions.toSetup(answering.world.engine(), standard, options))
        const made = Result.flatMap(Result.mapError(setup, Invalid.inWords), (whole) =>
          Result.mapError(sessions.make(own, whole), ({ detail }) => detail)
        )
        return yield* Effect.fromResult(made)
      }).pipe(Effect.mapError((reason) => new SessionError({ reason })))
    ),
    (session) => Effect.sync(() => sessions.close(session))
  ).pipe(Effect.map((session) => of(answering, session, serverUrl + SessionName.baseOf(session.name))))
}

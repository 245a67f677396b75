/**
 * A session of this process behind {@link MockSession}.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Invalid from "./Invalid.ts"
import { type MockSession, RowError, SessionError } from "./MockSession.ts"
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

const judged = (
  uuid: string,
  row: () => Promise<Result.Result<Referral, ReadonlyArray<Invalid.Problem>> | undefined>
): Effect.Effect<Referral, RowError> =>
  Effect.flatMap(Effect.promise(row), (found) => {
    if (found === undefined) return Effect.fail(new RowError({ reason: `there is none with the uuid ${uuid}` }))
    return Result.isSuccess(found)
      ? Effect.succeed(found.success)
      : Effect.fail(new RowError({ reason: Invalid.inWords(found.failure) }))
  })

/** A scenario that the types let through; one that they would not have is the caller's mistake, and dies. */
export const playable = (settings: Scenario.Settings): Effect.Effect<Scenario.Scenario> =>
  Effect.fromResult(Scenario.parse(settings)).pipe(
    Effect.mapError((reason) => new ScenarioError({ source: JSON.stringify(settings), reason })),
    Effect.orDie
  )

/** What answers for a session. */
export interface Answering {
  readonly world: World
  readonly app: WebHandler.App
}

/** @param url where the session answers */
export const of = ({ app, world }: Answering, session: Session, url: string): MockSession => ({
  name: session.name,
  url,
  headers: { [SessionName.header]: session.name },
  fetch: WebHandler.make(app, session === world.sessions.standard ? undefined : session.name),
  dataset: {
    count: (filter) => session.snapshot().run.dataset().count(filter),
    slice: (filter, offset, limit) => session.snapshot().run.dataset().slice(filter, offset, limit),
    find: (uuid) => session.snapshot().run.dataset().find(uuid)
  },
  play: (settings) => Effect.map(playable(settings), session.play),
  advanceClock: ({ seconds }) => Effect.sync(() => session.clock.advance(seconds * 1000)),
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

/** A session for as long as the scope lives. */
export const make = (
  answering: Answering,
  serverUrl: string,
  { name, ...options }: Options
): Effect.Effect<MockSession, SessionError, Scope.Scope> => {
  const { sessions } = answering.world
  return Effect.acquireRelease(
    Effect.suspend(() =>
      Effect.fromResult(
        Result.gen(function* () {
          const own = name === undefined ? undefined : yield* SessionName.parse(name)
          const setup = yield* SessionOptions.toSetup(sessions.standard.setup(), options)
          return yield* Result.mapError(sessions.make(own, setup), ({ detail }) => detail)
        })
      ).pipe(Effect.mapError((reason) => new SessionError({ reason })))
    ),
    (session) => Effect.sync(() => sessions.end(session.name))
  ).pipe(Effect.map((session) => of(answering, session, serverUrl + SessionName.baseOf(session.name))))
}

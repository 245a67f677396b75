/**
 * How the run of an account ended, and what else can be said of it.
 */
import * as Schema from "effect/Schema"

/**
 * | state | the account |
 * | --- | --- |
 * | `waiting` | is announced; nobody has begun |
 * | `running` | is being read, or its runner is gone and nobody has taken over yet |
 * | `retrying` | could not be read just now and will be tried again |
 * | `complete` | was read whole |
 * | `incomplete` | was read, and something speaks against the end, or a row did not decode; nothing was marked as vanished |
 * | `failed` | cannot be read until a person mends the reason |
 * | `superseded` | was taken by a later run before this one had ended |
 */
export const State = Schema.Literals([
  "waiting",
  "running",
  "retrying",
  "complete",
  "incomplete",
  "failed",
  "superseded"
])

/** What can be said of an account in a run. */
export type State = typeof State.Type

/** States that a run leaves only by being asked for again. */
export const ended: ReadonlyArray<State> = ["complete", "incomplete", "failed", "superseded"]

/** How the run of an account ended. */
export const Outcome = Schema.Struct({
  account: Schema.String,
  run: Schema.String,
  state: State,
  /** Pages committed by all who held the account in this run. */
  pages: Schema.Int,
  /** Rows seen on them. */
  items: Schema.Int,
  /** Rows that were new. */
  added: Schema.Int,
  /** Rows that had changed, those that came back included. */
  changed: Schema.Int,
  /** Rows that were marked as vanished. */
  vanished: Schema.Int,
  /** How often somebody else went on with it. */
  takeovers: Schema.Int,
  /** The doubts of an `incomplete` run, the tag of a `failed` one's reason; else null. */
  reason: Schema.NullOr(Schema.String),
  /** The same for people. */
  message: Schema.NullOr(Schema.String)
})

/** How the run of an account ended. */
export interface Outcome extends Schema.Schema.Type<typeof Outcome> {}

/** Another run, or another runner, has taken the account: nothing that this one holds may be committed. */
export class Superseded extends Schema.TaggedError<Superseded>()("Superseded", { account: Schema.String }) {
  override get message() {
    return `another runner has taken the account ${this.account}: nothing more is written by this one`
  }
}

/** The account is known with another filter. */
export class FilterChanged extends Schema.TaggedError<FilterChanged>()("FilterChanged", {
  account: Schema.String,
  kept: Schema.String,
  asked: Schema.String
}) {
  override get message() {
    return `the database has the account ${this.account} with the filter ${this.kept}, not ${this.asked}: give the other list an account name of its own`
  }
}

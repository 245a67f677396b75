/**
 * How far an export has come, in a file beside it: enough to go on after a crash at any moment.
 *
 * The rows are written first and this second, so that the file of rows may be longer than this says, and is then cut to
 * it. Replaced in one step: there is always a whole one, the old or the new.
 */
import { Checkpoint } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Schema from "effect/Schema"
import * as Failure from "../Failure.ts"
import * as WholeFile from "../WholeFile.ts"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** How far an export has come. */
export const SavedExport = Schema.Struct({
  version: Schema.Literal(1),
  /** What is exported, and how: another export does not go on from here. */
  of: Schema.String,
  /** Bytes of the unfinished file that hold its rows. */
  bytes: Count,
  /** Rows in them. */
  rows: Count,
  /** Their end, as a digest. */
  end: Schema.String,
  /** Where the list goes on. */
  list: Checkpoint.Checkpoint
})

/** How far an export has come. */
export interface SavedExport extends Schema.Schema.Type<typeof SavedExport> {}

const Text = Schema.fromJsonString(SavedExport)

/** Replaces what was saved. */
export const save = Effect.fnUntraced(function* (path: string, saved: SavedExport) {
  const text = yield* Effect.orDie(Schema.encodeEffect(Text)(saved))
  yield* WholeFile.replace(path, text)
})

/** What was saved; undefined where nothing was. */
export const load = Effect.fnUntraced(function* (path: string, of: string) {
  const text = yield* WholeFile.read(path)
  if (text === undefined) return undefined
  const saved = yield* Effect.mapError(Schema.decodeEffect(Text)(text), () =>
    Failure.usage(`${path} is no checkpoint of an export: name another file, or remove it`)
  )
  if (saved.of === of) return saved
  return yield* Failure.usage(
    `the checkpoint in ${path} is of another export (${saved.of}, and now ${of}): remove it to begin anew`
  )
})

/** Forgets what was saved. */
export const forget = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  yield* files.remove(path, { force: true })
  yield* files.remove(WholeFile.newName(path), { force: true })
})

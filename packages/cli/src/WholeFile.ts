/**
 * A small file that is replaced in one step: there is always a whole one, the old or the new. Failures name it.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Failure from "./Failure.ts"
import * as FileFailure from "./FileFailure.ts"

/** The name that the text has until it is whole. */
export const newName = (path: string): string => `${path}.new`

/** The text of a file; undefined where there is none. */
export const read = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  return yield* files
    .readFileString(path)
    .pipe(
      Effect.catchTag("PlatformError", (error) =>
        error.reason._tag === "NotFound"
          ? Effect.succeed(undefined)
          : Failure.other(`${path} cannot be read: ${FileFailure.wordOf(error)}`)
      )
    )
})

/** Replaces a file. @param by the name until it is whole, which nobody else may write under at the time */
export const replace = Effect.fnUntraced(function* (path: string, text: string, by: string = newName(path)) {
  const files = yield* FileSystem.FileSystem
  yield* files.writeFileString(by, text).pipe(
    Effect.andThen(files.rename(by, path)),
    Effect.tapError(() => Effect.ignore(files.remove(by, { force: true }))),
    Effect.mapError(FileFailure.cannotWrite(path))
  )
})

/**
 * A small file that is replaced in one step: there is always a whole one, the old or the new.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"

/** The name that the text has until it is whole. */
export const newName = (path: string): string => `${path}.new`

/** Replaces a file. @param by the name until it is whole, which nobody else may write under at the time */
export const replace = Effect.fnUntraced(function* (path: string, text: string, by: string = newName(path)) {
  const files = yield* FileSystem.FileSystem
  yield* files.writeFileString(by, text).pipe(
    Effect.andThen(files.rename(by, path)),
    Effect.tapError(() => Effect.ignore(files.remove(by, { force: true })))
  )
})

/**
 * A file that is being written: under another name until it is whole.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Failure from "../Failure.ts"

/** The name that a file has until it is whole, and keeps when its list ended in doubt. */
export const nameOf = (path: string): string => `${path}.partial`

/** Opens a new file under that name, or goes on with one after `bytes` of it. */
export const open = Effect.fnUntraced(function* (path: string, bytes: number | undefined, checkpoint?: string) {
  const files = yield* FileSystem.FileSystem
  if (bytes === undefined) return yield* files.open(path, { flag: "w" })
  const missing = Failure.other(
    `${path} does not hold what the checkpoint ${checkpoint ?? ""} says: remove the checkpoint to begin anew`
  )
  const file = yield* Effect.mapError(files.open(path, { flag: "r+" }), () => missing)
  const { size } = yield* file.stat
  if (Number(size) < bytes) return yield* missing
  yield* file.truncate(bytes)
  yield* file.seek(BigInt(bytes), "start")
  return file
})

/**
 * A file that is being written: under another name until it is whole.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import { createHash } from "node:crypto"
import * as Failure from "../Failure.ts"
import type { SavedExport } from "./SavedExport.ts"

/** The name that a file has until it is whole, and keeps when its list ended in doubt. */
export const nameOf = (path: string): string => `${path}.partial`

/** A digest of the last of some bytes: whoever edits what stands before moves them. */
export const endOf = Effect.fnUntraced(function* (file: FileSystem.File, bytes: number) {
  const length = Math.min(bytes, 4096)
  const end = yield* file.readAlloc(length, { position: BigInt(bytes - length) })
  return createHash("sha256")
    .update(Option.getOrElse(end, () => new Uint8Array()))
    .digest("hex")
})

/** Opens a new file under that name. */
export const open = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  return yield* files.open(path, { flag: "w+" })
})

/** Goes on with a file behind what was saved of it. @param checkpoint the file that this was saved in */
export const goOn = Effect.fnUntraced(function* (path: string, { bytes, end }: SavedExport, checkpoint: string) {
  const files = yield* FileSystem.FileSystem
  const other = Failure.other(
    `${path} does not hold what the checkpoint ${checkpoint} says: remove the checkpoint to begin anew`
  )
  const file = yield* Effect.mapError(files.open(path, { flag: "r+" }), () => other)
  const { size } = yield* file.stat
  if (Number(size) < bytes || (yield* endOf(file, bytes)) !== end) return yield* other
  yield* file.truncate(bytes)
  yield* file.seek(BigInt(bytes), "start")
  return file
})

/**
 * What is wrong with a file, in words.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Predicate from "effect/Predicate"
import { basename, dirname } from "node:path"
import * as Failure from "./Failure.ts"

/** What the system says, in one word: `NotFound`, or its own code where Effect has no word for it, such as `ENOSPC`. */
export const wordOf = ({ reason }: PlatformError): string => {
  const { cause } = reason
  const code = Predicate.isObject(cause) ? cause["code"] : undefined
  return reason._tag === "Unknown" && Predicate.isString(code) ? code : reason._tag
}

/** The failure of a write. */
export const cannotWrite =
  (path: string) =>
  (error: PlatformError): Failure.Failure =>
    Failure.other(
      `${path} cannot be written: ${wordOf(error)}; does the folder ${dirname(path)} exist, may you write there, and is there room?`
    )

/** Fails where no file can be made beside this one, before anything is done that would be in vain. Writes nothing. */
export const refuseUnwritable = Effect.fnUntraced(function* (path: string) {
  if (basename(path) === "-") {
    return yield* Failure.usage("- is no name of a file here: give one; only `piggy export --out -` writes to stdout")
  }
  const files = yield* FileSystem.FileSystem
  yield* Effect.mapError(files.access(dirname(path), { writable: true }), cannotWrite(path))
})

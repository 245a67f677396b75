/**
 * Files that are read again when somebody saves them.
 */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { watch } from "node:fs"
import { basename, dirname } from "node:path"

/** Editors write a file in several steps; what comes within this many milliseconds is one save. */
const settle = 50

/**
 * Runs `reload` after each save of `path` while the scope lives, one at a time, so that the last save has the last word.
 *
 * The folder is watched: editors replace files.
 */
export const onSave = Effect.fnUntraced(function* (
  path: string,
  reload: Effect.Effect<void>
): Effect.fn.Return<void, never, Scope.Scope> {
  const saves = yield* Queue.sliding<"saved">(1)
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      let timer: NodeJS.Timeout | undefined
      const watcher = watch(dirname(path), (_, name) => {
        if (name !== null && name !== basename(path)) return
        clearTimeout(timer)
        timer = setTimeout(() => Queue.offerUnsafe(saves, "saved"), settle)
      })
      return () => {
        clearTimeout(timer)
        watcher.close()
      }
    }),
    (stop) => Effect.sync(stop)
  )
  yield* Queue.take(saves).pipe(Effect.andThen(reload), Effect.forever, Effect.forkScoped)
})

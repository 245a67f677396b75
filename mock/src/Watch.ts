/**
 * Files that are read again when somebody saves them.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { watch } from "node:fs"
import { basename, dirname } from "node:path"

/** Editors write a file in several steps; what comes within this many milliseconds is one save. */
const settle = 50

/** Runs `reload` after each save of `path` while the scope lives. The folder is watched: editors replace files. */
export const onSave = (path: string, reload: Effect.Effect<void>): Effect.Effect<void, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.context().pipe(
      Effect.map((context) => {
        let timer: NodeJS.Timeout | undefined
        const watcher = watch(dirname(path), (_, name) => {
          if (name !== basename(path)) return
          clearTimeout(timer)
          timer = setTimeout(() => Effect.runForkWith(context)(reload), settle)
        })
        return () => {
          clearTimeout(timer)
          watcher.close()
        }
      })
    ),
    (stop) => Effect.sync(stop)
  )

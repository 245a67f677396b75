/**
 * Files that are read again when somebody saves them.
 *
 * They are looked at several times a second, by name: that finds what a link leads to, a file or a folder that another
 * took the place of, a file that was not there yet, and saves on disks that send no word of them.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { statSync } from "node:fs"

/** How often the files are looked at, in milliseconds. What differs at two looks in a row is still being written. */
const interval = 100

type Stamps = ReadonlyMap<string, string>

/** What tells one save of a file from another; a file that is not there has a stamp, too. */
const stampOf = (path: string): string => {
  try {
    const { ctimeMs, dev, ino, mtimeMs, size } = statSync(path)
    return `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const stampsOf = (paths: ReadonlyArray<string>): Stamps => new Map(paths.map((path) => [path, stampOf(path)]))

const differs = (one: Stamps, other: Stamps): boolean => [...one].some(([path, stamp]) => other.get(path) !== stamp)

/** Waits in real time, whatever clock the fiber runs on. */
const pause: Effect.Effect<void> = Effect.callback((resume) => {
  const timer = setTimeout(() => resume(Effect.void), interval)
  return Effect.sync(() => clearTimeout(timer))
})

/**
 * Runs `reload` after each save of one of the files while the scope lives, one at a time, so that the last save has the
 * last word.
 *
 * @param files asked before each look: what is read may refer to other files than before
 */
export const onSave = Effect.fnUntraced(function* (
  files: () => ReadonlyArray<string>,
  reload: Effect.Effect<void>
): Effect.fn.Return<void, never, Scope.Scope> {
  let known = stampsOf(files())
  let previous = known
  const look = Effect.gen(function* () {
    yield* pause
    const now = stampsOf(files())
    const isBeingWritten = differs(now, previous)
    previous = now
    if (isBeingWritten || !differs(now, known)) return
    known = now
    yield* reload
    // A file that is new to us is known as it is now; of the others, what was saved meanwhile is found at the next look.
    known = new Map([...stampsOf(files()), ...known])
    previous = known
  })
  yield* Effect.forkScoped(Effect.forever(look))
})

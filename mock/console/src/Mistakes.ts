/**
 * A client's mistakes by name: each kind once, with every time that it was made.
 */
import type { Mistake } from "../../src/Walk.ts"

export interface Kind {
  readonly kind: Mistake["kind"]
  readonly mistakes: ReadonlyArray<Mistake>
}

/** In the order in which each was made first. */
export const byKind = (mistakes: ReadonlyArray<Mistake>): ReadonlyArray<Kind> =>
  [...Map.groupBy(mistakes, ({ kind }) => kind)].map(([kind, made]) => ({ kind, mistakes: made }))

/**
 * A client's mistakes by name: each kind once, with what was said each time.
 */
import type { Mistake } from "../../src/Walks.ts"

export interface Kind {
  readonly kind: Mistake["kind"]
  /** What was said, once for each time. */
  readonly messages: ReadonlyArray<string>
}

/** In the order in which each was made first. */
export const byKind = (mistakes: ReadonlyArray<Mistake>): ReadonlyArray<Kind> =>
  [...Map.groupBy(mistakes, ({ kind }) => kind)].map(([kind, made]) => ({
    kind,
    messages: made.map(({ message }) => message)
  }))

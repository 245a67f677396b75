/**
 * A client's mistakes by name: each kind once, with how often it was made and what was said the first time.
 */
import type { Mistake } from "../../src/Walks.ts"

export interface Kind {
  readonly kind: Mistake["kind"]
  readonly times: number
  readonly message: string
}

/** In the order in which each was made first. */
export const byKind = (mistakes: ReadonlyArray<Mistake>): ReadonlyArray<Kind> =>
  [...Map.groupBy(mistakes, ({ kind }) => kind)].map(([kind, made]) => ({
    kind,
    times: made.length,
    message: made[0]?.message ?? ""
  }))

/**
 * The rows of a session as they were made, and how others take their place when somebody asks for them by name.
 */
import * as Result from "effect/Result"
import * as Dataset from "./Dataset.ts"
import type { Problem } from "./Invalid.ts"
import type { Seed } from "./Random.ts"

/** Where rows come from; enough of it to find them again. */
export interface Rows {
  readonly source: Dataset.Source
  readonly seed: Seed
  /** How many were generated, or the digest of the rows that were given. */
  readonly origin: { readonly referrals: number } | { readonly data: string }
}

/** Programs that somebody still uses, by seed and size: sessions that ask for the same one share it. */
const programs = new Map<string, WeakRef<Dataset.Source>>()
const forgotten = new FinalizationRegistry((name: string) => {
  if (programs.get(name)?.deref() === undefined) programs.delete(name)
})

/** Rows that are computed. */
export const generated = (seed: Seed, referrals: number): Rows => {
  const name = `${referrals} ${seed}`
  const known = programs.get(name)?.deref()
  const source = known ?? Dataset.generate({ seed, referrals })
  if (known === undefined) {
    programs.set(name, new WeakRef(source))
    forgotten.register(source, name)
  }
  return { source, seed, origin: { referrals } }
}

/** What somebody wants other than it is. */
export interface Wanted {
  readonly seed?: Seed | undefined
  readonly referrals?: number | Dataset.SizeName | undefined
  /** Needed where rows were loaded: they are not replaced by accident. */
  readonly rows?: "generated" | undefined
}

const wouldReplace: Problem = {
  path: "rows",
  code: "missing",
  limits: { choices: ["generated"] },
  message:
    'these rows were loaded, and `referrals` would generate others in their place: say so with "rows": "generated"'
}

/** @returns the rows with another seed or size, the same ones if nothing is wanted, or why not */
export const other = (
  made: Rows,
  { referrals, rows, seed = made.seed }: Wanted
): Result.Result<Rows, ReadonlyArray<Problem>> => {
  if ("data" in made.origin && rows === undefined) {
    return referrals === undefined
      ? Result.succeed(seed === made.seed ? made : { ...made, seed })
      : Result.fail([wouldReplace])
  }
  const size = Dataset.sizeOf(referrals ?? ("referrals" in made.origin ? made.origin.referrals : undefined))
  const isSame = "referrals" in made.origin && seed === made.seed && size === made.origin.referrals
  return Result.succeed(isSame ? made : generated(seed, size))
}

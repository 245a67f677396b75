/**
 * Which versions of `effect` the SDK has to be tried on. Pure: `run.ts` asks npm and tries them.
 */
import * as Option from "effect/Option"
import * as SemVer from "effect/SemVer"
import * as SemVerRange from "effect/SemVerRange"

export interface Plan {
  /** The lowest and the newest published version that the range admits. */
  readonly lowest: string
  readonly newest: string
  /** Those of the two that `pnpm test` does not run on anyhow. */
  readonly toTry: ReadonlyArray<string>
}

/**
 * @param range the peer range of the SDK
 * @param published every version on npm
 * @param installed the version that the repository itself is tested with
 */
export const make = (range: string, published: ReadonlyArray<string>, installed: string): Plan => {
  const admitted = SemVerRange.parseUnsafe(range)
  const versions = published.map(SemVer.parseUnsafe)
  const named = (version: Option.Option<SemVer.SemVer>): string =>
    SemVer.format(
      Option.getOrThrowWith(
        version,
        () => new Error(`no published version of effect satisfies the peer range ${range}`)
      )
    )
  const lowest = named(SemVerRange.minSatisfying(admitted, versions))
  const newest = named(SemVerRange.maxSatisfying(admitted, versions))
  return { lowest, newest, toTry: [...new Set([lowest, newest])].filter((version) => version !== installed) }
}

/** The newest version of a package that moves together with `effect`, and is not newer than it. */
export const companionOf = (effect: string, published: ReadonlyArray<string>): string => {
  const notNewer = SemVerRange.lessThanOrEqualTo(SemVer.parseUnsafe(effect))
  return SemVer.format(Option.getOrThrow(SemVerRange.maxSatisfying(notNewer, published.map(SemVer.parseUnsafe))))
}

/** Whether the range admits a version. */
export const admits = (range: string, version: string): boolean =>
  SemVerRange.matches(SemVerRange.parseUnsafe(range), SemVer.parseUnsafe(version))

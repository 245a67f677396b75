/**
 * Makes checkpoints, checks them before a traversal resumes, and reads them.
 *
 * Pure.
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import * as Checkpoint from "../../Checkpoint.ts"
import { omitUndefined } from "../omitUndefined.ts"
import { redactText } from "../redact.ts"
import { typeGuard } from "../typeGuard.ts"
import { digest } from "./digest.ts"
import * as ListEnd from "./listEnd.ts"
import type { SavedKeys } from "./knownRows.ts"

/** What a traversal reads. A checkpoint can only resume a traversal of the same scope. */
export interface Scope {
  readonly origin: string
  /** Of the list on its host: the path of the base URL, and the list's own. */
  readonly path: string
  readonly filter: Schema.Json
  readonly pageSize: number
}

// With sorted keys, so that equal filters give equal texts.
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part
  )

/** What a checkpoint keeps of a filter, whose values may be about a person. */
export const filterDigest = (filter: unknown): string => digest(canonical(filter))

// Up to version 2, a checkpoint kept the filter itself. One that cannot be written was never given.
const filterOf = ({ filter, version }: Checkpoint.Checkpoint): unknown =>
  version === 3 ? filter : Option.getOrUndefined(Result.getSuccess(Result.try(() => filterDigest(filter))))

// Up to version 2, a checkpoint knew the list's own path only.
const isOfPath = ({ path, version }: Checkpoint.Checkpoint, scope: Scope): boolean =>
  path === undefined || (version === 3 ? scope.path === path : scope.path.endsWith(path))

const isCheckpoint = typeGuard(Checkpoint.Checkpoint)

/** Why a traversal cannot resume from a checkpoint; undefined when it can. */
export const refusal = (checkpoint: unknown, scope: Scope): string | undefined => {
  if (!isCheckpoint(checkpoint)) {
    return `from is not a checkpoint of version 1 to ${Checkpoint.version}: decode it by Checkpoint.Checkpoint, or start over`
  }
  const made = (what: string) => `the checkpoint in from was made ${what}`
  if (checkpoint.origin !== scope.origin) {
    return `${made(`at ${redactText(checkpoint.origin, [])}`)}, and this client reads ${scope.origin}: use a client of that host, or start over`
  }
  if (!isOfPath(checkpoint, scope)) {
    return `${made(`for another list`)} than ${scope.path}: give it to the list and the base URL that made it, or start over`
  }
  if (checkpoint.pageSize !== scope.pageSize) {
    return `${made(`with pageSize ${checkpoint.pageSize}`)}, got ${scope.pageSize}: leave pageSize out to use the checkpoint's`
  }
  return filterOf(checkpoint) === filterDigest(scope.filter)
    ? undefined
    : `${made("with another filter")}: give the same filter, or start over`
}

/** The keys that a checkpoint holds. */
export const savedKeys = ({ keys: [older = [], newer = [], cut = []] }: Checkpoint.Checkpoint): SavedKeys => ({
  older,
  newer,
  cut
})

/** The evidence that a checkpoint holds. One of version 1 holds less, so it proves less. */
export const evidenceOf = ({ evidence, longest, seen }: Checkpoint.Checkpoint): ListEnd.Evidence =>
  evidence === undefined
    ? { ...ListEnd.noEvidence, read: seen, delivered: seen, longest }
    : {
        read: seen,
        delivered: evidence.delivered,
        longest: evidence.longest,
        shortest: evidence.shortest ?? Infinity,
        last: evidence.last ?? undefined,
        said: evidence.said,
        idle: evidence.idle,
        idleFull: evidence.idleFull,
        uneven: evidence.uneven,
        resumedElsewhere: evidence.resumedElsewhere
      }

/** Makes a checkpoint. */
export const makeCheckpoint = (
  { origin, pageSize, path }: Scope,
  at: {
    /** Made once for all checkpoints of a traversal. */
    readonly filterDigest: string
    readonly page: number
    readonly keys: SavedKeys
    readonly evidence: ListEnd.Evidence
    readonly moved: boolean
    /** Milliseconds since 1970. */
    readonly now: number
  }
): Checkpoint.Checkpoint => {
  const {
    delivered,
    idle,
    idleFull,
    last = null,
    longest,
    read,
    resumedElsewhere,
    said,
    shortest,
    uneven
  } = at.evidence
  const { cut, newer, older } = at.keys
  return {
    version: Checkpoint.version,
    origin,
    path,
    filter: at.filterDigest,
    pageSize,
    page: at.page,
    seen: read,
    longest: ListEnd.longestOf(at.evidence),
    keys: cut.length === 0 ? [older, newer] : [older, newer, cut],
    evidence: {
      at: at.now,
      delivered,
      longest,
      shortest: shortest === Infinity ? null : shortest,
      last,
      ...omitUndefined({ said }),
      idle,
      idleFull,
      moved: at.moved,
      uneven,
      resumedElsewhere
    }
  }
}

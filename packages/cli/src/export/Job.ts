/**
 * An export: every referral into one file, which has its name when it is whole and never before.
 */
import { type PiggyError, Referral, type Referrals } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import type * as PlatformError from "effect/PlatformError"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Failure from "../Failure.ts"
import * as FileClaim from "../FileClaim.ts"
import * as FileFailure from "../FileFailure.ts"
import * as Reading from "../Reading.ts"
import type { Redaction } from "../Redaction.ts"
import { encode, type Encoder } from "./Encoder.ts"
import * as Format from "./Format.ts"
import * as Json from "./Json.ts"
import * as SavedExport from "./SavedExport.ts"
import * as Unfinished from "./Unfinished.ts"

/** What is exported, and where to. */
export interface Job {
  readonly out: string
  readonly format: Format.Format
  readonly settings: Format.Settings
  readonly filter: Referrals.Filter
  readonly concurrency: number
  readonly redaction: Redaction
  /** The file that says how far it has come; undefined where it begins anew each time. */
  readonly checkpoint: string | undefined
  /** Tells what an end before the end leaves behind. */
  readonly tell: (note: string) => Effect.Effect<void>
}

/** How it went. */
export interface Exported {
  readonly summary: Referrals.Summary
  /** Rows in the file, by all runs that it took. */
  readonly rows: number
  /** Where they are: `out`, or its unfinished name when the list ended in doubt. */
  readonly path: string
}

/** What tells one export from another, in words. */
const identity = ({ format, out, redaction, settings }: Job): string =>
  [
    `${format} into ${out}`,
    ...(format === "csv" && !settings.escapeFormulas ? ["formulas as they are"] : []),
    ...(format === "parquet" ? [`ids as ${settings.ids}`] : []),
    // Of a key, only what it makes of nothing.
    ...(redaction.key === undefined ? [] : [`emails hashed (${redaction.email("").slice(-8)})`])
  ].join(", ")

const rowOf = Schema.decodeUnknownEffect(Schema.fromJsonString(Referral.Referral))

/** Makes the file of the rows that were gathered as JSON lines. */
const convert = Effect.fnUntraced(function* (from: string, to: string, encoder: Encoder) {
  const files = yield* FileSystem.FileSystem
  const file = yield* Unfinished.open(to)
  let rows = 0
  yield* files.stream(from).pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.mapEffect((line) => rowOf(line)),
    Stream.grouped(1000),
    Stream.runForEach((some) =>
      Effect.flatMap(
        encode(() => encoder.rows(some, rows)),
        (bytes) => {
          rows += some.length
          return file.writeAll(bytes)
        }
      )
    )
  )
  yield* file.writeAll(yield* encode(() => encoder.end(rows)))
  yield* file.sync
}, Effect.scoped)

const left = (job: Job, rows: number, exit: Exit.Exit<unknown, unknown>): Effect.Effect<void> => {
  if (Exit.isSuccess(exit) || rows === 0) return Effect.void
  return job.tell(
    job.checkpoint === undefined
      ? `the ${rows} referrals that came before are in ${Unfinished.nameOf(job.out)}`
      : `${rows} referrals are kept: the same command goes on behind them`
  )
}

type Failed = Failure.Failure | PiggyError.PiggyError | PlatformError.PlatformError | Schema.SchemaError

/** Exports. An end in doubt is told by the result, not by a failure. */
export const run = Effect.fnUntraced(function* (
  job: Job
): Effect.fn.Return<Exported, Failed, Referrals.Referrals | FileSystem.FileSystem | Scope.Scope> {
  const { checkpoint, format, out } = job
  const files = yield* FileSystem.FileSystem
  const partial = Unfinished.nameOf(out)
  // What cannot be gone on with is gathered as lines, and made into its format at the end.
  const isGathered = checkpoint !== undefined && !Format.canGoOn(format)
  const working = isGathered ? `${out}.rows.partial` : partial
  if (checkpoint !== undefined && [out, partial, working].includes(checkpoint)) {
    return yield* Failure.usage(`the export itself writes to ${checkpoint}: give --checkpoint another name`)
  }
  for (const path of checkpoint === undefined ? [out] : [out, checkpoint]) {
    yield* FileFailure.refuseUnwritable(path)
    // Two that write one file would each write over the other's rows.
    yield* FileClaim.claim(path)
  }

  const encoder = isGathered ? Json.ndjson : yield* Format.encoder(format, job.settings)
  const of = identity(job)
  const saved = checkpoint === undefined ? undefined : yield* SavedExport.load(checkpoint, of)
  let rows = saved?.rows ?? 0
  let bytes = saved?.bytes ?? 0

  const write = Effect.gen(function* () {
    const file = yield* saved === undefined || checkpoint === undefined
      ? Unfinished.open(working)
      : Unfinished.goOn(working, saved, checkpoint)
    // Whether the encoder gave bytes that the file did not take: on a full disk.
    let hasLost = false
    const append = Effect.fnUntraced(function* (make: () => Uint8Array) {
      const chunk = yield* encode(make)
      yield* Effect.tapError(file.writeAll(chunk), () => Effect.sync(() => (hasLost = true)))
      bytes += chunk.length
    })
    const take = Effect.fnUntraced(function* ({ checkpoint: list, items }: Referrals.Page) {
      const redacted = items.map(job.redaction.referral)
      yield* append(() => encoder.rows(redacted, rows))
      rows += items.length
      if (checkpoint === undefined) return
      yield* file.sync
      const end = yield* Unfinished.endOf(file, bytes)
      yield* SavedExport.save(checkpoint, { version: 1, of, bytes, rows, end, list })
    }, Effect.uninterruptible)

    // Without a checkpoint nobody goes on: what came is made a whole file of its format, or else no file.
    const isLost = Effect.sync(() => void (rows = 0))
    const finish = append(() => encoder.end(rows)).pipe(
      Effect.andThen(file.sync),
      Effect.tapError(() => (checkpoint === undefined ? isLost : Effect.void))
    )
    const finishEarly = Effect.suspend(() => {
      if (checkpoint !== undefined || rows === 0) return Effect.void
      if (hasLost && !Format.canGoOn(format)) return isLost
      return Effect.ignore(Effect.andThen(file.truncate(bytes), finish))
    })
    const read = Reading.pages(job.filter, { concurrency: job.concurrency, from: saved?.list }, take)
    return yield* Effect.onError(read, () => finishEarly).pipe(
      Effect.tap(finish),
      Effect.onExit((exit) => left(job, rows, exit))
    )
  })

  const summary = yield* Effect.scoped(write).pipe(
    // A file without a row is no use to anybody.
    Effect.onError(() => (rows === 0 ? Effect.ignore(files.remove(working, { force: true })) : Effect.void))
  )

  if (isGathered) yield* convert(working, partial, yield* Format.encoder(format, job.settings))
  // In this order: a crash in between costs reading the list again, and never a row.
  if (checkpoint !== undefined) yield* SavedExport.forget(checkpoint)
  if (isGathered) yield* files.remove(working, { force: true })
  if (summary.complete) yield* files.rename(partial, out)
  return { summary, rows, path: summary.complete ? out : partial }
}, Effect.scoped)

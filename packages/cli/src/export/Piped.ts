/**
 * An export to stdout, for the next program of a pipe: no file, nothing that is claimed, and nothing to go on with.
 */
import type { PiggyError, Referrals } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import { resolve } from "node:path"
import * as Failure from "../Failure.ts"
import * as Output from "../Output.ts"
import * as Reading from "../Reading.ts"
import { encode } from "./Encoder.ts"
import * as Format from "./Format.ts"
import type { Exported, Job } from "./Job.ts"

/** Whether a file that was asked for is stdout: `-`, which is a whole path by now. */
export const isStdout = (path: string): boolean => path === resolve("-")

/** Exports. What a doubt or a failure cuts has no end of its format: JSON without its last bracket is no JSON. */
export const run = Effect.fnUntraced(function* ({
  checkpoint,
  concurrency,
  filter,
  format,
  redaction,
  settings
}: Job): Effect.fn.Return<Exported, Failure.Failure | PiggyError.PiggyError, Referrals.Referrals> {
  if (checkpoint !== undefined) {
    return yield* Failure.usage(
      "--checkpoint goes on with a file, and stdout is none: give --out a name, or leave it out"
    )
  }
  if (format === "parquet") {
    return yield* Failure.usage(
      "Parquet is read from its end, which a pipe cannot: give --out a name, such as all.parquet"
    )
  }
  const encoder = yield* Format.encoder(format, settings)
  const decoder = new TextDecoder()
  const write = (make: () => Uint8Array) =>
    Effect.flatMap(encode(make), (bytes) => (bytes.length === 0 ? Effect.void : Output.raw(decoder.decode(bytes))))
  let rows = 0
  const summary = yield* Reading.pages(filter, { concurrency }, ({ items }) =>
    Effect.gen(function* () {
      yield* write(() => encoder.rows(items.map(redaction.referral), rows))
      rows += items.length
    })
  )
  if (summary.complete) yield* write(() => encoder.end(rows))
  return { summary, rows, path: "stdout" }
})

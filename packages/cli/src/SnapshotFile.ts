/**
 * A snapshot of the referrals in a file, replaced in one step: what `piggy watch` compares with when it starts again.
 */
import { Referrals } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Failure from "./Failure.ts"
import * as WholeFile from "./WholeFile.ts"

const Text = Schema.fromJsonString(Referrals.Snapshot)

/** The snapshot in a file; undefined where there is none yet. */
export const load = Effect.fnUntraced(function* (path: string) {
  const text = yield* WholeFile.read(path)
  if (text === undefined) return undefined
  return yield* Effect.mapError(Schema.decodeEffect(Text)(text), () =>
    Failure.usage(`${path} is no snapshot of referrals: name another file, or remove it`)
  )
})

/** Replaces the snapshot in a file. */
export const save = Effect.fnUntraced(function* (path: string, snapshot: Referrals.Snapshot) {
  const text = yield* Effect.orDie(Schema.encodeEffect(Text)(snapshot))
  yield* WholeFile.replace(path, text)
})

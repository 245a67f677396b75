/**
 * One line that brings the same server back: seed, size of the program, scenario.
 *
 * Faults and drift are functions of these, so the same requests get the same bytes again. What hangs on the clock, a rate
 * limit's windows and the `Date` header, follows the clock.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Settings } from "./Scenario.ts"

const Token = Schema.Struct({
  v: Schema.Literal(1),
  seed: Schema.Union([Schema.String, Schema.Finite]),
  /** Absent when the rows came from a file. */
  referrals: Schema.optionalKey(Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })))),
  /** Digest of the file that the rows came from. */
  data: Schema.optionalKey(Schema.String),
  scenario: Settings
})
export type Replay = typeof Token.Type

const decode = Schema.decodeUnknownResult(Token, { onExcessProperty: "error" })

/** Fits a response header: URL-safe base64 of JSON. */
export const encode = (replay: Replay): string => Buffer.from(JSON.stringify(replay)).toString("base64url")

/** Reads a token, or says that it is none. */
export const parse = (token: string): Result.Result<Replay, string> => {
  try {
    return decode(JSON.parse(Buffer.from(token, "base64url").toString())).pipe(
      Result.mapError((error) => `this replay token is not one of this version: ${error.message}`)
    )
  } catch {
    return Result.fail("this is no replay token: copy the whole value of an X-Mock-Replay header")
  }
}

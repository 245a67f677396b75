/**
 * One line that brings the same server back: seed, size of the program, scenario.
 *
 * Faults and drift are functions of these, so the same requests get the same bytes again. What hangs on the clock, a rate
 * limit's windows and the `Date` header, follows the clock.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { deflateRawSync, inflateRawSync } from "node:zlib"
import { Settings } from "./Scenario.ts"
import { Seed } from "./Seed.ts"

const Token = Schema.Struct({
  v: Schema.Literal(1),
  seed: Seed,
  /** Absent when the rows came from a file. */
  referrals: Schema.optionalKey(Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })))),
  /** Digest of the file that the rows came from. */
  data: Schema.optionalKey(Schema.String),
  scenario: Settings
})
export type Replay = typeof Token.Type

const decode = Schema.decodeUnknownResult(Token, { onExcessProperty: "error" })

/** What a token may unfold to, in bytes; a hundred steps with every setting fit. */
const longest = 200_000

/** Characters of a token that still go out in a header: clients read 16 kB of headers, proxies often only 8. */
export const longestHeader = 4000

/** Fits a response header, a long script's too: JSON, deflated, in URL-safe base64. */
export const encode = (replay: Replay): string => deflateRawSync(JSON.stringify(replay)).toString("base64url")

/** Reads a token, or says that it is none. */
export const parse = (token: string): Result.Result<Replay, string> => {
  let json: unknown
  try {
    json = JSON.parse(inflateRawSync(Buffer.from(token, "base64url"), { maxOutputLength: longest }).toString())
  } catch {
    return Result.fail("this is no replay token: copy the whole value of an X-Mock-Replay header")
  }
  return decode(json).pipe(Result.mapError((error) => `this replay token is not one of this version: ${error.message}`))
}

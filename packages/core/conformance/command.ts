/**
 * What `pnpm conformance` was told: where to go, with which key, and what is excused there.
 *
 * Pure. The vendor's own API is asked only when that is said twice, once a second, and with nothing but GET.
 */
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { parseArgs } from "node:util"
import { parseBase } from "../src/internal/http/baseUrl.ts"
import { cases } from "./cases.ts"
import { type Profile, profiles, type Target } from "./targets.ts"

const gets = cases.flatMap(({ asks }) => asks).filter(({ body }) => body === undefined).length

export const usage = `Runs the conformance suite against anything that claims to be the API.

  PIGGY_API_KEY=<key> pnpm conformance --target <url> [--profile <name>]

  --target    base URL, such as http://127.0.0.1:4010
  --profile   what is excused: ${Object.keys(profiles).join(", ")}. Default: strict, which excuses nothing,
              and live for the vendor's own API

A mock takes any key. Exits with 1 when a case fails, with 2 when the suite cannot run.
The vendor's own API is asked with PIGGY_LIVE=1 only: one GET a second, ${gets} of them.`

/** The names that the API is known under. */
const vendor = /(?:^|\.)(?:piggy\.eu|piggy\.nl|leat\.com)$/

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

const isProfile = (name: string): name is Profile => Object.hasOwn(profiles, name)

type Environment = Readonly<Record<string, string | undefined>>

const parse = (args: ReadonlyArray<string>) =>
  Result.try({
    try: () =>
      parseArgs({
        args: args.filter((argument) => argument !== "--"),
        options: { target: { type: "string" }, profile: { type: "string" }, help: { type: "boolean", short: "h" } }
      }).values,
    catch: (error) => (error instanceof Error ? error.message : "the arguments cannot be read")
  })

/** The target that was asked for, without its client; `"help"` where that was asked for; or what is wrong. */
export const plan = (
  args: ReadonlyArray<string>,
  environment: Environment
): Result.Result<Omit<Target, "client"> | "help", string> => {
  const parsed = parse(args)
  if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
  const { help, profile, target } = parsed.success
  if (help === true) return Result.succeed("help")
  if (target === undefined)
    return Result.fail("--target is missing: where is the API? e.g. --target http://127.0.0.1:4010")
  if (profile !== undefined && !isProfile(profile)) {
    return Result.fail(`--profile must be one of ${Object.keys(profiles).join(", ")}, got "${profile}"`)
  }
  const base = parseBase(target, false, false)
  if (Result.isFailure(base)) {
    return Result.fail(base.failure.replace("baseUrl", "--target").replace(/: check .*|, or allow it .*/, ""))
  }
  const { hostname } = new URL(target)
  const isVendors = vendor.test(hostname)
  if (isVendors && environment["PIGGY_LIVE"] !== "1") {
    return Result.fail(`${hostname} is the vendor's own API: set PIGGY_LIVE=1 to ask it, once a second and by GET only`)
  }
  const key = environment["PIGGY_API_KEY"] ?? ""
  if (key === "") return Result.fail("PIGGY_API_KEY is not set: a mock takes any, e.g. PIGGY_API_KEY=test")
  return Result.succeed({
    baseUrl: base.success.prefix,
    key: Redacted.make(key),
    excuses: profiles[profile ?? (isVendors ? "live" : "strict")],
    ...(!loopback.test(hostname) && { pace: "1 second", readOnly: true })
  })
}

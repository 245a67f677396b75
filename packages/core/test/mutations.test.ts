/**
 * Bodies broken at random: whatever comes, a page or a reason, and never anything thrown.
 *
 * The seed is printed; `PIGGY_SEED=… ` runs the same bodies again.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { Referral, PiggyError, Referrals } from "@effect-piggy/core"
import { pageDecoder } from "../src/internal/list/decodePage.ts"
import * as Answer from "../src/internal/http/readAnswer.ts"
import { referral } from "../src/testing/FakePiggy.ts"
import { layerOf } from "./requests.ts"

const seed = Number(process.env["PIGGY_SEED"] ?? 1)

/** Mulberry32: a small seeded generator of numbers in [0, 1). */
const randomOf = (start: number) => {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const good = [
  JSON.stringify({ data: [referral(0), referral(1), referral(4)], meta: [] }),
  JSON.stringify({ data: [referral(2)], meta: { current_page: 1, last_page: 3, per_page: 1, total: 3 } }),
  JSON.stringify({ message: "Invalid input.", code: 1003, status_code: 400, errors: { page: ["jane@example.eu"] } })
]

const scraps = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"',
  "\\",
  "null",
  "true",
  "-1",
  "1e999",
  "0.1",
  "NaN",
  '""',
  "{}",
  "[]",
  "\u0000",
  "\uFEFF",
  "\uD800",
  '"__proto__":{"data":1},',
  '"data":',
  '"code":1003,',
  '"code":"1003",',
  '"status_code":500,',
  '"errors":{"a":[1]},',
  '"uuid":',
  '"email":',
  "<html>",
  " ",
  "\n",
  "[".repeat(5000),
  '{"a":'.repeat(5000)
]

const statuses = [200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 408, 422, 429, 500, 503, 599]

const mutate = (text: string, random: () => number): string => {
  const at = Math.floor(random() * (text.length + 1))
  const length = Math.floor(random() * 20)
  const pick = scraps[Math.floor(random() * scraps.length)] ?? ""
  switch (Math.floor(random() * 7)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(0, at) + text.slice(at + length)
    case 2:
      return text.slice(0, at) + pick + text.slice(at)
    case 3:
      return text.slice(0, at) + pick + text.slice(at + length)
    case 4:
      return text.slice(0, at) + text.slice(at, at + length).repeat(2) + text.slice(at + length)
    case 5:
      return text.slice(0, at) + String.fromCodePoint(Math.floor(random() * 0x24f)) + text.slice(at + 1)
    default:
      return text.replace(/"[^"]*"/, pick)
  }
}

const bodies = function* (count: number, random: () => number) {
  for (let n = 0; n < count; n++) {
    let text = good[n % good.length] ?? ""
    for (let times = 1 + Math.floor(random() * 4); times > 0; times--) text = mutate(text, random)
    yield { text, status: statuses[Math.floor(random() * statuses.length)] ?? 200 }
  }
}

const tags = new Set(PiggyError.Reason.members.map((member) => member.identifier))

const decodePage = pageDecoder(Referral.Referral, { key: Referral.key, id: ({ uuid }) => uuid })

describe(`broken bodies (PIGGY_SEED=${seed})`, () => {
  it("100,000 are read as a page or as a reason, without an email in it", () => {
    const seen = new Map<string, number>()
    for (const { status, text } of bodies(100_000, randomOf(seed))) {
      const answer = { status, text, headers: () => ({ "retry-after": text.slice(0, 12), date: text.slice(0, 29) }) }
      const read = Answer.read(answer, { secrets: ["key-0123"], now: 0 })
      const page = Result.andThen(read, (body) => decodePage({ body, status, page: 1 }, "report"))
      const outcome = Result.isSuccess(page) ? "page" : page.failure._tag
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
      if (Result.isFailure(page) && (!tags.has(outcome) || page.failure.message.includes("@example.eu"))) {
        assert.fail(`${outcome} for ${JSON.stringify(text)}`)
      }
    }
    // The mutations reach both ends: some leave a page, and some leave nothing to read.
    for (const outcome of ["page", "MalformedResponse", "InvalidInput", "ServerFailure"]) {
      assert.isAbove(seen.get(outcome) ?? 0, 100, outcome)
    }
  }, 120_000)

  it.live(
    "1,000 go through the whole client, and fail only with a PiggyError",
    () =>
      Effect.gen(function* () {
        const queue = bodies(1000, randomOf(seed + 1))
        const client = HttpClient.make((request) =>
          Effect.sync(() => {
            const { status, text } = queue.next().value ?? { status: 200, text: "" }
            return HttpClientResponse.fromWeb(request, new Response(status === 204 ? null : text, { status }))
          })
        )
        // A client of its own for each: one that was refused waits before it asks again.
        const list = Effect.flatMap(Referrals.Referrals, (referrals) => referrals.list()).pipe(
          Effect.provide(Layer.provide(Referrals.layer, Layer.fresh(layerOf(client, { retry: { attempts: 1 } }))))
        )
        for (let n = 0; n < 1000; n++) {
          const exit = yield* Effect.exit(list)
          if (Exit.isFailure(exit)) {
            assert.deepStrictEqual(
              exit.cause.reasons.map(({ _tag }) => _tag),
              ["Fail"],
              Cause.pretty(exit.cause)
            )
          }
        }
      }),
    30_000
  )
})

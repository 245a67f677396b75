import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { deflateRawSync } from "node:zlib"
import * as MockServer from "../src/MockServer.ts"
import * as Replay from "../src/Replay.ts"
import { get, referralsPath } from "./http.ts"

const scenario = {
  errors: { rate: 0.3, status: 500 },
  latency: { from: 0, to: 3 },
  connection: { truncated: 0.1, reset: 0.1 }
} as const

/** What became of 60 requests, among them repetitions, with so many in flight. */
const outcomes = (url: string, concurrency: number) =>
  Effect.forEach(
    Array.from({ length: 60 }, (_, request) => (request % 20) + 1),
    (page) =>
      Effect.tryPromise(async () => {
        const answer = await fetch(`${url}${referralsPath}?limit=5&page=${page}`, {
          headers: { authorization: "Bearer test" }
        })
        return `${page} ${answer.status} ${await answer.text()}`
      }).pipe(Effect.orElseSucceed(() => `${page} broke off`)),
    { concurrency }
  ).pipe(Effect.map((all) => all.toSorted()))

layer(MockServer.layer({ referrals: 90, seed: "replay", scenario }))("a replay token", (it) => {
  it.effect("brings another server to answer the same requests alike, whatever the order they arrive in", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const first = yield* outcomes(url, 1)
      assert.isTrue(first.some((outcome) => outcome.includes(" 500 ")))
      assert.isTrue(first.some((outcome) => outcome.endsWith("broke off")))

      const happy = { "x-mock-scenario": "happy" }
      const { "x-mock-replay": token = "" } = (yield* get(url, referralsPath, happy)).headers
      const replay = yield* Effect.fromResult(Replay.parse(token))
      assert.deepInclude(replay, { seed: "replay", referrals: 90, scenario })
      const { referrals = 0, ...rest } = replay
      const again = yield* MockServer.make({ referrals, seed: rest.seed, scenario: rest.scenario })
      assert.deepStrictEqual(yield* outcomes(again.url, 6), first)

      const other = yield* MockServer.make({ referrals, seed: "another", scenario: rest.scenario })
      assert.notDeepEqual(yield* outcomes(other.url, 6), first)
    }).pipe(Effect.scoped)
  )

  it.effect("brings back what Prism generates, and generates anew for a repeated request", () =>
    Effect.gen(function* () {
      const generated = (url: string) => get(url, referralsPath, { prefer: "dynamic=true", "x-mock-scenario": "happy" })
      const texts = Effect.gen(function* () {
        const { url } = yield* MockServer.make({ seed: "replay" })
        return [(yield* generated(url)).text, (yield* generated(url)).text]
      }).pipe(Effect.scoped)
      const first = yield* texts
      assert.notStrictEqual(first[0], first[1])
      assert.deepStrictEqual(yield* texts, first)
    })
  )

  it("is refused in words when it is none", () => {
    assert.isTrue(Result.isFailure(Replay.parse("nonsense")))
    const empty = deflateRawSync("{}").toString("base64url")
    assert.include(String(Result.getFailure(Replay.parse(empty))), "not one of this version")
    const bomb = deflateRawSync(Buffer.alloc(10_000_000)).toString("base64url")
    assert.include(String(Result.getFailure(Replay.parse(bomb))), "no replay token")
  })
})

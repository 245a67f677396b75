/**
 * Reading a whole list, a part of it, and the rest of it.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Checkpoint, Credentials } from "@effect-piggy/core"
import { type Case, same, using } from "./world.ts"

const uuidsOf = (rows: ReadonlyArray<{ readonly uuid: string }>) => rows.map(({ uuid }) => uuid)
const json = Schema.fromJsonString(Checkpoint.Checkpoint)

export const cases: ReadonlyArray<Case> = [
  {
    name: "every referral in order, eight requests in flight, complete",
    run: ({ mock, uuids }) =>
      using({ baseUrl: mock }, (referrals) =>
        Effect.gen(function* () {
          const { referrals: rows, summary } = yield* referrals.collect({}, { concurrency: 8 })
          yield* same("uuids", uuidsOf(rows), uuids)
          yield* same("complete", [summary.complete, summary.endedBy], [true, "emptyPage"])
        })
      )
  },
  {
    name: "a filter",
    run: ({ completed, mock }) =>
      using({ baseUrl: mock }, (referrals) =>
        Effect.gen(function* () {
          const rows = yield* Stream.runCollect(referrals.stream({ status: "completed" }))
          yield* same("count", rows.length, completed)
          yield* same("others", rows.filter(({ status }) => status !== "completed").length, 0)
        })
      )
  },
  {
    name: "a checkpoint through JSON: what was read and the rest are the whole",
    run: ({ mock, uuids }) =>
      using({ baseUrl: mock }, (referrals) =>
        Effect.gen(function* () {
          const first = yield* referrals.collect({}, { maxPages: 7 })
          const text = yield* Schema.encodeEffect(json)(yield* Effect.fromNullishOr(first.summary.checkpoint))
          const rest = yield* referrals.collect({}, { from: yield* Schema.decodeEffect(json)(text) })
          yield* same("uuids", [...uuidsOf(first.referrals), ...uuidsOf(rest.referrals)], uuids)
        })
      )
  },
  {
    name: "a token that is fetched with client id and secret",
    run: ({ mock }) =>
      using(
        {
          baseUrl: mock,
          credentials: Credentials.clientCredentials({ clientId: 1, clientSecret: Redacted.make("secret") })
        },
        (referrals) => Effect.flatMap(referrals.list({ limit: 5 }), ({ data }) => same("count", data.length, 5))
      )
  },
  {
    name: "requests that name the SDK, or the browser that they come from",
    run: ({ home }) =>
      using({ baseUrl: `${home}/who` }, (referrals) =>
        Effect.flatMap(referrals.list(), ({ data }) => {
          const agent = data[0]?.uuid ?? ""
          return same(agent, /^(?:effect-piggy|Mozilla)\//.test(agent), true)
        })
      )
  }
]

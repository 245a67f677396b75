/**
 * The SDK over real HTTP, against both mock servers.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Credentials, Insights, PiggyClient, Referrals } from "@effect-piggy/core"

const root = new URL("../../../", import.meta.url)

const at = (baseUrl: string, key = "any") =>
  Effect.provide(
    Referrals.layer.pipe(
      Layer.provide(PiggyClient.layer({ credentials: Credentials.apiKey(Redacted.make(key)), baseUrl })),
      Layer.provide(FetchHttpClient.layer)
    )
  )

layer(MockServer.layer({ referrals: 1234, seed: 7 }))("piggy-mock", (test) => {
  test.effect("serves every referral to the SDK, in order", () =>
    Effect.gen(function* () {
      const { dataset, url } = yield* MockServer.MockServer
      for (const concurrency of [1, 8]) {
        const { referrals, summary } = yield* Effect.flatMap(Referrals.Referrals, (service) =>
          service.collect({}, { concurrency })
        ).pipe(at(url))
        assert.deepStrictEqual<unknown>(referrals, dataset.slice({}, 0, 1234))
        assert.isTrue(summary.complete)
      }
    })
  )

  test.effect("filters as the SDK asks", () =>
    Effect.gen(function* () {
      const { dataset, url } = yield* MockServer.MockServer
      const contact = dataset.slice({}, 0, 1)[0]?.referring_contact.uuid ?? ""
      for (const filter of [{ status: "completed" }, { referring_contact_uuid: contact }] as const) {
        const rows: ReadonlyArray<unknown> = yield* Stream.runCollect(
          Stream.unwrap(Effect.map(Referrals.Referrals, (s) => s.stream(filter)))
        ).pipe(at(url))
        assert.isAbove(rows.length, 0)
        assert.deepStrictEqual<unknown>(rows, dataset.slice(filter, 0, 1234))
      }
    })
  )

  test.effect("refuses the bearers `expired` and `forbidden`, and the errors say what to do", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const list = Effect.flatMap(Referrals.Referrals, (service) => service.list()).pipe(Effect.flip)
      const expired = yield* list.pipe(at(url, "expired"))
      assert.strictEqual(expired.reason._tag, "Unauthorized")
      assert.include(expired.message, "PIGGY_API_KEY")
      const forbidden = yield* list.pipe(at(url, "forbidden"))
      assert.strictEqual(forbidden.reason._tag, "Forbidden")
    })
  )
})

const prism = Effect.acquireRelease(
  Effect.callback<{ readonly url: string; readonly stop: () => void }>((resume) => {
    const child = spawn(
      fileURLToPath(new URL("node_modules/.bin/prism", root)),
      ["mock", "openapi.yaml", "--port", "0"],
      {
        cwd: root,
        stdio: ["ignore", "pipe", "inherit"]
      }
    )
    createInterface(child.stdout).on("line", (line) => {
      const url = /listening on (http:\S+)/.exec(line)?.[1]
      if (url !== undefined) resume(Effect.succeed({ url, stop: () => child.kill() }))
    })
  }),
  ({ stop }) => Effect.sync(stop)
)

describe("plain Prism, which answers the same page for ever", () => {
  it.live("ends, and is not called complete", () =>
    Effect.gen(function* () {
      const { url } = yield* prism
      const { referrals, summary } = yield* Effect.flatMap(Referrals.Referrals, (service) => service.collect()).pipe(
        at(url)
      )
      assert.strictEqual(referrals.length, 3)
      assert.strictEqual(summary.endedBy, "repeatedPage")
      assert.isFalse(summary.complete)
      assert.strictEqual(summary.conflicting, 2)
    })
  )
})

describe("insights over the mock", () => {
  it.live("agree with the dataset", () =>
    Effect.gen(function* () {
      const { dataset, url } = yield* MockServer.MockServer
      const insights = yield* Stream.unwrap(Effect.map(Referrals.Referrals, (service) => service.stream())).pipe(
        Stream.run(Insights.sink),
        at(url)
      )
      assert.strictEqual(insights.total, dataset.count({}))
      assert.isNotEmpty(insights.statuses)
      for (const { referrals, status } of insights.statuses) {
        assert.lengthOf(
          dataset.slice({}, 0, insights.total).filter((row) => row.status === status),
          referrals
        )
      }
    }).pipe(Effect.provide(MockServer.layer({ referrals: 500, seed: 3 })))
  )
})

import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Problem } from "../src/Invalid.ts"
import * as MockServer from "../src/MockServer.ts"
import { control } from "./http.ts"

interface Refusal {
  readonly detail: string
  readonly errors: ReadonlyArray<Problem>
}

layer(MockServer.layer({ referrals: 3 }))("a body that a control route cannot use", (it) => {
  it.effect("is told by its place, the kind of mistake, and what is allowed", () =>
    Effect.gen(function* () {
      const clock = yield* control<Refusal>("POST /clock", { seconds: -1, minutes: 1 })
      assert.strictEqual(clock.status, 422)
      assert.deepStrictEqual(clock.body.errors, [
        {
          path: "minutes",
          code: "unknown",
          limits: { choices: ["seconds"] },
          message: 'there is no field "minutes"; there are seconds'
        },
        {
          path: "seconds",
          code: "range",
          limits: { minimum: 0, maximum: 31_536_000 },
          message: "takes a number from 0 to 31536000"
        }
      ])
      const reset = yield* control<Refusal>("POST /reset", { referrals: 1e9, rows: "loaded", seed: {} })
      assert.deepStrictEqual(reset.body.errors, [
        {
          path: "seed",
          code: "type",
          limits: {},
          message: "a seed is a number, or a text of at most 200 characters"
        },
        {
          path: "referrals",
          code: "range",
          limits: { minimum: 0, maximum: 1_000_000, choices: ["none", "one", "page", "page-and-one", "many"] },
          message: "takes a whole number from 0 to 1000000, or none, one, page, page-and-one or many"
        },
        { path: "rows", code: "choice", limits: { choices: ["generated"] }, message: "takes only generated" }
      ])
      const session = yield* control<Refusal>("POST /sessions", {
        name: "no name",
        clients: { one: 1 },
        webhook: { secret: 7 }
      })
      assert.deepStrictEqual(
        session.body.errors.map(({ code, message, path }) => [path, code, message]),
        [
          [
            "name",
            "range",
            '"no name" cannot name a session: a name has 1 to 64 letters, digits, dots, dashes, underscores or tildes'
          ],
          ["clients.one", "type", "takes a text"],
          ["webhook.url", "missing", "is needed: takes a text"],
          ["webhook.secret", "type", "takes a text"]
        ]
      )
    })
  )

  it.effect("is told so where the parts are judged by what they are for, too", () =>
    Effect.gen(function* () {
      const session = yield* control<Refusal>("POST /sessions", {
        key: "two words",
        scenario: { latency: -1, steps: [{ times: 0 }] },
        webhook: { url: "http://example.com/hooks" }
      })
      assert.strictEqual(session.status, 422)
      assert.deepStrictEqual(
        session.body.errors.map(({ code, path }) => [path, code]),
        [
          ["scenario.latency", "range"],
          ["scenario.steps.0.times", "range"],
          ["key", "format"],
          ["webhook", "format"]
        ]
      )
      assert.include(session.body.detail, "webhook: posts to this machine only, and example.com is another")
    })
  )

  it.effect("is never told in a library's words, whatever was sent", () =>
    Effect.gen(function* () {
      const values = ["x", -1, 1e30, 0.5, [], {}, true, null, [{}]]
      const fields = {
        clock: ["seconds"],
        reset: ["seed", "referrals", "rows"],
        sessions: ["name", "key", "scenario", "clients", "webhook", "seed", "referrals", "rows"]
      }
      for (const [route, names] of Object.entries(fields)) {
        for (const body of [...values, ...names.flatMap((name) => values.map((value) => ({ [name]: value })))]) {
          const { body: said, status } = yield* control<Refusal>(`POST /${route}?session=any`, body)
          if (status < 300) continue
          const shown = `${route} ${JSON.stringify(body)}: ${said.detail}`
          assert.strictEqual(status, 422, shown)
          assert.isAbove(said.errors.length, 0, shown)
          assert.notMatch(said.detail, /Expected|undefined|with $|takes $/, shown)
        }
      }
    })
  )
})

/**
 * What a traversal tells of itself, by spans, metrics and logs, and what it keeps to itself.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Metric from "effect/Metric"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Stream from "effect/Stream"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import { Otlp } from "effect/observability"
import * as http from "node:http"
import { Credentials, Referrals, Telemetry } from "@effect-piggy/core"
import { referral } from "../src/testing/FakePiggy.ts"
import { api, inTestTime, layerOf, status } from "./requests.ts"
import { capture } from "./signals.ts"

const rows = Array.from({ length: 3 }, (_, index) => referral(index))
const contact = rows[0]?.referring_contact.uuid ?? ""

// Two pages and an empty one; the second page fails once, and repeats a row of the first.
const flaky = (headers: Record<string, string> = { "retry-after": "3" }) => {
  let failed = false
  return api(({ url }) => {
    const page = Number(url.searchParams.get("page"))
    if (page === 2 && !failed) {
      failed = true
      return status(503, headers)
    }
    const data = page === 1 ? rows.slice(0, 2) : page === 2 ? rows.slice(1) : []
    return status(200, {}, { data })
  })
}

const traversal = Effect.flatMap(Referrals.Referrals, (referrals) =>
  referrals.collect({ referring_contact_uuid: contact }, { concurrency: 1 })
)

describe("a traversal", () => {
  it.effect("has a span for the operation, for each page and for each attempt", () =>
    Effect.gen(function* () {
      const signals = capture()
      const { client } = flaky()
      yield* inTestTime(
        traversal.pipe(Effect.provide(Layer.provide(Referrals.layer, layerOf(client))), Effect.provide(signals.layer))
      )
      const named = (name: string) => signals.spans.filter((span) => span.name === name)
      const [operation] = named("Referrals.collect")
      const pages = named("PiggyClient.getJson")
      const attempts = signals.spans.filter(({ kind }) => kind === "client")
      assert.isDefined(operation)
      assert.deepStrictEqual(
        pages.map(({ attributes }) => [attributes.get("piggy.page"), attributes.get("piggy.items")]),
        [
          [1, 2],
          [2, 2],
          [3, 0]
        ]
      )
      assert.deepStrictEqual(
        attempts.map(({ attributes }) => [
          attributes.get("piggy.page"),
          attributes.get("piggy.attempt"),
          attributes.get("http.response.status_code"),
          attributes.get("http.request.resend_count")
        ]),
        [
          [1, 1, 200, undefined],
          [2, 1, 503, undefined],
          [2, 2, 200, 1],
          [3, 1, 200, undefined]
        ]
      )
      const [, failed] = attempts
      assert.strictEqual(failed?.attributes.get("http.request.method"), "GET")
      assert.strictEqual(failed?.attributes.get("server.address"), "127.0.0.1")
      assert.strictEqual(failed?.attributes.get("server.port"), 4010)
      assert.strictEqual(failed?.attributes.get("error.type"), "503")
      assert.include(String(failed?.attributes.get("url.query")), "referring_contact_uuid=REDACTED")
      assert.strictEqual(failed?.parent._tag === "Some" ? failed.parent.value.spanId : "", pages[1]?.spanId)
      assert.strictEqual(failed?.traceId, operation?.traceId)
    })
  )

  it.effect("has a span for a stream, which its pages belong to", () =>
    Effect.gen(function* () {
      for (const operation of ["stream", "pages"] as const) {
        const signals = capture()
        const { client } = flaky()
        const read = Effect.flatMap(Referrals.Referrals, (referrals) => {
          const options = { concurrency: 1 }
          return operation === "stream"
            ? Stream.runDrain(referrals.stream({}, options))
            : Stream.runDrain(referrals.pages({}, options))
        })
        yield* inTestTime(
          read.pipe(Effect.provide(Layer.provide(Referrals.layer, layerOf(client))), Effect.provide(signals.layer))
        )
        const span = signals.spans.find(({ name }) => name === `Referrals.${operation}`)
        const parents = signals.spans
          .filter(({ name }) => name === "PiggyClient.getJson")
          .map(({ parent }) => (parent._tag === "Some" ? parent.value.spanId : undefined))
        assert.isDefined(span)
        assert.strictEqual(span.status._tag, "Ended")
        assert.deepStrictEqual(parents, [span.spanId, span.spanId, span.spanId])
      }
    })
  )

  it.effect("makes no span, and sends no traceparent, without a tracer", () =>
    Effect.gen(function* () {
      const { client, seen } = flaky()
      yield* inTestTime(traversal.pipe(Effect.provide(Layer.provide(Referrals.layer, layerOf(client)))))
      assert.strictEqual(seen.length, 4)
      assert.deepStrictEqual(
        seen.map(({ headers }) => headers["traceparent"]),
        [undefined, undefined, undefined, undefined]
      )
    })
  )

  it.effect("has metrics", () =>
    Effect.gen(function* () {
      const signals = capture()
      const { client } = flaky()
      yield* inTestTime(
        traversal.pipe(Effect.provide(Layer.provide(Referrals.layer, layerOf(client))), Effect.provide(signals.layer))
      )
      yield* Effect.gen(function* () {
        const count = (metric: typeof Telemetry.pages) => Effect.map(Metric.value(metric), (state) => state.count)
        const outcome = (name: string) => count(Metric.withAttributes(Telemetry.requests, { outcome: name }))
        assert.strictEqual(yield* outcome("ok"), 3)
        assert.strictEqual(yield* outcome("Maintenance"), 1)
        assert.strictEqual(yield* count(Telemetry.retries), 1)
        const ofReferrals = (metric: typeof Telemetry.pages) =>
          count(Metric.withAttributes(metric, { list: "referrals" }))
        assert.strictEqual(yield* ofReferrals(Telemetry.pages), 3)
        assert.strictEqual(yield* ofReferrals(Telemetry.rows), 4)
        assert.strictEqual(yield* ofReferrals(Telemetry.duplicates), 1)
        const waits = yield* Metric.value(Telemetry.waits)
        assert.deepStrictEqual([waits.count, waits.sum], [1, 3000])
        const durations = yield* Metric.value(Metric.withAttributes(Telemetry.pageDuration, { list: "referrals" }))
        assert.strictEqual(durations.count, 3)
        assert.isAtLeast(durations.sum, 3000)
      }).pipe(Effect.provide(signals.layer))
    })
  )

  it.effect("writes debug logs of pages and retries", () =>
    Effect.gen(function* () {
      const signals = capture()
      const { client } = flaky()
      yield* inTestTime(
        traversal.pipe(Effect.provide(Layer.provide(Referrals.layer, layerOf(client))), Effect.provide(signals.layer))
      )
      const logs = signals.logs.join("\n")
      assert.include(logs, "Referrals.collect: page 2")
      assert.include(logs, "Referrals.collect: attempt 1 failed, another follows")
      assert.include(logs, "level=DEBUG")
      assert.notInclude(logs, "level=INFO")
    })
  )
})

const key = "pk-planted-6f1c0d9e8b7a"
const secret = "cs-planted-0a9b8c7d6e5f"

/** Keeps what is exported to it. */
const collector = Effect.acquireRelease(
  Effect.callback<{ readonly url: string; readonly received: Map<string, string>; readonly server: http.Server }>(
    (resume) => {
      const received = new Map<string, string>()
      const server = http.createServer((request, response) => {
        let body = ""
        request.setEncoding("utf8")
        request.on("data", (chunk: string) => {
          body += chunk
        })
        request.on("end", () => {
          const path = request.url ?? ""
          received.set(path, (received.get(path) ?? "") + body)
          response.end("{}")
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, received, server }))
      })
    }
  ),
  ({ server }) =>
    Effect.callback<void>((resume) => {
      server.closeAllConnections()
      server.close(() => resume(Effect.void))
    })
)

describe("what is exported by OTLP", () => {
  it.live("holds no email, no credential and no contact's id", () =>
    Effect.gen(function* () {
      const { received, url } = yield* collector
      const script = flaky({})
      const oauth = api((seen) =>
        seen.path === "/oauth/token"
          ? status(200, {}, { access_token: key, expires_in: 60 })
          : status(400, {}, { code: 1003, message: `${contact} ${key} jane@example.eu`, errors: { page: contact } })
      )
      const client = { retry: { baseDelay: 1 } }
      const failing = Credentials.clientCredentials({ clientId: 7, clientSecret: Redacted.make(secret) })
      yield* Effect.gen(function* () {
        yield* Effect.exit(
          Effect.provide(
            traversal,
            Layer.provide(
              Referrals.layer,
              layerOf(script.client, { ...client, credentials: Credentials.apiKey(Redacted.make(key)) })
            )
          )
        )
        const error = yield* Effect.flip(
          Effect.provide(
            traversal,
            Layer.provide(Referrals.layer, layerOf(oauth.client, { ...client, credentials: failing }))
          )
        )
        yield* Effect.logError("the traversal failed", error)
      }).pipe(
        Effect.withSpan("program"),
        Effect.provide(
          Otlp.layerJson({ baseUrl: url, resource: { serviceName: "test" }, loggerMergeWithExisting: false }).pipe(
            Layer.provide(FetchHttpClient.layer),
            Layer.merge(Telemetry.layer)
          )
        ),
        Effect.provideService(References.MinimumLogLevel, "Debug")
      )
      assert.sameMembers([...received.keys()], ["/v1/logs", "/v1/metrics", "/v1/traces"])
      const all = [...received.values()].join("\n")
      assert.include(received.get("/v1/traces") ?? "", "piggy.attempt")
      assert.include(received.get("/v1/metrics") ?? "", "piggy.requests")
      assert.include(received.get("/v1/logs") ?? "", "another follows")
      assert.include(received.get("/v1/logs") ?? "", "the traversal failed")
      for (const value of [key, secret, "@example.eu", "%40example.eu"]) assert.notInclude(all, value)
      for (const row of rows) {
        assert.notInclude(all, row.referring_contact.uuid)
        assert.notInclude(all, row.referred_contact.uuid)
      }
    })
  )
})

describe("a listener", () => {
  const heard = Effect.fnUntraced(function* (provided: "to the program" | "to the layers") {
    const events: Array<Telemetry.Event> = []
    const hears = Layer.succeed(Telemetry.Listener, (event) => Effect.sync(() => void events.push(event)))
    const sdk = Layer.provide(Referrals.layer, layerOf(flaky().client))
    const program =
      provided === "to the program"
        ? traversal.pipe(Effect.provide(sdk), Effect.provide(hears))
        : traversal.pipe(Effect.provide(Layer.provide(sdk, hears)))
    yield* inTestTime(program)
    return events
  })

  for (const provided of ["to the program", "to the layers"] as const) {
    it.effect(`receives what a traversal does if it is provided ${provided}`, () =>
      Effect.gen(function* () {
        const events = yield* heard(provided)
        const operation = "Referrals.collect"
        assert.deepStrictEqual(
          events.filter(({ _tag }) => _tag !== "PageRead"),
          [
            { _tag: "Requested", outcome: "ok" },
            { _tag: "Requested", outcome: "Maintenance" },
            { _tag: "Narrowed", opensIn: 3000, perSecond: undefined },
            { _tag: "Retrying", operation, attempt: 1, reason: "Maintenance", wait: 3000 },
            { _tag: "Waiting", operation, page: 2, wait: 3000 },
            { _tag: "Requested", outcome: "ok" },
            { _tag: "Narrowed", opensIn: 0, perSecond: 1 / 3 },
            { _tag: "Requested", outcome: "ok" },
            { _tag: "TraversalEnded", operation, noun: "referrals", duplicates: 1 }
          ]
        )
        assert.deepStrictEqual(
          events.flatMap((event) => (event._tag === "PageRead" ? [[event.page, event.items, event.attempts]] : [])),
          [
            [1, 2, 1],
            [2, 2, 2],
            [3, 0, 1]
          ]
        )
      })
    )
  }

  it.effect("hears that the pace widens when a limit is gone, and it is counted and logged", () =>
    Effect.gen(function* () {
      const events: Array<string> = []
      const hears = Layer.succeed(Telemetry.Listener, ({ _tag }) => Effect.sync(() => void events.push(_tag)))
      const signals = capture()
      const limitedOnce = () =>
        api(({ url }, index) =>
          index === 11
            ? status(429, { "retry-after": "1" })
            : status(200, {}, { data: Number(url.searchParams.get("page")) < 120 ? [referral(index)] : [] })
        ).client
      const read = Effect.flatMap(Referrals.Referrals, (list) => list.collect({}, { pageSize: 1 }))
      for (const telemetry of [hears, signals.layer]) {
        const sdk = Layer.provide(Referrals.layer, layerOf(limitedOnce()))
        yield* inTestTime(read.pipe(Effect.provide(sdk), Effect.provide(telemetry)))
      }
      const changes = events.filter((tag) => tag === "Narrowed" || tag === "Widened")
      assert.strictEqual(changes[0], "Narrowed")
      assert.strictEqual(changes.at(-1), "Widened")
      const widened = Metric.value(Metric.withAttributes(Telemetry.paceChanges, { change: "widened" }))
      const { count } = yield* Effect.provide(widened, signals.layer)
      assert.strictEqual(count, changes.filter((tag) => tag === "Widened").length)
      assert.include(signals.logs.join("\n"), "sends more requests")
    })
  )

  it.effect("is not needed: without Telemetry.layer nothing is counted or logged", () =>
    Effect.gen(function* () {
      const logs: Array<unknown> = []
      const registry = new Map()
      const { client } = flaky()
      yield* inTestTime(
        traversal.pipe(
          Effect.provide(Layer.provide(Referrals.layer, layerOf(client))),
          Effect.provide(Logger.layer([Logger.make((options) => void logs.push(options.message))])),
          Effect.provideService(References.MinimumLogLevel, "Trace"),
          Effect.provideService(Metric.MetricRegistry, registry)
        )
      )
      assert.deepStrictEqual([logs, [...registry.keys()]], [[], []])
    })
  )
})

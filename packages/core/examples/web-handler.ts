/**
 * The SDK inside a Hono application: one runtime for all requests, and an answer for each way to fail. In Express,
 * Fastify or any other it is the same, since a `ManagedRuntime` gives promises.
 *
 * Run: `PIGGY_API_KEY=… PORT=3000 node packages/core/examples/web-handler.ts`, with `PIGGY_BASE_URL=http://127.0.0.1:4010`
 * for the mock; then `curl 'http://127.0.0.1:3000/referrals?page=1'`.
 */
import { serve } from "@hono/node-server"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { Hono } from "hono"
import { PiggyClient, Referrals } from "@effect-piggy/core"

const runtime = ManagedRuntime.make(
  Referrals.layer.pipe(Layer.provide(PiggyClient.layerConfig()), Layer.provide(FetchHttpClient.layer))
)

const onePage = Effect.fn("onePage")(
  function* (page: number) {
    const referrals = yield* Referrals.Referrals
    // Whoever waits for this page does not wait for long.
    const { data } = yield* referrals.list({ page, limit: 100 }, { deadline: "5 seconds" })
    return Response.json(data.map(({ status, uuid }) => ({ uuid, status })))
  },
  Effect.catchReasons("PiggyError", {
    InvalidInput: ({ message }) => Effect.succeed(Response.json({ message }, { status: 400 })),
    RateLimited: ({ retryAfter = Duration.minutes(1) }) =>
      Effect.succeed(
        new Response(null, {
          status: 503,
          headers: { "retry-after": String(Math.ceil(Duration.toSeconds(retryAfter))) }
        })
      )
  }),
  Effect.catchTag("PiggyError", (error) =>
    Effect.as(Effect.logError(error.message), new Response(null, { status: error.isRetryable ? 503 : 502 }))
  )
)

const app = new Hono()

// A visitor who leaves interrupts the call, and the request to the API with it.
app.get("/referrals", ({ req }) =>
  runtime.runPromise(onePage(Number(req.query("page") ?? 1)), { signal: req.raw.signal })
)

const server = serve(
  { fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env["PORT"] ?? 3000) },
  ({ port }) => console.log(`http://127.0.0.1:${port}/referrals`)
)

process.once("SIGTERM", () => server.close(() => void runtime.dispose()))

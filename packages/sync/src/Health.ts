/**
 * What a supervisor asks: `/healthz`, whether the process answers; `/readyz`, whether it takes part and its database
 * answers.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Ref from "effect/Ref"
import { SqlClient } from "effect/sql/SqlClient"
import { createServer } from "node:http"
import type { Address } from "./Engine.ts"

const databaseAnswers = Effect.gen(function* () {
  const sql = yield* SqlClient
  yield* sql`select 1 as one`
  return true
}).pipe(
  Effect.timeout("2 seconds"),
  Effect.catchCause(() => Effect.succeed(false))
)

const say = (status: number, text: string) => HttpServerResponse.text(`${text}\n`, { status })

/** Answers in the current scope. @param takesPart whether the runner does, set and unset by it */
export const serve = Effect.fnUntraced(function* ({ host, port }: Address, takesPart: Ref.Ref<boolean>) {
  const nodeServer = createServer()
  const server = yield* NodeHttpServer.make(() => nodeServer, { host, port })
  // Open connections must not delay the end.
  yield* Effect.addFinalizer(() => Effect.sync(() => nodeServer.closeAllConnections()))
  const readiness = Effect.gen(function* () {
    if (!(yield* Ref.get(takesPart))) return say(503, "does not take part yet, or no longer")
    return (yield* databaseAnswers) ? say(200, "ready") : say(503, "the database does not answer")
  })
  yield* server.serve(
    Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ url }) => {
      const path = url.split("?")[0]
      if (path === "/healthz") return Effect.succeed(say(200, "alive"))
      return path === "/readyz" ? readiness : Effect.succeed(say(404, "there are /healthz and /readyz"))
    })
  )
})

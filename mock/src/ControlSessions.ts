/**
 * The control routes about sessions: which there are, another one, and the end of one.
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Result from "effect/Result"
import { invalid, json, noSession, orProblem, problem, sentAs } from "./ControlAnswer.ts"
import * as ControlBodies from "./ControlBodies.ts"
import * as SessionOptions from "./SessionOptions.ts"
import * as SessionName from "./SessionName.ts"
import * as Told from "./Told.ts"
import type { World } from "./World.ts"

export const routes = ({ engine, sessions }: World) => [
  ...(["GET", "HEAD"] as const).map((method) =>
    HttpRouter.route(method, "/__mock/sessions", () =>
      Effect.sync(() => json({ sessions: sessions.all().map(({ idle, session }) => Told.session(session, idle)) }))
    )
  ),
  HttpRouter.route("POST", "/__mock/sessions", (request) =>
    orProblem(
      Effect.gen(function* () {
        const { name, ...options } = yield* sentAs(request, ControlBodies.readMakeSession)
        const standard = sessions.standard.setup()
        const setup = yield* Effect.promise(() => SessionOptions.toSetup(engine(), standard, options))
        if (Result.isFailure(setup)) return invalid(setup.failure)
        const made = sessions.make(name, setup.success)
        return Result.isFailure(made) ? noSession(made.failure) : json(Told.session(made.success, 0), 201)
      })
    )
  ),
  HttpRouter.route("DELETE", "/__mock/sessions/:name", () =>
    Effect.map(HttpRouter.params, ({ name = "" }) => {
      if (name === SessionName.standard) {
        return problem(
          409,
          "Not to be ended",
          "the default session stays as long as the mock; POST /__mock/reset resets it"
        )
      }
      return sessions.end(name)
        ? HttpServerResponse.empty({ status: 204 })
        : problem(404, "No such session", `there is no session ${JSON.stringify(name.slice(0, 80))}`)
    })
  )
]

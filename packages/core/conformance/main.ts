/**
 * `pnpm conformance --target <url>`: a line a case, and 1 when one of them failed.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Result from "effect/Result"
import { cases } from "./cases.ts"
import { plan, usage } from "./command.ts"
import { isClean, line, summary } from "./report.ts"
import { isReachable, run } from "./run.ts"

const cannotRun = (reason: string) => Effect.as(Console.error(`conformance: ${reason}`), 2)

/** Runs the suite as the arguments say, and answers the exit code. */
const main = Effect.gen(function* () {
  const planned = plan(process.argv.slice(2), process.env)
  if (Result.isFailure(planned)) return yield* cannotRun(`${planned.failure}\n\n${usage}`)
  if (planned.success === "help") return yield* Effect.as(Console.log(usage), 0)
  const target = { ...planned.success, client: yield* HttpClient.HttpClient }
  if (!(yield* isReachable(target))) {
    return yield* cannotRun(`nothing answers at ${target.baseUrl}: start it first, e.g. \`pnpm mock\``)
  }
  const judged = yield* run(cases, target, (each) => Console.log(line(each)))
  yield* Console.log(summary(judged))
  return isClean(judged) ? 0 : 1
})

process.exitCode = await Effect.runPromise(Effect.provide(main, FetchHttpClient.layer))

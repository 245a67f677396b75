/**
 * The same shape without the SDK: what Effect itself costs a compiler.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Schema from "effect/Schema"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"

class Failed extends Schema.TaggedError<Failed>()("Failed", { detail: Schema.String }) {}

const Row = Schema.Struct({ uuid: Schema.NonEmptyString, status: Schema.String })

const program = Effect.gen(function* () {
  const client = yield* HttpClient.HttpClient
  const response = yield* client.get("http://127.0.0.1:4010")
  const rows = yield* Schema.decodeUnknownEffect(Schema.Array(Row))(yield* response.json)
  const total = yield* Stream.fromIterable(rows).pipe(Stream.run(Sink.count))
  if (total === 0) return yield* new Failed({ detail: "none" })
  return { first: rows[0]?.uuid, total }
}).pipe(Effect.catchTag("Failed", ({ detail }) => Console.log(detail)))

Effect.runFork(Effect.provide(program, FetchHttpClient.layer))

/**
 * A numbered list of the API as a value: where it is, what may be asked of it, what a row is and what tells rows apart.
 *
 * `make` turns such a description into everything that a list can do: one page by `list`, all of it by `stream`,
 * `pages` and `collect`, with checks before any request, evidence of the end, checkpoints, and errors in the list's own
 * words.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as CheckOptions from "./internal/checkOptions.ts"
import { invalidInput, withCheckpoint, withCollected } from "./internal/http/callFailure.ts"
import { endingAfter } from "./internal/http/deadline.ts"
import * as Calls from "./internal/http/callOptions.ts"
import * as DecodePage from "./internal/list/decodePage.ts"
import type {
  CallOptions,
  CollectOptions,
  InvalidItem,
  List,
  PageQuery,
  StreamOptions,
  Summary
} from "./internal/list/listService.ts"
import * as ListOptions from "./internal/list/listOptions.ts"
import { byNoun, operationOf } from "./internal/list/operationName.ts"
import { outOfTime, refusal, toError } from "./internal/list/pageFailure.ts"
import * as Query from "./internal/list/query.ts"
import { omitUndefined } from "./internal/omitUndefined.ts"
import * as Collect from "./internal/paging/collect.ts"
import type { Identity } from "./internal/paging/knownRows.ts"
import { readMeta } from "./internal/paging/meta.ts"
import type * as Resume from "./internal/paging/resume.ts"
import * as Traversal from "./internal/paging/traversal.ts"
import { caller, calledFrom } from "./internal/readableError.ts"
import * as Telemetry from "./Telemetry.ts"
import { PiggyError } from "./PiggyError.ts"
import { type JsonAnswer, PiggyClient } from "./PiggyClient.ts"

export { openStruct } from "./internal/openStruct.ts"

export type {
  CallOptions,
  CollectOptions,
  Collected,
  InvalidItem,
  List,
  ListPage,
  Page,
  PageQuery,
  Progress,
  StreamOptions,
  Summary
} from "./internal/list/listService.ts"

/** What a list is. */
export interface Description<Noun extends string, Fields extends Query.PlainFields, Row> {
  /** What the rows are called, in the plural, e.g. `referrals`: in messages, spans, metrics and the result of `collect`. */
  readonly noun: Noun
  /** Under the base URL, with a leading slash. */
  readonly path: string
  /** The fields of the filter, and what each must be. The value of a field that ends in `_uuid` is in no trace. */
  readonly query: Query.QueryFields<Fields>
  /** A row. One that is of its type already is handed on as it came; `openStruct` keeps fields that are not named. */
  readonly row: Schema.Codec<Row, unknown>
  /** What tells rows apart. */
  readonly identity: Identity<Row>
  /** The most rows that the server grants for one page; default 100. */
  readonly maxLimit?: number
}

/** A list as a value. */
export interface ListEndpoint<Noun extends string, Filter, Row> {
  readonly noun: Noun
  readonly path: string
  readonly maxLimit: number
  readonly row: Schema.Codec<Row, unknown>
  /** What may be asked by `list`: the filter's fields, `limit` and `page`. */
  readonly query: Schema.Codec<unknown, unknown> & { readonly fields: Query.PlainFields }
  /** What is wrong with a query, by field; empty when nothing is. `list` and the others check by themselves. */
  readonly problemsOf: (query: unknown) => Readonly<Record<string, ReadonlyArray<string>>>
  /** The list over a client; `layer` provides it. */
  readonly service: Effect.Effect<List<Noun, Filter, Row>, never, PiggyClient>
}

/** A filter or a query by its fields. */
export type QueryOf<Fields extends Query.PlainFields> = Schema.Struct<Fields>["Type"]

// A span's own place in the source is ours, and tells nobody anything.
const withoutStack = { captureStackTrace: false }

/** Makes a list of its description. */
export const make = <const Noun extends string, const Fields extends Query.PlainFields, Row>(
  description: Description<Noun, Fields, Row>
): ListEndpoint<Noun, QueryOf<Fields>, Row> => {
  const { identity, maxLimit = 100, noun, path, query, row } = description
  const wholeQuery = Schema.Struct({ ...query.fields, ...Query.pageFields(maxLimit) })
  const filterProblems = Query.problemsOf(Schema.Struct(query.fields), query.must)
  const queryProblems = Query.problemsOf(wholeQuery, { ...query.must, ...Query.pageWords(maxLimit) })
  const decodePage = DecodePage.pageDecoder(row)

  const service = Effect.gen(function* () {
    const client = yield* PiggyClient
    const built = yield* Telemetry.Listener

    const ask = (operation: string, asked: object, page: number, options: CallOptions, onRequest?: () => void) =>
      client.getJson({
        operation,
        noun,
        path,
        query: Object.entries(asked).map(([field, value]) => [field, String(value)] as const),
        page,
        retry: options.retry,
        deadline: options.deadline,
        onRequest
      })

    const decode = (operation: string, answer: JsonAnswer, page: number, invalidItems: "fail" | "report" = "fail") =>
      Result.mapError(
        decodePage({ ...answer, page }, invalidItems),
        (reason) => new PiggyError({ operation, reason, attempts: answer.attempts })
      )

    const list = Effect.fnUntraced(function* (asked: object & PageQuery, options: CallOptions) {
      const operation = operationOf(noun, "list")
      yield* refuse(operation, { ...queryProblems(asked), ...Calls.problemsOf(options) })
      const page = asked.page ?? 1
      const answer = yield* ask(operation, asked, page, options)
      const { rows } = yield* Effect.fromResult(decode(operation, answer, page))
      return { ...omitUndefined({ meta: metaOf(answer) }), data: rows }
    })

    // What one traversal reads, and what its failures mean.
    const sourceOf = (operation: string, filter: object, options: StreamOptions, scope: Resume.Scope): Source<Row> => ({
      ...scope,
      identity,
      read: (page, onRequest) =>
        Effect.map(ask(operation, { ...filter, limit: scope.pageSize, page }, page, options, onRequest), (answer) => ({
          length: answer.items,
          said: readMeta(metaOf(answer)),
          decode: () => decode(operation, answer, page, options.invalidItems)
        })),
      refusal,
      failure: (cause, checkpoint) => withCheckpoint(toError(operation, cause), checkpoint)
    })

    // Checks what is asked for; what is read, and who hears of its end.
    const begin = Effect.fnUntraced(function* (
      operation: string,
      filter: object,
      options: CollectOptions,
      rules: ListOptions.Call
    ) {
      const pageSize = options.pageSize ?? options.from?.pageSize ?? maxLimit
      const scope = { origin: client.origin, path, filter: { ...filter }, pageSize }
      yield* refuse(operation, {
        ...filterProblems(filter),
        ...ListOptions.problemsOf(options, rules, scope, maxLimit)
      })
      const listen = Telemetry.listenerOf(yield* Effect.context(), built)
      const ended = ({ duplicates }: Summary) => listen({ _tag: "TraversalEnded", operation, noun, duplicates })
      return { source: sourceOf(operation, filter, options, scope), ended }
    })

    const streamed = <A>(
      call: "stream" | "pages",
      filter: object,
      options: StreamOptions,
      read: (source: Source<Row>, options: Traversal.Options) => Stream.Stream<A, PiggyError>
    ) => {
      const operation = operationOf(noun, call)
      const begun = Effect.map(begin(operation, filter, options, "stream"), ({ ended, source }) =>
        read(source, { ...options, onEnd: (summary) => Effect.andThen(ended(summary), tell(options, summary)) })
      )
      return Stream.withSpan(Stream.unwrap(begun), operation, withoutStack)
    }

    const collect = Effect.fnUntraced(function* (filter: object, options: CollectOptions) {
      const operation = operationOf(noun, "collect")
      const { deadline, maxItems = Infinity, passes = 1, ...rest } = options
      const { ended, source } = yield* begin(operation, filter, options, "collect")
      const after = CheckOptions.toMillis(deadline)
      const { rows, summary } = yield* endingAfter(after ?? Infinity)(
        Collect.collect<Row, InvalidItem, PiggyError>({
          identity,
          passes,
          maxItems,
          deadline: after,
          open: (onEnd) =>
            Traversal.openCollector(source, {
              ...rest,
              maxItems: options.maxItems,
              onEnd: (told) => Effect.map(ended(told), () => onEnd(told))
            }),
          failure: (failed, unfinished) =>
            withCollected(failed ?? outOfTime(operation, after ?? 0, unfinished.requests), unfinished.rows)
        })
      )
      yield* tell(options, summary)
      return { ...byNoun(noun, rows), summary }
    })

    const spanned = <A>(call: string, effect: Effect.Effect<A, PiggyError>) =>
      Effect.withSpan(effect, operationOf(noun, call), withoutStack)

    // A failure names the line that called.
    const called: List<Noun, object, Row> = {
      list: (asked = {}, options = {}) =>
        spanned("list", Effect.mapError(list(asked, options), calledFrom(caller(called.list)))),
      stream: (filter = {}, options = {}) =>
        Stream.mapError(streamed("stream", filter, options, Traversal.rows), calledFrom(caller(called.stream))),
      pages: (filter = {}, options = {}) =>
        Stream.mapError(streamed("pages", filter, options, Traversal.pages), calledFrom(caller(called.pages))),
      collect: (filter = {}, options = {}) =>
        spanned("collect", Effect.mapError(collect(filter, options), calledFrom(caller(called.collect))))
    }
    return called
  })
  return { noun, path, maxLimit, row, query: wholeQuery, problemsOf: queryProblems, service }
}

/**
 * A layer of a list, for the service that is one: `ListEndpoint.layer(Contacts, endpoint)`.
 *
 * Built anew wherever it is provided: Effect builds a layer once and shares it, and a second account in one program
 * would be read with the first one's key. All that is worth sharing is the client's.
 */
export const layer = <Id, Noun extends string, Filter, Row>(
  service: Context.Key<Id, List<Noun, Filter, Row>>,
  endpoint: ListEndpoint<Noun, Filter, Row>
): Layer.Layer<Id, never, PiggyClient> => Layer.fresh(Layer.effect(service, endpoint.service))

type Source<Row> = Traversal.Source<Row, InvalidItem, PiggyError>

const metaOf = ({ body }: JsonAnswer): unknown => (Predicate.isObject(body) ? body["meta"] : undefined)

const refuse = (operation: string, problems: CheckOptions.Problems) =>
  Effect.mapError(Effect.fromResult(CheckOptions.refuseIfAny(problems)), ({ errors, message }) =>
    invalidInput(operation, message, errors)
  )

const tell = ({ onEnd }: StreamOptions, summary: Summary): Effect.Effect<unknown> => {
  const told = onEnd?.(summary)
  return Effect.isEffect(told) ? told : Effect.void
}

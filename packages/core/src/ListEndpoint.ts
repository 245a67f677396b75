/**
 * A numbered list of the API as a value: its path, its query, its rows, and what identifies a row.
 *
 * `make` turns such a description into all that a list can do: `list` reads one page, `stream`, `pages` and `collect` read
 * all of it, with checks before any request, evidence of the end, checkpoints, and errors that name the list and its
 * fields.
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
import * as Descriptions from "./internal/list/description.ts"
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
import { readMeta } from "./internal/paging/meta.ts"
import type * as Resume from "./internal/paging/resume.ts"
import * as Traversal from "./internal/paging/traversal.ts"
import { caller, calledFrom } from "./internal/readableError.ts"
import * as Telemetry from "./Telemetry.ts"
import { PiggyError } from "./PiggyError.ts"
import { type JsonAnswer, PiggyClient } from "./PiggyClient.ts"

export { openStruct } from "./internal/openStruct.ts"

export type { Description } from "./internal/list/description.ts"

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

/** A list as a value. */
export interface ListEndpoint<Noun extends string, Filter, Row> {
  readonly noun: Noun
  readonly path: string
  readonly maxLimit: number
  readonly row: Schema.Codec<Row, unknown>
  /** The query of `list`: the filter's fields, `limit` and `page`. */
  readonly query: Schema.Codec<unknown, unknown> & { readonly fields: Query.PlainFields }
  /** What is wrong with a query, by field; empty if nothing is. All calls of the service check this themselves. */
  readonly problemsOf: (query: unknown) => Readonly<Record<string, ReadonlyArray<string>>>
  /** Builds the service of the list; `layer` provides it. */
  readonly service: Effect.Effect<List<Noun, Filter, Row>, never, PiggyClient>
}

/** The type of a filter or query with these fields. */
export type QueryOf<Fields extends Query.PlainFields> = Schema.Struct<Fields>["Type"]

// The stack of a span would only show lines of the SDK.
const withoutStack = { captureStackTrace: false }

/** Makes a list from its description; throws a `TypeError` that says what is wrong with it. */
export const make = <const Noun extends string, const Fields extends Query.PlainFields, Row>(
  description: Descriptions.Description<Noun, Fields, Row>
): ListEndpoint<Noun, QueryOf<Fields>, Row> => {
  Descriptions.check(description)
  const { identity, maxLimit = 100, noun, path, query, row } = description
  const wholeQuery = Schema.Struct({ ...query.fields, ...Query.pageFields(maxLimit) })
  const filterProblems = Query.problemsOf(Schema.Struct(query.fields), query.must)
  const queryProblems = Query.problemsOf(wholeQuery, { ...query.must, ...Query.pageWords(maxLimit) })
  const decodePage = DecodePage.pageDecoder(row, identity)

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

    // How a traversal reads pages, and what its failures mean.
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
      failure: (cause, checkpoint, requests) => withCheckpoint(toError(operation, cause, requests), checkpoint)
    })

    // Checks filter and options, and prepares the traversal.
    const begin = Effect.fnUntraced(function* (
      operation: string,
      filter: object,
      options: CollectOptions,
      rules: ListOptions.Call
    ) {
      const { from, pageSize = from?.pageSize ?? maxLimit }: StreamOptions = Predicate.isObject(options) ? options : {}
      const scope = { origin: client.origin, path: `${client.basePath}${path}`, filter: { ...filter }, pageSize }
      const wrong = filterProblems(filter)
      const known = Object.keys(wrong).length === 0 ? scope : undefined
      yield* refuse(operation, { ...wrong, ...ListOptions.problemsOf(options, rules, known, maxLimit) })
      const listen = Telemetry.listenerOf(yield* Effect.context(), built)
      const ended = ({ duplicates }: Summary) => listen({ _tag: "TraversalEnded", operation, noun, duplicates })
      // The deadline of a collect is one for all of its pages.
      const forPages = rules === "collect" ? { ...options, deadline: undefined } : options
      return { source: sourceOf(operation, filter, forPages, scope), ended }
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
      const { ended, source } = yield* begin(operation, filter, options, "collect")
      const { deadline, maxItems = Infinity, passes = 1, ...rest } = options
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

    // The stack of a failure shows the caller's line.
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
 * A layer for the service of a list: `ListEndpoint.layer(Contacts, endpoint)`.
 *
 * It is built anew wherever it is provided. Otherwise Effect would build it once and share it, and a second account in
 * the same program would be read with the first account's key.
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

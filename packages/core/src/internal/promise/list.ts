/**
 * A list of the API for programs without Effect: its calls as promises and async iterables.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import type * as Core from "../../ListEndpoint.ts"
import type { PiggyClient } from "../../PiggyClient.ts"
import type { PiggyError } from "../../PiggyError.ts"
import type * as CheckOptions from "../checkOptions.ts"
import { operationOf } from "../list/operationName.ts"
import { caller } from "../readableError.ts"
import * as Options from "./callOptions.ts"
import * as Reading from "./reading.ts"
import * as Rejection from "./rejection.ts"
import * as UnderWay from "./underWay.ts"

/** A list of the API. */
export interface List<Noun extends string, Filter, Row> {
  /** One page. The server may return fewer rows than `limit`. */
  readonly list: (query?: Filter & Core.PageQuery, options?: Options.CallOptions) => Promise<Core.ListPage<Row>>
  /** Every row at once, with the summary. If it fails, `error.collected()` has the rows that were read. */
  readonly collect: (filter?: Filter, options?: Options.CollectOptions) => Promise<Core.Collected<Noun, Row>>
  /** Every row, one by one; leaving the loop aborts the requests in flight. */
  readonly stream: (filter?: Filter, options?: Options.StreamOptions) => Reading.Readable<Row>
  /** Every row, page by page, each page with progress and a checkpoint. */
  readonly pages: (filter?: Filter, options?: Options.StreamOptions) => Reading.Readable<Core.Page<Row>>
}

/** What lists share. */
export interface Client {
  readonly context: Effect.Effect<Context.Context<PiggyClient>, PiggyError>
  readonly underWay: UnderWay.UnderWay
}

/** Runs an effect once for all callers, in a fiber of its own, so that a caller that stops does not stop it. */
export const once = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> => {
  let fiber: Fiber.Fiber<A, E> | undefined
  return Effect.suspend(() => Fiber.join((fiber ??= Effect.runFork(effect))))
}

/** Makes calls of a list by its service. */
export interface Calls<Service> {
  /** @param rules whose options the call takes */
  readonly run: <A>(call: Call, ask: (service: Service) => Effect.Effect<A, PiggyError>) => Promise<A>
  readonly read: <A>(call: Call, ask: (service: Service) => Stream.Stream<A, PiggyError>) => Reading.Readable<A>
}

/** A call: its name, its options as given, and which it takes. */
interface Call extends Pick<Rejection.Call, "caller"> {
  readonly name: string
  readonly options: Options.Abortable
  readonly takes: Options.Takes
  /** Options of the call's own. */
  readonly also?: CheckOptions.Rules
}

/** Calls of a list over a client. */
export const calls = <Noun extends string, Filter, Row>(
  { context, underWay }: Client,
  { maxLimit, noun, service }: Core.ListEndpoint<Noun, Filter, Row>
): Calls<Core.List<Noun, Filter, Row>> => {
  const opened = once(Effect.flatMap(context, (built) => Effect.provide(service, built)))

  const check = ({ also, name, options, takes, ...from }: Call) => {
    const call: Rejection.Call = { operation: operationOf(noun, name), caller: from.caller }
    const problems = Options.problemsOf(options, takes, maxLimit, also)
    const refused = Object.keys(problems).length === 0 ? undefined : Rejection.ofProblems(problems, call)
    return { call, refused }
  }

  return {
    run: async (given, ask) => {
      const { call, refused } = check(given)
      if (refused !== undefined) throw refused
      const ended = await UnderWay.run(underWay, given.options.signal, Effect.flatMap(opened, ask))
      if (ended._tag === "stopped") throw Rejection.ofStop(ended.reason, call)
      if (Exit.isFailure(ended.exit)) throw Rejection.ofCause(ended.exit.cause, call)
      return ended.exit.value
    },
    read: (given, ask) => {
      const { call, refused } = check(given)
      return Reading.make({
        call,
        underWay,
        ...(refused === undefined
          ? { stream: Stream.unwrap(Effect.map(opened, ask)), signal: given.options.signal }
          : { stream: Stream.fail(refused), signal: undefined })
      })
    }
  }
}

/** Makes the list from its calls. */
export const make = <Noun extends string, Filter, Row>({
  read,
  run
}: Calls<Core.List<Noun, Filter, Row>>): List<Noun, Filter, Row> => {
  const self: List<Noun, Filter, Row> = {
    list: (query, options = {}) =>
      run({ name: "list", options, takes: "list", caller: caller(self.list) }, (service) =>
        service.list(query, Options.toCore(options))
      ),
    collect: (filter, options = {}) =>
      run({ name: "collect", options, takes: "collect", caller: caller(self.collect) }, (service) =>
        service.collect(filter, Options.toCore(options))
      ),
    stream: (filter, options = {}) =>
      read({ name: "stream", options, takes: "stream", caller: caller(self.stream) }, (service) =>
        service.stream(filter, Options.toCore(options))
      ),
    pages: (filter, options = {}) =>
      read({ name: "pages", options, takes: "stream", caller: caller(self.pages) }, (service) =>
        service.pages(filter, Options.toCore(options))
      )
  }
  return self
}

/**
 * The referrals of a program: one page by `list`, all of them by `stream`.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as ListReferrals from "./ListReferrals.ts"
import { invalidInput, PiggyError } from "./PiggyError.ts"
import { PiggyClient } from "./PiggyClient.ts"
import * as Referral from "./Referral.ts"

export class Referrals extends Context.Service<
  Referrals,
  {
    /** One page, as the server grants it. */
    readonly list: (query?: ListReferrals.Query) => Effect.Effect<ListReferrals.ReferralPage, PiggyError>
    /** Every referral, page by page, until an empty page or a short page that repeats. */
    readonly stream: (filter?: ListReferrals.Filter) => Stream.Stream<Referral.Referral, PiggyError>
  }
>()("@effect-piggy/core/Referrals") {}

interface Position {
  readonly page: number
  /** Keys of the rows of the page before. */
  readonly before: ReadonlySet<string>
}

const start: Position = { page: 1, before: new Set() }

// A list ends on an empty page, or on a short one that brings nothing new.
const step = (
  at: Position,
  rows: ReadonlyArray<Referral.Referral>
): readonly [ReadonlyArray<Referral.Referral>, Option.Option<Position>] => {
  const fresh = rows.filter((row) => !at.before.has(Referral.key(row)))
  const ended = rows.length === 0 || (fresh.length === 0 && rows.length < ListReferrals.maxLimit)
  const next = { page: at.page + 1, before: new Set(rows.map(Referral.key)) }
  return [fresh, ended ? Option.none() : Option.some(next)]
}

/** The service over a `PiggyClient`. */
export const make = Effect.gen(function* () {
  const client = yield* PiggyClient

  const readPage = Effect.fnUntraced(function* (operation: string, query: ListReferrals.Query) {
    const answer = yield* client.getJson({
      operation,
      path: ListReferrals.path,
      query: Object.entries(query).map(([name, value]) => [name, String(value)] as const)
    })
    const fail = (reason: PiggyError["reason"]) => new PiggyError({ operation, reason, attempts: answer.attempts })
    const page = yield* Effect.fromResult(
      ListReferrals.decodePage(answer.body, { status: answer.status, page: query.page ?? 1 })
    ).pipe(Effect.mapError(fail))
    const wrong = page.invalid[0]
    if (wrong !== undefined) return yield* fail(ListReferrals.malformedRow(wrong, answer.status))
    return page
  })

  const list = Effect.fn("Referrals.list")(function* (query: ListReferrals.Query = {}) {
    const checked = yield* Effect.fromResult(ListReferrals.checkQuery(query)).pipe(
      Effect.mapError((refusal) => invalidInput("Referrals.list", refusal.message, refusal.errors))
    )
    const { data, meta } = yield* readPage("Referrals.list", checked)
    return { data, meta }
  })

  const stream = (filter: ListReferrals.Filter = {}) =>
    Stream.unwrap(
      Effect.fromResult(ListReferrals.checkFilter(filter)).pipe(
        Effect.mapError((refusal) => invalidInput("Referrals.stream", refusal.message, refusal.errors)),
        Effect.map((checked) =>
          Stream.paginate(start, (at) =>
            readPage("Referrals.stream", { ...checked, limit: ListReferrals.maxLimit, page: at.page }).pipe(
              Effect.map((page) => step(at, page.data))
            )
          )
        )
      )
    )

  return Referrals.of({ list, stream })
})

/** The service; needs a `PiggyClient`. */
export const layer: Layer.Layer<Referrals, never, PiggyClient> = Layer.effect(Referrals, make)

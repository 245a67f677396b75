/**
 * The whole SDK over a fake API: requests, bodies, decoding and errors as users meet them. The other kinds drive the
 * traversal alone.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { type PiggyError, RetryPolicy, type Referral, type Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { referralsOf } from "../../support.ts"
import { between, Taking } from "../draw.ts"
import { honestMeta, Spelling } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { laws } from "../laws.ts"

const Fault = Schema.Literals([
  "1003 about page",
  "1003 about status",
  "1003 under 200",
  "404 in JSON",
  "404 in HTML",
  "60013",
  "403",
  "500",
  "no data",
  "a broken row"
])

const World = Schema.Struct({
  ...Taking.fields,
  length: between(0, 60),
  granted: Schema.optionalKey(between(1, 12)),
  meta: Spelling,
  status: Schema.optionalKey(Schema.Literals(["pending", "completed"])),
  maxItems: Schema.optionalKey(between(1, 40)),
  fault: Schema.optionalKey(Schema.Struct({ page: between(1, 8), is: Fault })),
  /** Whether a traversal that failed or was cut is resumed, with the fault gone. */
  resumes: Schema.Boolean
})
type World = typeof World.Type

const vendor = (status: number, code: number, more: object = {}): Response =>
  FakePiggy.json({ message: "Refused.", code, status_code: 400, ...more }, { status })

const faulty = (is: typeof Fault.Type): Response => {
  switch (is) {
    case "1003 about page":
      return vendor(400, 1003, { errors: { page: ["too far"] } })
    case "1003 about status":
      return vendor(400, 1003, { errors: { status: ["unknown"] } })
    case "1003 under 200":
      return vendor(200, 1003, { data: [] })
    case "404 in JSON":
      return FakePiggy.json({ message: "Not found." }, { status: 404 })
    case "404 in HTML":
      return new Response("<html>", { status: 404, headers: { "content-type": "text/html" } })
    case "60013":
      return vendor(404, 60013)
    case "403":
      return FakePiggy.json({}, { status: 403 })
    case "500":
      return FakePiggy.json({}, { status: 500 })
    case "no data":
      return FakePiggy.json({ meta: [] })
    case "a broken row":
      return FakePiggy.json({ data: [{ uuid: "" }], meta: [] })
  }
}

interface Leg {
  readonly rows: ReadonlyArray<Referral.Referral>
  readonly summary: Referrals.Summary | undefined
  readonly error: PiggyError.PiggyError | undefined
}

const read = (
  service: Referrals.Referrals["Service"],
  { concurrency, consumer, pageSize, status }: World,
  { from, maxItems }: Pick<Referrals.StreamOptions, "from" | "maxItems">
): Effect.Effect<Leg> =>
  Effect.gen(function* () {
    const rows: Array<Referral.Referral> = []
    let summary: Referrals.Summary | undefined
    const onEnd = (told: Referrals.Summary) => {
      summary = told
    }
    const filter = status === undefined ? {} : { status }
    const options = { concurrency, maxItems, pageSize, from, onEnd, retry: RetryPolicy.none }
    const keep = (more: ReadonlyArray<Referral.Referral>) => Effect.sync(() => void rows.push(...more))
    const reading =
      consumer === "collect"
        ? Effect.flatMap(service.collect(filter, options), ({ referrals }) => keep(referrals))
        : consumer === "rows"
          ? Stream.runForEachArray(service.stream(filter, options), keep)
          : Stream.runForEach(service.pages(filter, options), ({ items }) => keep(items))
    const error = yield* Effect.match(reading, { onFailure: (failed) => failed, onSuccess: () => undefined })
    return { rows, summary, error }
  })

const check = (world: World): Effect.Effect<Kind.Seen> =>
  Effect.gen(function* () {
    const { holds, violations } = laws()
    const { consumer, fault, length, maxItems, meta, pageSize, resumes, status } = world
    let isFaulty = true
    const { fake, referrals } = yield* referralsOf({
      referrals: length,
      clampTo: world.granted,
      meta: ({ page, size, total }) => honestMeta(meta, { page, size, total }),
      respond: ({ page }) => (isFaulty && fault?.page === page ? faulty(fault.is) : undefined)
    })
    const size = Math.min(pageSize, world.granted ?? pageSize)
    const all = fake.referrals.filter((one) => status === undefined || one.status === status)
    const first = yield* read(referrals, world, { maxItems })
    const served = all.slice(0, Math.min(((fault?.page ?? Infinity) - 1) * size, maxItems ?? Infinity))
    const same = (a: ReadonlyArray<Referral.Referral>, b: ReadonlyArray<Referral.Referral>) =>
      JSON.stringify(a) === JSON.stringify(b)

    const { error, rows, summary } = first
    if (summary !== undefined || consumer !== "collect")
      holds(same(rows, served), "the rows before the fault", rows.length, served.length)
    if (error !== undefined) {
      holds(
        (error.checkpoint === undefined) === (consumer === "collect"),
        "a checkpoint with its rows only",
        error.message
      )
      holds(
        consumer !== "collect" || same(served, all.slice(0, error.collected().length)),
        "`collected()` has the rows",
        error.message
      )
      holds(fault !== undefined, "no failure without a fault", error.message)
    }
    const refusesPage =
      fault !== undefined && fault.page > 1 && (fault.is === "1003 about page" || fault.is === "404 in JSON")
    const pages = Math.ceil(all.length / size)
    const needed =
      maxItems !== undefined && maxItems <= all.length
        ? Math.ceil(maxItems / size)
        : Math.max(1, meta === "silent" ? pages + 1 : pages)
    if (fault !== undefined && summary !== undefined && fault.page <= needed) {
      holds(refusesPage && summary.endedBy === "refused", "only a refused page can end a list", fault, summary)
    }
    if (summary?.complete === true) {
      const looksLikeTheEnd = refusesPage && fault.page === 2 && size < pageSize && meta === "silent"
      holds(rows.length === all.length || looksLikeTheEnd, "complete means every row", rows.length, all.length, summary)
    }

    const from = (summary ?? error)?.checkpoint
    if (!resumes || from === undefined) return { violations }
    isFaulty = false
    const rest = yield* read(referrals, world, { from })
    holds(
      same([...rows, ...rest.rows], all),
      "prefix ++ resumed = the whole",
      rows.length,
      rest.rows.length,
      all.length
    )
    holds(rest.summary?.complete === true, "complete in the end", rest.summary ?? rest.error?.message)
    return { violations }
  }).pipe(Effect.orDie)

/** The whole SDK over a fake API. */
export const wholeStack = Kind.makeSlow("wholeStack", World, check)

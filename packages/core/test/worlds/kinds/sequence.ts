/**
 * Any pages at all: rows of any sort on pages of any length, `meta` that says anything, refusals. The reference model says
 * what must come of them.
 */
import * as Schema from "effect/Schema"
import { atMost, between, Bounds, Latencies, Taking } from "../draw.ts"
import * as Kind from "../Kind.ts"
import { always, laws, list } from "../laws.ts"
import { type Expected, read } from "../reference.ts"
import { row } from "../Row.ts"
import { type Answer, latenciesInTurn, make as makeServer } from "../Server.ts"
import { traverse, type Traversed } from "../traverse.ts"
import * as VirtualTime from "../VirtualTime.ts"

const Said = Schema.Literals([-1, 0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 20, "1", "2", "3", "7", "x", "", 2.5, true])

const Meta = Schema.Struct({
  current_page: Schema.optionalKey(Said),
  page: Schema.optionalKey(Said),
  last_page: Schema.optionalKey(Said),
  total: Schema.optionalKey(Said)
})

// A word that stands several times is drawn as often.
const Page = Schema.Struct({
  /** What it holds: the next rows of the list, drawn ones, or those of an earlier page. */
  holds: Schema.Literals([
    "next",
    "next",
    "next",
    "next",
    "drawn",
    "drawn",
    "pageBefore",
    "pageBefore",
    "pageBefore",
    "page1",
    "nothing",
    "nothing"
  ]),
  length: between(1, 5),
  /** Numbers of drawn rows; those from 20 on share an id with another row, those from 30 on do not decode. */
  drawn: atMost(5, between(0, 33)),
  meta: Schema.Literals(["silent", "silent", "honest", "honest", "honest", "lying"]),
  lie: Meta,
  refused: Schema.Literals([...Array.from({ length: 17 }, () => "no" as const), "pastEnd", "perhapsPastEnd", "other"]),
  /** What the second asking finds, in a world whose answers change. */
  second: Schema.Literals(["same", "empty", "rows", "pastEnd"])
})

const World = Schema.Struct({
  ...Taking.fields,
  ...Bounds.fields,
  pageSize: between(1, 5),
  // One request at a time is what the reference model does.
  concurrency: Schema.Literals([1, 1, 1, 2, 4, 16]),
  answersChange: Schema.Boolean,
  latencies: Latencies,
  reportsBroken: Schema.Boolean,
  pages: atMost(9, Page).check(Schema.isMinLength(3))
})
type World = typeof World.Type

const rowOf = (number: number) =>
  number < 20 || number >= 40
    ? row(number)
    : number < 30
      ? row(number - 20, { contacts: "others" })
      : row(number, { isBroken: true })

const numbersOf = (pages: World["pages"], index: number): ReadonlyArray<number> => {
  const page = pages[index]
  if (page === undefined || page.holds === "nothing") return []
  if (page.holds === "drawn") return page.drawn
  if (page.holds === "pageBefore") return numbersOf(pages, index - 1)
  if (page.holds === "page1") return index === 0 ? [] : numbersOf(pages, 0)
  const start = pages.slice(0, index).reduce((sum, { holds, length }) => sum + (holds === "next" ? length : 0), 40)
  return Array.from({ length: page.length }, (_, place) => start + place)
}

const answersOf = ({ answersChange, pages }: World): ((page: number, nth: number) => Answer) => {
  const total = new Set(pages.flatMap((_, index) => numbersOf(pages, index))).size
  return (number, nth) => {
    const page = pages[number - 1]
    if (page === undefined) return { rows: [], meta: [] }
    const { lie, meta, refused } = page
    const said =
      meta === "silent" ? [] : meta === "lying" ? lie : { current_page: number, last_page: pages.length, total }
    const second = answersChange && nth > 0 ? page.second : "same"
    if (second === "empty") return { rows: [], meta: said }
    if (second === "rows") return { rows: [rowOf(1), rowOf(2)], meta: said }
    if (second === "pastEnd") return { refused: second }
    return refused === "no" ? { rows: numbersOf(pages, number - 1).map(rowOf), meta: said } : { refused }
  }
}

const outcomeOf = ({ failure, summary }: Traversed): unknown => {
  if (failure !== undefined) {
    const { why } = failure
    return why === "incomplete" || why === "stalled" || why === "broken" ? { failed: why } : { failed: "refused" }
  }
  return summary === undefined ? undefined : { endedBy: summary.endedBy, doubts: doubtsOf(summary.doubts) }
}

// A doubt that rows are missing says more than that nothing is proven.
const doubtsOf = (doubts: ReadonlyArray<string>) =>
  doubts.filter((doubt) => doubt !== "unproven" || !doubts.includes("missing")).toSorted()

const expectedOutcome = ({ outcome }: Expected): unknown =>
  "failed" in outcome ? outcome : { endedBy: outcome.endedBy, doubts: doubtsOf(outcome.doubts) }

const check = (world: World): Kind.Seen => {
  const { holds, violations } = laws()
  const answers = answersOf(world)
  const timesRead = new Map<number, number>()
  let furthest = 0
  const expected = read(
    (page) => {
      const nth = timesRead.get(page) ?? 0
      timesRead.set(page, nth + 1)
      furthest = Math.max(furthest, page)
      return answers(page, nth)
    },
    { ...world, remembersAll: world.consumer === "collect" }
  )
  // Beyond one request at a time, what was read ahead is evidence too, and pages are asked for more often.
  const isAlone = world.concurrency === 1
  const isRowlessBehind = world.pages
    .slice(furthest)
    .every(({ refused }, index) => refused !== "no" || numbersOf(world.pages, furthest + index).length === 0)

  const time = VirtualTime.make()
  const server = makeServer(time, latenciesInTurn(world.latencies), ({ nth, page }) => answers(page, nth))
  const traversed = traverse(time, server, world)
  always({ holds, violations }, time, server, world, traversed)
  if (isAlone || (!world.answersChange && isRowlessBehind)) {
    const rows = traversed.failure !== undefined || traversed.summary !== undefined ? traversed.rows : []
    holds(list(rows) === list(expected.rows), "the rows", list(rows), "expected", list(expected.rows))
    holds(
      JSON.stringify(outcomeOf(traversed)) === JSON.stringify(expectedOutcome(expected)),
      "the end",
      outcomeOf(traversed),
      "expected",
      expectedOutcome(expected)
    )
  }
  if (isAlone) {
    holds(server.seen.length === expected.requests, "the requests", server.seen.length, "expected", expected.requests)
    if (
      traversed.summary !== undefined &&
      "endedBy" in expected.outcome &&
      expected.outcome.endedBy !== "repeatedPage"
    ) {
      const { drift } = traversed.summary
      holds((drift === "moved") === expected.moved, "the drift", drift, "expected", expected.moved)
    }
  }
  return { violations }
}

/** Any pages at all. */
export const sequence = Kind.make("sequence", World, check)

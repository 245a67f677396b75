/**
 * Mocks that are wrong on purpose, each in one way: a judge that lets one of them pass is no judge.
 */
import * as Predicate from "effect/Predicate"
import { FakePiggy } from "@effect-piggy/core/testing"
import type { Referral } from "../src/Referral.ts"

/** A way to be wrong. */
export interface Wrong {
  readonly name: string
  /** The wrong answer to a request, or nothing where this mock is right. */
  readonly respond: (request: FakePiggy.SeenRequest, rows: ReadonlyArray<Referral>) => Response | undefined
  /** Why the contract's schemas alone cannot see it; it takes the suite's laws. */
  readonly unseenBecause?: string
}

const isList = ({ headers, url }: FakePiggy.SeenRequest): boolean =>
  headers["authorization"] === "Bearer test" && url.search.replace(/[?&](?:limit|page)=\d+/g, "") === ""

/** Rows of the page that was asked for. */
const pageOf = ({ limit, page }: FakePiggy.SeenRequest, rows: ReadonlyArray<Referral>): ReadonlyArray<Referral> =>
  rows.slice((page - 1) * limit, page * limit)

const page =
  (change: (rows: ReadonlyArray<Referral>, request: FakePiggy.SeenRequest) => unknown): Wrong["respond"] =>
  (request, rows) => {
    if (!isList(request) || request.limit < 1 || request.limit > 100 || request.page < 1) return undefined
    const changed = change(pageOf(request, rows), request)
    return changed instanceof Response ? changed : FakePiggy.json(changed)
  }

const rowsAs = (change: (row: Referral) => unknown): Wrong["respond"] =>
  page((rows) => ({ data: rows.map(change), meta: [] }))

const without = (row: Referral, name: keyof Referral): unknown =>
  Object.fromEntries(Object.entries(row).filter(([field]) => field !== name))

const needsLaw = "each answer by itself is what the contract says"

/** What a mock can do wrong. */
export const wrongs: ReadonlyArray<Wrong> = [
  { name: "a field is missing", respond: rowsAs((row) => without(row, "status")) },
  {
    name: "a contact's field is missing",
    respond: rowsAs((row) => ({ ...row, referred_contact: { uuid: row.uuid } }))
  },
  { name: "a field has the wrong type", respond: rowsAs((row) => ({ ...row, uuid: 7 })) },
  { name: "a status is none of the words", respond: rowsAs((row) => ({ ...row, status: "done" })) },
  { name: "an id is no UUID", respond: rowsAs((row) => ({ ...row, uuid: "46573856" })) },
  {
    name: "an email is no email",
    respond: rowsAs((row) => ({ ...row, referring_contact: { ...row.referring_contact, email: "?" } }))
  },
  { name: "the rows stand under another name", respond: page((rows) => ({ items: rows, meta: [] })) },
  { name: "the page is a bare array", respond: page((rows) => rows) },
  { name: "meta is missing", respond: page((rows) => ({ data: rows })) },
  {
    name: "meta misses its total",
    respond: page((rows, { page: number }) => ({ data: rows, meta: { current_page: number } }))
  },
  {
    name: "a page has more rows than the most that can be asked for",
    respond: page((rows) => ({
      data: Array.from({ length: 101 }, (_, index) => rows[index % rows.length] ?? FakePiggy.referral(index)),
      meta: []
    }))
  },
  { name: "the status is 201", respond: page((rows) => FakePiggy.json({ data: rows, meta: [] }, { status: 201 })) },
  {
    name: "the content type is text",
    respond: page(
      (rows) => new Response(JSON.stringify({ data: rows, meta: [] }), { headers: { "content-type": "text/html" } })
    )
  },
  {
    name: "the body is cut off",
    respond: page(() => new Response('{"data":[', { headers: { "content-type": "application/json" } }))
  },
  {
    name: "an error has no message",
    respond: ({ limit }) =>
      limit > 100 ? FakePiggy.json({ code: 1003, status_code: 400 }, { status: 400 }) : undefined
  },
  {
    name: "a refusal has no code",
    respond: ({ limit }) => (limit > 100 ? FakePiggy.json({ message: "Invalid input." }, { status: 400 }) : undefined)
  },
  {
    name: "a refusal is a 422",
    respond: ({ limit }) =>
      limit > 100
        ? FakePiggy.json({ message: "Invalid input.", code: 1003, status_code: 422 }, { status: 422 })
        : undefined
  },
  {
    name: "a limit is exceeded by one",
    respond: page((_, { limit, page: number }) => ({
      data: Array.from({ length: Math.min(100, limit + 1) }, (_none, index) =>
        FakePiggy.referral((number - 1) * limit + index)
      ),
      meta: []
    })),
    unseenBecause: needsLaw
  },
  {
    name: "every page is the first",
    respond: (request, rows) => page((_, { limit }) => ({ data: rows.slice(0, limit), meta: [] }))(request, rows),
    unseenBecause: needsLaw
  },
  {
    name: "pages overlap",
    respond: (request, rows) =>
      page((_, { limit, page: number }) => {
        const start = Math.max(0, (number - 1) * limit - (number - 1))
        return { data: rows.slice(start, start + limit), meta: [] }
      })(request, rows),
    unseenBecause: needsLaw
  },
  {
    name: "filters are ignored",
    respond: (request, rows) =>
      request.url.searchParams.has("status") ? FakePiggy.json({ data: rows.slice(0, 30), meta: [] }) : undefined,
    unseenBecause: needsLaw
  },
  {
    name: "the order changes from request to request",
    respond: (() => {
      let turn = 0
      return page((rows) => ({ data: turn++ % 2 === 0 ? rows : rows.toReversed(), meta: [] }))
    })(),
    unseenBecause: needsLaw
  },
  {
    name: "everybody is let in",
    respond: ({ headers }, rows) =>
      Predicate.isString(headers["authorization"]) ? undefined : FakePiggy.json({ data: rows.slice(0, 3), meta: [] }),
    unseenBecause: needsLaw
  }
]

/**
 * What anything that claims to be the API must do, as data: requests, and what must hold of their answers.
 *
 * Every answer is judged by the contract as well; that goes without saying in a case.
 */
import { endpoint } from "../src/Referrals.ts"
import { defaultLimit } from "../src/testing/FakePiggy.ts"
import { statuses } from "../src/Referral.ts"
import type { OperationId } from "./contract.ts"
import * as Laws from "./laws.ts"

/** Who asks: the key that was given, nobody, or words for bearers that are not let in. */
export type Bearer = "key" | "none" | "expired" | "forbidden"

/** One request of a case. */
export interface Ask {
  readonly operation: OperationId
  /** As it goes over the wire; `{contact}` stands for the contact of the first row of the case's first answer, `{CONTACT}` in capitals. */
  readonly query: string
  readonly bearer: Bearer
  /** The whole `Authorization` header, in place of a bearer. */
  readonly authorization?: string
  /** Asks a mock for an answer that cannot be provoked otherwise. */
  readonly prefer?: string
  /** Sent by POST. */
  readonly body?: { readonly type: string; readonly text: string }
}

/** A promise: what is asked, and what must hold of the answers. */
export interface Case {
  readonly name: string
  readonly asks: ReadonlyArray<Ask>
  /** The statuses that every answer may have. */
  readonly statuses: ReadonlyArray<number>
  readonly law?: Laws.Law
}

const list = (query: string, more: Partial<Ask> = {}): Ask => ({
  operation: "listReferrals",
  query,
  bearer: "key",
  ...more
})

const pages = (name: string, queries: ReadonlyArray<string>, law?: Laws.Law): Case => ({
  name,
  asks: queries.map((query) => list(query)),
  statuses: [200],
  ...(law !== undefined && { law })
})

const past = 1_000_000

const listing: ReadonlyArray<Case> = [
  pages("a page is what the contract says", [""]),
  pages("without a limit a page has 30 rows at most", [""], Laws.atMost(defaultLimit)),
  pages("no limit means a limit of 30", ["", `limit=${defaultLimit}`], Laws.sameRows),
  pages("no page means page 1", ["limit=5", "limit=5&page=1"], Laws.sameRows),
  ...[1, 7, endpoint.maxLimit].map((limit) =>
    pages(`a limit of ${limit} is granted, and no page is longer`, [`limit=${limit}`], Laws.atMost(limit))
  ),
  pages("the same page is the same twice", ["limit=20&page=2", "limit=20&page=2"], Laws.sameRows),
  pages(
    "a shorter page is the beginning of a longer one",
    ["limit=100", "limit=3"],
    Laws.all(Laws.atMost(3), Laws.begins)
  ),
  pages("two pages share no row", ["limit=10&page=1", "limit=10&page=2", "limit=10&page=3"], Laws.disjoint),
  pages(
    "pages one after the other are the list",
    ["limit=100", ...[1, 2, 3, 4, 5].map((page) => `limit=20&page=${page}`)],
    Laws.followsOn
  ),
  pages("a filled meta tells the page", ["limit=5&page=1", "limit=5&page=2"], Laws.metaTells),
  {
    name: "a page past the end is empty or refused",
    asks: [list(`page=${past}`)],
    statuses: [200, 400, 404],
    law: Laws.emptyOrRefused
  },
  pages(
    "a parameter that the contract does not know changes nothing",
    ["limit=5", "limit=5&colour=blue"],
    Laws.sameRows
  ),
  pages("a parameter may be percent-encoded", ["limit=5", "%6Cimit=%35"], Laws.sameRows),
  pages(
    "a parameter with an empty value counts as not given",
    ["", "limit=&page=&status=&referring_contact_uuid="],
    Laws.sameRows
  ),
  pages("the order of the parameters does not matter", ["limit=5&page=2", "page=2&limit=5"], Laws.sameRows)
]

const filters: ReadonlyArray<Case> = [
  ...statuses.map((status) =>
    pages(`the filter ${status} lets no other status through`, [`status=${status}&limit=100`], Laws.allOfStatus(status))
  ),
  ...statuses.map((status) =>
    pages(
      `the filter ${status} keeps the order of the list`,
      ["limit=100", `status=${status}&limit=100`],
      Laws.keepsOrder(status)
    )
  ),
  pages(
    "pages of a filtered list are the filtered list",
    ["status=completed&limit=30", "status=completed&limit=10&page=1", "status=completed&limit=10&page=2"],
    Laws.followsOn
  ),
  pages(
    "the filter by contact lets no other contact through",
    ["", "referring_contact_uuid={contact}"],
    Laws.allOfContact
  ),
  pages("a contact's UUID may be written in capitals", ["", "referring_contact_uuid={CONTACT}"], Laws.allOfContact),
  {
    name: "two filters apply together",
    asks: [list("status=completed"), list("referring_contact_uuid={contact}&status=completed")],
    statuses: [200],
    law: Laws.all(Laws.allOfContact, Laws.allOfStatus("completed"))
  },
  {
    name: "a contact who never referred anyone has an empty list or none",
    asks: [list("referring_contact_uuid=00000000-0000-4000-8000-00000000dead")],
    statuses: [200, 404],
    law: Laws.emptyOrRefused
  }
]

const refused = (query: string): Case => ({
  name: `${query} is refused with 1003`,
  asks: [list(query)],
  statuses: [400],
  law: Laws.code(1003)
})

const refusals: ReadonlyArray<Case> = [
  ...["0", "-1", "101", "1000000", "1.5", "abc", "1,2"].map((limit) => refused(`limit=${limit}`)),
  ...["0", "-1", "1.5", "abc"].map((page) => refused(`page=${page}`)),
  ...["unknown", "COMPLETED", "pending,completed"].map((status) => refused(`status=${status}`)),
  ...["42", "2e70ea71-631f-4b3c-8097-8e0284751c9", "2e70ea71631f4b3c80978e0284751c96"].map((contact) =>
    refused(`referring_contact_uuid=${contact}`)
  ),
  refused("limit=5&limit=7"),
  refused("status=pending&status=completed"),
  refused("limit=0&page=0&status=unknown")
]

const errors: ReadonlyArray<Case> = [
  { name: "without a bearer nobody is let in", asks: [list("", { bearer: "none" })], statuses: [401] },
  { name: "a bearer that is not known is not let in", asks: [list("", { bearer: "expired" })], statuses: [401] },
  {
    name: "another scheme than Bearer is not let in",
    asks: [list("", { bearer: "none", authorization: "Basic dXNlcjpwYXNzd29yZA==" })],
    statuses: [401]
  },
  {
    name: "who is not let in learns nothing of the query",
    asks: [list("limit=0", { bearer: "none" })],
    statuses: [401]
  },
  { name: "the bearer `forbidden` may not read", asks: [list("", { bearer: "forbidden" })], statuses: [403] },
  ...[400, 401, 403, 404, 500].map((status) => ({
    name: `a ${status} can be asked for`,
    asks: [list("", { prefer: `code=${status}` })],
    statuses: [status]
  })),
  ...[429, 503].map((status) => ({
    name: `a ${status} can be asked for, and says when to come again`,
    asks: [list("", { prefer: `code=${status}` })],
    statuses: [status],
    law: Laws.header("Retry-After")
  }))
]

const token = (body: Ask["body"] & object): Ask => ({
  operation: "createAccessToken",
  query: "",
  bearer: "none",
  body
})

const grant = { grant_type: "client_credentials", client_id: 1, client_secret: "secret" }
const json = (value: unknown) => token({ type: "application/json", text: JSON.stringify(value) })
const form = (value: Readonly<Record<string, string>>) =>
  token({ type: "application/x-www-form-urlencoded", text: new URLSearchParams(value).toString() })

const tokens: ReadonlyArray<Case> = [
  { name: "client credentials in JSON bring a token", asks: [json(grant)], statuses: [200] },
  { name: "client credentials in a form bring a token", asks: [form({ ...grant, client_id: "1" })], statuses: [200] },
  {
    name: "a client secret that is wrong brings 401",
    asks: [json({ ...grant, client_secret: "wrong" })],
    statuses: [401]
  },
  {
    name: "a token request with nothing in it, or another grant, is refused with 1003",
    asks: [json({}), json({ ...grant, grant_type: "password" }), form({})],
    statuses: [400],
    law: Laws.code(1003)
  }
]

/** All cases, in the order in which they run. */
export const cases: ReadonlyArray<Case> = [...listing, ...filters, ...refusals, ...errors, ...tokens]

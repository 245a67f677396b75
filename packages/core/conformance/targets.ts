/**
 * What claims to be the API, and what each claimant is excused from: by the name of the case, with the reason.
 */
import type * as Duration from "effect/Duration"
import type * as HttpClient from "effect/http/HttpClient"
import type * as Redacted from "effect/Redacted"

/** Something to run the cases against. */
export interface Target {
  readonly client: HttpClient.HttpClient
  readonly baseUrl: string
  readonly key: Redacted.Redacted
  readonly excuses: Excuses
  /** The wait before each request. Default: none. */
  readonly pace?: Duration.Input
  /** Nothing but GET is sent; the cases that need more are told of as not shown. */
  readonly readOnly?: boolean
}

/** Reasons by the name of the case that a target cannot meet. */
export type Excuses = Readonly<Record<string, string>>

const each = (names: ReadonlyArray<string>, reason: string): Excuses =>
  Object.fromEntries(names.map((name) => [name, reason]))

const asksForErrors = [
  ...[400, 401, 403, 404, 500].map((status) => `a ${status} can be asked for`),
  ...[429, 503].map((status) => `a ${status} can be asked for, and says when to come again`)
]
const forbidden = "the bearer `forbidden` may not read"

/** Excuses by the name that `--profile` takes. */
export const profiles = {
  /** Nothing is excused: `piggy-mock`, or another mock as true. */
  strict: {},
  prism: {
    ...each(
      [
        "a limit of 1 is granted, and no page is longer",
        "two pages share no row",
        "a page past the end is empty or refused",
        "the filter pending lets no other status through",
        "the filter failed lets no other status through",
        "the filter by contact lets no other contact through",
        "a contact's UUID may be written in capitals",
        "two filters apply together",
        "a contact who never referred anyone has an empty list or none"
      ],
      "stock Prism answers one example, whatever is asked"
    ),
    ...each(
      ["a bearer that is not known is not let in", forbidden, "a client secret that is wrong brings 401"],
      "stock Prism lets everybody in who shows anything"
    )
  },
  fake: {
    ...each(asksForErrors, "the fake knows no Prefer header: `respond` answers what a test wants"),
    ...each(
      [
        "client credentials in JSON bring a token",
        "client credentials in a form bring a token",
        "a client secret that is wrong brings 401",
        "a token request with nothing in it, or another grant, is refused with 1003"
      ],
      "the fake has the list and no token endpoint"
    )
  },
  /** `piggy-mock` behind `prism proxy --errors --validate-request false`. */
  proxy: {
    ...each(
      [
        "without a bearer nobody is let in",
        "another scheme than Bearer is not let in",
        "who is not let in learns nothing of the query"
      ],
      "Prism's proxy refuses these itself, with a problem of its own"
    )
  },
  live: {
    ...each(asksForErrors, "the API's errors are not asked for"),
    [forbidden]: "a word of our mocks; the API takes it for a key that it does not know"
  }
} satisfies Readonly<Record<string, Excuses>>

export type Profile = keyof typeof profiles

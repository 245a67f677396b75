/**
 * Every setting of a scenario, described once: what it takes, what it does, and what it is by default.
 *
 * Refusals are made of it. The control API's contract, the table in `docs/mock.md` and the console's form are checked
 * against it.
 */
import * as Schema from "effect/Schema"

const whole = (minimum: number, maximum: number) =>
  Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum, maximum })))
const atLeast = (minimum: number) => Schema.Int.pipe(Schema.check(Schema.isGreaterThanOrEqualTo(minimum)))
const rate = Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 1 })))
const milliseconds = whole(0, 600_000)
const seconds = Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 86_400 })))
const window = seconds.pipe(Schema.check(Schema.isGreaterThan(0)))
/** Rows that one event of drift may move: more would keep every other request waiting. */
const rows = whole(0, 1000)

/** What the mock can answer in place of a page; 408, 502 and 504 are a gateway's and stand in no contract. */
export const errorStatuses = [400, 401, 403, 404, 408, 429, 500, 502, 503, 504] as const

const Range = Schema.Struct({ from: milliseconds, to: milliseconds }).pipe(
  Schema.check(
    Schema.makeFilter(({ from, to }) => (from <= to ? undefined : `the shorter wait comes first, not ${from} to ${to}`))
  )
)

const Connection = Schema.Struct({
  truncated: Schema.optionalKey(
    rate.annotate({ description: "Share of answers that end before their announced length. Default 0." })
  ),
  reset: Schema.optionalKey(
    rate.annotate({ description: "Share of requests whose connection is reset instead of answered. Default 0." })
  ),
  slow: Schema.optionalKey(rate.annotate({ description: "Share of answers whose body trickles. Default 0." })),
  duration: Schema.optionalKey(
    milliseconds.annotate({ description: "Milliseconds that a trickling body takes. Default 2000." })
  )
})

const single = {
  latency: Schema.optionalKey(
    Schema.Union([milliseconds, Range]).annotate({
      message: "latency takes milliseconds, or {from, to}",
      description: "Milliseconds to wait before the answer: fixed, or drawn from a range. Default 0."
    })
  ),
  errors: Schema.optionalKey(
    Schema.NullOr(
      Schema.Struct({
        rate: Schema.optionalKey(rate.annotate({ description: "Share of the requests. Default 1." })),
        status: Schema.optionalKey(
          Schema.Literals(errorStatuses).annotate({
            description: "408, 502 and 504 come as a gateway's HTML. Default 500."
          })
        ),
        retryAfter: Schema.optionalKey(seconds.annotate({ description: "Seconds, for the Retry-After header." }))
      })
    ).annotate({ description: "Answers an error instead. Default: none." })
  ),
  rateLimit: Schema.optionalKey(
    Schema.NullOr(
      Schema.Struct({
        requests: atLeast(1).annotate({ description: "Requests that each window admits." }),
        window: window.annotate({ description: "Seconds that a window lasts." }),
        retryAfter: Schema.optionalKey(
          Schema.Literals(["seconds", "date"]).annotate({ description: "How Retry-After says it. Default seconds." })
        )
      })
    ).annotate({ description: "So many requests in each window, then 429 with Retry-After. Default: none." })
  ),
  maintenance: Schema.optionalKey(
    Schema.Boolean.annotate({ description: "Answers 503 to everything. Default false." })
  ),
  limitClamp: Schema.optionalKey(
    Schema.NullOr(whole(1, 100)).annotate({
      description: "The most rows granted, whatever `limit` asks for. Default: none."
    })
  ),
  meta: Schema.optionalKey(
    Schema.Literals(["array", "laravel"]).annotate({
      description: "`meta` as the reference shows it, an empty array, or as Laravel's paging object. Default array."
    })
  ),
  paging: Schema.optionalKey(
    Schema.Literals(["faithful", "ignored", "overlapping", "emptyInMiddle", "shortPage", "lyingLastPage"]).annotate({
      description:
        "What is wrong with paging: `ignored` answers page 1 for ever, `overlapping` repeats the last row of the page " +
        "before, `emptyInMiddle` answers nothing for the middle page, `shortPage` half of page 2, `lyingLastPage` (with " +
        "Laravel's `meta`) one page too few. Default faithful."
    })
  ),
  pastEnd: Schema.optionalKey(
    Schema.Literals(["empty", "invalidInput", "notFound"]).annotate({
      description: "What a page past the end answers: an empty `data`, 400 with code 1003, or 404. Default empty."
    })
  ),
  oddRows: Schema.optionalKey(
    Schema.NullOr(
      Schema.Struct({
        kind: Schema.Literals(["unknownStatus", "missingEmail", "extraField", "undecodable"]).annotate({
          description:
            "What is odd: a status that nobody documented, a contact without the field `email`, a field that nobody " +
            "documented, or null where a contact belongs."
        }),
        every: Schema.optionalKey(
          atLeast(1).annotate({ description: "One row in so many, the first of the list among them. Default 10." })
        )
      })
    ).annotate({ description: "Rows as real answers bring them and the contract does not. Default: none." })
  ),
  drift: Schema.optionalKey(
    Schema.NullOr(
      Schema.Struct({
        every: atLeast(1).annotate({ description: "Pages read between two movements." }),
        insertions: Schema.optionalKey(rows.annotate({ description: "Rows that come in front. Default 0." })),
        removals: Schema.optionalKey(rows.annotate({ description: "Rows that go. Default 0." })),
        statusChanges: Schema.optionalKey(rows.annotate({ description: "Rows that change state. Default 0." }))
      })
    ).annotate({ description: "Rows come, go and change state while the list is read. Default: none." })
  ),
  connection: Schema.optionalKey(
    Connection.annotate({
      description: "What goes wrong on the wire, one thing at a time; `reset` takes its share first, `slow` last."
    })
  ),
  tokens: Schema.optionalKey(
    Schema.Struct({
      expiresIn: atLeast(0).annotate({
        description: "Seconds that a token from `POST /oauth/token` lives. Default 3600."
      })
    }).annotate({ description: "Access tokens." })
  )
}

export const presetNames = ["happy", "flaky", "slow", "rate-limited", "drifting", "maintenance"] as const
export type PresetName = (typeof presetNames)[number]

/** One request, or `times` of them, that differ from the rest of the scenario. */
const Step = Schema.Struct({
  ...single,
  times: Schema.optionalKey(whole(1, 1000).annotate({ description: "Requests that the step is for. Default 1." }))
})

/** What people write: a preset, single settings on top of it, and the first requests step by step. */
export const Settings = Schema.Struct({
  preset: Schema.optionalKey(Schema.Literals(presetNames)),
  ...single,
  /** At most 100: the replay token carries them. */
  steps: Schema.optionalKey(Schema.Array(Step).pipe(Schema.check(Schema.isMaxLength(100))))
})
export type Settings = typeof Settings.Type

export const singleNames: ReadonlyArray<string> = Object.keys(single)

/**
 * The types of the client in plain TypeScript: what `@effect-piggy/core/promise` says, without Effect's own types.
 * The type tests hold both together.
 */

/** A length of time: milliseconds, or a text such as `"30 seconds"`. */
export type DurationInput =
  | number
  | `${number} ${"milli" | "millis" | "second" | "seconds" | "minute" | "minutes" | "hour" | "hours"}`

/** A length of time in an error. `toMillis` reads it. */
export interface Duration {
  readonly value: unknown
  readonly toString: () => string
}

/** A state that the vendor documents. */
export type KnownStatus = "pending" | "completed" | "failed"

/** The state of a referral as answered: a documented one, or any other non-empty word. */
export type Status = KnownStatus | (string & {})

/** One of the two people of a referral. `email` is null when the contact is anonymous, deleted, or came without one. */
export interface Contact {
  readonly uuid: string
  readonly email: string | null
}

/** One row of the list: who brought whom, and whether it worked out. Fields that are not named here are kept. */
export interface Referral {
  readonly uuid: string
  readonly referring_contact: Contact
  readonly referred_contact: Contact
  readonly status: Status
}

/** Which referrals: all of them, or those of one contact, in one state. */
export interface Filter {
  /** Only referrals made by this contact: its UUID. */
  readonly referring_contact_uuid?: string
  /** Only referrals in this state. */
  readonly status?: KnownStatus
}

/** What may be asked for by `list`. */
export interface Query extends Filter {
  /** Rows to grant at the most, 1 to 100; default 30. The server may grant fewer. */
  readonly limit?: number
  /** The page within the list, from 1; default 1. */
  readonly page?: number
}

/** One page as answered. */
export interface ReferralPage {
  /** The rows on it, in the server's order. */
  readonly data: ReadonlyArray<Referral>
  /** Whatever the server sent: an array, an object, or nothing. */
  readonly meta?: unknown
}

/** Where a traversal can resume: plain JSON. It holds ids and a digest of the filter, and no email and no credential. */
export interface Checkpoint {
  readonly version: 1 | 2 | 3
  readonly origin: string
  readonly path?: string
  readonly filter: unknown
  readonly pageSize: number
  readonly page: number
  readonly seen: number
  readonly longest: number
  readonly keys: ReadonlyArray<ReadonlyArray<string>>
  readonly evidence?: {
    readonly at: number
    readonly delivered: number
    readonly longest: number
    readonly shortest: number | null
    readonly last: number | null
    readonly said?: { readonly echo?: number; readonly lastPage?: number; readonly total?: number }
    readonly idle: number
    readonly idleFull: boolean
    readonly moved: boolean
    readonly uneven: boolean
    readonly resumedElsewhere: boolean
  }
}

/** What ended a traversal. */
export type EndedBy = "emptyPage" | "lastPage" | "repeatedPage" | "refused" | "maxItems" | "maxPages"

/** Why an end is no proof that the list was read whole. */
export type Doubt = "unproven" | "uneven" | "missing" | "emptyInside" | "resumedElsewhere"

/** How a traversal went. */
export interface Summary {
  /** Pages read. */
  readonly pages: number
  /** Rows delivered. */
  readonly items: number
  /** Rows dropped because they had been delivered. */
  readonly duplicates: number
  /** Rows delivered although a recent row had the same id and other contacts. */
  readonly conflicting: number
  /** Rows that the first pass missed; `collect` with `passes`. */
  readonly lateFinds: number
  /** Rows that did not decode. */
  readonly invalid: number
  /** Requests sent, tries again included. */
  readonly requests: number
  readonly endedBy: EndedBy
  /** Every page from the first to the end was read, and nothing that was seen speaks against the end. */
  readonly complete: boolean
  /** What speaks against it. */
  readonly doubts: ReadonlyArray<Doubt>
  /** Whether rows moved while they were read; `"none"` needs `passes`. */
  readonly drift: "none" | "unknown" | "moved"
  /** Where to resume; present when `maxItems` or `maxPages` cut the traversal. */
  readonly checkpoint?: Checkpoint
}

/** How far a traversal has come. */
export interface Progress {
  readonly pages: number
  readonly items: number
  readonly duplicates: number
  readonly invalid: number
  /** The last page, where the server's `meta` says. */
  readonly lastPage: number | undefined
  /** The number of rows of the whole list, where the server's `meta` says. */
  readonly total: number | undefined
}

/** A row that did not decode: where it stood and what is wrong there. */
export interface InvalidItem {
  readonly page: number
  readonly index: number
  readonly path: string
  readonly detail: string
}

/** A page in order, without the referrals that were delivered before. */
export interface Page {
  /** The page's number, from 1. */
  readonly number: number
  readonly items: ReadonlyArray<Referral>
  /** Its rows that did not decode, with `invalidItems: "report"`. */
  readonly invalid: ReadonlyArray<InvalidItem>
  readonly progress: Progress
  /** Resumes after this page. */
  readonly checkpoint: Checkpoint
}

/** All referrals, and how the reading went. */
export interface Collected {
  readonly referrals: ReadonlyArray<Referral>
  readonly summary: Summary
}

/** When to try again, and how long to wait. */
export interface RetryOptions {
  /** Tries of one call in total, the first included: an integer, 1 or more; default 3. */
  readonly attempts?: number | undefined
  /** The longest wait before the second attempt; it doubles for each further one. Default 500 ms. */
  readonly baseDelay?: DurationInput | undefined
  /** The longest wait of our own choosing. Default 8 s. */
  readonly maxDelay?: DurationInput | undefined
  /** The longest Retry-After that is waited for; a longer one ends the call at once. Default 60 s. */
  readonly retryAfterCap?: DurationInput | undefined
  /** Tokens that the calls of one client share: an integer, 0 or more; default 500. */
  readonly budget?: number | undefined
  /** Tokens that a retry takes, 0 or more; default 5. */
  readonly retryCost?: number | undefined
  /** Tokens that a retry after an attempt's timeout takes, 0 or more; default 10. */
  readonly timeoutCost?: number | undefined
  /** Tokens that a successful call gives back, 0 or more; default 1. */
  readonly successCredit?: number | undefined
}

/** Per-call overrides. */
export interface CallOptions {
  /** Ends the call early: what is in flight is aborted, and the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | null | undefined
  /** When to try again; what is left out is as the client has it. */
  readonly retry?: RetryOptions | undefined
  /** An end for `list` and `collect` as a whole, and for each page of a stream. Default none. */
  readonly deadline?: DurationInput | undefined
}

/** How to read all rows. */
export interface StreamOptions extends CallOptions {
  /** The most requests in flight, 1 or more; default 4. */
  readonly concurrency?: number | undefined
  /** Resumes where an earlier traversal stopped. */
  readonly from?: Checkpoint | undefined
  /** Stop after this many rows, 1 or more. */
  readonly maxItems?: number | undefined
  /** Stop after this many pages, 1 or more; without it, 100,000 pages are a failure. */
  readonly maxPages?: number | undefined
  /** Which ends fail: by default those where rows are known to be missing; `true` all that are not complete, `false` none. */
  readonly requireComplete?: boolean | undefined
  /** Rows to ask for on a page, 1 to 100; default 100. */
  readonly pageSize?: number | undefined
  /** What becomes of a row that does not decode: `"fail"` (the default), or `"report"`. */
  readonly invalidItems?: "fail" | "report" | undefined
  /** Receives the summary when the list has been read. A promise is waited for. */
  readonly onEnd?: ((summary: Summary) => void | PromiseLike<unknown>) | undefined
}

/** How to collect all rows. */
export interface CollectOptions extends StreamOptions {
  /** The most times the list is read, until two passes in a row agree; default 1. */
  readonly passes?: number | undefined
}

/** One reading of a list. */
export interface Reading<A> extends AsyncIterable<A> {
  /** The next row. Calls that overlap are answered one after the other. */
  readonly next: () => Promise<IteratorResult<A, undefined>>
  /** Ends the reading and aborts what is in flight. */
  readonly return: () => Promise<IteratorResult<A, undefined>>
  readonly throw: (error?: unknown) => Promise<IteratorResult<A, undefined>>
  readonly [Symbol.asyncIterator]: () => Reading<A>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** A list that can be read, each time from its beginning. */
export interface Readable<A> extends AsyncIterable<A> {
  readonly [Symbol.asyncIterator]: () => Reading<A>
}

/** Who is asking: an API key, what gives an access token, or OAuth client credentials. */
export type Credentials =
  | string
  | (() => string | PromiseLike<string>)
  | { readonly clientId: number | string; readonly clientSecret: string }

/** How to reach the API. */
export interface Options {
  readonly credentials: Credentials
  /** Default `https://api.piggy.eu`. */
  readonly baseUrl?: string | undefined
  /** Allows `http:` to a host that is not this machine. */
  readonly allowInsecure?: boolean | undefined
  /** For one attempt, getting a credential included. Default 30 s. */
  readonly timeout?: DurationInput | undefined
  readonly retry?: RetryOptions | undefined
  /** The most bytes of an answer's body, after decompression. Default 10 MiB. */
  readonly maxBodyBytes?: number | undefined
  /** Sent as `X-Partner-ID`. */
  readonly partnerId?: string | undefined
  /** The `fetch` to use; default the platform's, as it is at the time of each request. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

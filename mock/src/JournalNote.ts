/**
 * A request of the API as the journal remembers it: who asked what, what came of it, and nothing secret.
 */
import type * as Exchange from "./Exchange.ts"
import type { Pen } from "./Journal.ts"
import type { Answer } from "./Prism.ts"
import { keyOf } from "./Random.ts"
import * as Secrets from "./Secrets.ts"
import type { Target } from "./Target.ts"
import * as Transcript from "./Transcript.ts"

type Headers = Readonly<Record<string, string | undefined>>

/** A digest that tells clients apart and gives no credential away. */
const clientOf = (headers: Headers): string =>
  keyOf(headers["authorization"] ?? "", headers["user-agent"] ?? "")
    .toString(16)
    .padStart(8, "0")

/** The wait that an answer asks for, in seconds, whichever form it has. */
const retryAfterOf = ({ headers, status }: Pick<Answer, "headers" | "status">): number | undefined => {
  const value = headers["retry-after"]
  if (value === undefined || status < 400) return undefined
  const seconds = /^\d/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined
}

export interface Arrived {
  readonly method: string
  readonly target: Target
  readonly headers: Headers
  /** By the mock's clock. */
  readonly at: number
}

/** What a request came to. */
export interface End extends Pick<Exchange.Outcome, "faults" | "rows" | "total"> {
  /** The body that the client sent, as far as it was read. */
  readonly sent: string
  readonly answer: Answer
  /** False if nothing of the answer reached the client. */
  readonly wasAnswered: boolean
}

export interface Note {
  /** Tells that the answer takes a while. */
  readonly wait: (faults: ReadonlyArray<string>) => void
  readonly end: (end: End) => void
}

/** Begins a note for a request that has arrived. */
export const begin = (pen: Pen, { at, headers, method, target }: Arrived): Note => {
  const started = performance.now()
  const userAgent = headers["user-agent"]
  const common = {
    at,
    method,
    path: target.path,
    query: Secrets.inQuery(target.search.slice(1)),
    client: clientOf(headers),
    ...(userAgent !== undefined && { userAgent: Secrets.inText(userAgent) })
  }
  let ticket: number | undefined
  return {
    wait: (faults) => {
      ticket = pen.wait({ ...common, faults })
    },
    end: ({ answer, faults, rows, sent, total, wasAnswered }) => {
      const retryAfter = retryAfterOf(answer)
      pen(
        {
          ...common,
          duration: Math.round((performance.now() - started) * 1000) / 1000,
          status: wasAnswered ? answer.status : 0,
          ...(ticket !== undefined && { ticket }),
          ...(rows !== undefined && { rows }),
          ...(total !== undefined && { total }),
          faults,
          ...(retryAfter !== undefined && { retryAfter }),
          violations: answer.violations.map((one) => ({ ...one, message: Secrets.inText(one.message) }))
        },
        Transcript.pack({ headers, body: sent }, wasAnswered ? answer : { headers: {}, body: "" })
      )
    }
  }
}

/** Whoever only looks stands in no journal. */
export const none: Note = { wait: () => undefined, end: () => undefined }

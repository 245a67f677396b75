/**
 * Which of the headers that a contract describes are sent, and the one that says what is wrong with an exchange.
 *
 * An example of a header is a sample. The server alone says how long a body is and when it was sent, and the mock alone
 * says which pages may read it.
 */
import type { Violation } from "./Prism.ts"

type Headers = Readonly<Record<string, string>>

/** The connection's own, and what a client would decode the body by. */
const ofTheServer: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-range",
  "date",
  "keep-alive",
  "proxy-authenticate",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade"
])

const token = /^[\w!#$%&'*+.^`|~-]+$/
/** RFC 9110, section 5.5; Node writes characters beyond ASCII now in one encoding, now in another. */
const ascii = /^[\t -~]*$/

const reasonAgainst = (name: string, value: string): string | undefined => {
  if (ofTheServer.has(name)) return "the server sets it"
  if (!token.test(name)) return "its name is no token"
  return ascii.test(value) ? undefined : "its value has a character that no header can carry"
}

export interface Sendable {
  readonly headers: Headers
  /** A warning for each header that is left out. */
  readonly warnings: ReadonlyArray<Violation>
}

/** @param headers by name in lower case */
export const sendable = (headers: Headers): Sendable => {
  const kept: Record<string, string> = {}
  const warnings: Array<Violation> = []
  for (const [name, value] of Object.entries(headers)) {
    const reason = reasonAgainst(name, value)
    if (reason === undefined) kept[name] = value
    else {
      warnings.push({
        side: "response",
        location: ["header", name],
        severity: "warning",
        message: `Response header ${name} was not sent: ${reason}`
      })
    }
  }
  return { headers: kept, warnings }
}

/** The contract's headers under the mock's own, which win; both have their say in `Vary`. */
export const merged = (contract: Headers, own: Headers): Headers => {
  const vary = [...new Set([contract["vary"], own["vary"]].filter((value) => value !== undefined))].join(", ")
  return { ...contract, ...own, ...(vary !== "" && { vary }) }
}

/** Prism's limit for the header, which servers and proxies share. */
const longestHeader = 8 * 1024 - 100

/** What is wrong with an exchange, as Prism tells it: the header `Sl-Violations`. */
export const reported = (violations: ReadonlyArray<Violation>): Record<string, string> => {
  if (violations.length === 0) return {}
  // A header is ASCII; JSON can say every other character in it.
  const text = JSON.stringify(violations).replaceAll(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  )
  return {
    "sl-violations": text.length > longestHeader ? `Too many violations! ${text.slice(0, longestHeader)}` : text
  }
}

/**
 * A request of the journal as something to run: in a terminal, in a page, in a test.
 *
 * Pure. Credentials are cut out of the journal, so each names where to put one.
 */
import type { Entry } from "../../src/Journal.ts"
import type { Replay } from "../../src/Replay.ts"
import type { Settings } from "../../src/Scenario.ts"
import { errorStatuses } from "./Fields.ts"

/** Headers that a program sends by itself, or that are none of its own. */
const own =
  /^(?:host|connection|content-length|user-agent|accept-encoding|origin|referer|cookie|sec-.*|accept-language)$/

export interface Sent {
  readonly entry: Pick<Entry, "method" | "path" | "query">
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface Known extends Sent {
  readonly baseUrl: string
}

const urlOf = ({ baseUrl, entry: { path, query } }: Known): string =>
  `${baseUrl}${path}${query === "" ? "" : `?${query}`}`

const headersOf = ({ headers }: Sent, credential: string): ReadonlyArray<readonly [string, string]> =>
  Object.entries(headers)
    .filter(([name, value]) => !own.test(name) && !(name === "accept" && value === "*/*"))
    .map(([name, value]) => [name, value.replace("[cut]", credential)])

const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

export const curl = (sent: Known): string => {
  const { body, entry } = sent
  const lines = [
    `curl -i ${entry.method === "GET" ? "" : `-X ${entry.method} `}${shellQuoted(urlOf(sent))}`,
    ...headersOf(sent, "any").map(([name, value]) => `  -H ${shellQuoted(`${name}: ${value}`)}`),
    ...(body === "" ? [] : [`  -d ${shellQuoted(body.replaceAll("[cut]", "any"))}`])
  ]
  return `${lines.join(" \\\n")}\n`
}

const object = (pairs: ReadonlyArray<readonly [string, string]>, indent: string): string =>
  pairs.map(([name, value]) => `${indent}${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(",\n")

const init = (sent: Known, indent: string): string => {
  const { body, entry } = sent
  const headers = headersOf(sent, "any")
  const parts = [
    ...(entry.method === "GET" ? [] : [`${indent}  method: ${JSON.stringify(entry.method)}`]),
    ...(headers.length === 0 ? [] : [`${indent}  headers: {\n${object(headers, `${indent}    `)}\n${indent}  }`]),
    ...(body === "" ? [] : [`${indent}  body: ${JSON.stringify(body.replaceAll("[cut]", "any"))}`])
  ]
  return parts.length === 0 ? "" : `, {\n${parts.join(",\n")}\n${indent}}`
}

export const fetch = (sent: Known): string =>
  `const response = await fetch(${JSON.stringify(urlOf(sent))}${init(sent, "")})
console.log(response.status, await response.text())
`

/** What came of a request. */
export type Outcome = Pick<Entry, "status" | "faults" | "retryAfter" | "rows">

/** What the mock was when it answered; seed and size are known unless the answer told nothing of them. */
export type Made = Pick<Replay, "scenario"> & Partial<Pick<Replay, "seed" | "referrals">>

/** What of a scenario shapes the answers that are no errors. */
const shaping = ({ limitClamp, meta, oddRows, paging, pastEnd }: Settings): Settings => ({
  ...(limitClamp !== undefined && { limitClamp }),
  ...(meta !== undefined && { meta }),
  ...(oddRows !== undefined && { oddRows }),
  ...(paging !== undefined && { paging }),
  ...(pastEnd !== undefined && { pastEnd })
})

/** A scenario under which every request gets what this one got: what was drawn, or counted, comes for certain. */
export const scenarioFor = ({ faults, retryAfter, status }: Outcome, settings: Settings): Settings => {
  const wait = retryAfter === undefined ? {} : { retryAfter: Math.ceil(retryAfter) }
  const known = errorStatuses.find((one) => one === status)
  const isDrawn = faults.some((fault) => fault === "rate limit" || fault.startsWith("error "))
  return {
    ...shaping(settings),
    ...(isDrawn && known !== undefined && { errors: { status: known, ...wait } }),
    ...(faults.includes("maintenance") && { maintenance: true }),
    ...(faults.includes("connection reset") && { connection: { reset: 1 } }),
    ...(faults.includes("truncated body") && { connection: { truncated: 1 } })
  }
}

/** What the scenario did that changes how many rows a page has. */
const resizes = /^(?:limit clamped|page emptied|page cut short)/

const expectation = ({ faults, rows, status }: Outcome): string => {
  if (rows !== undefined && faults.some((fault) => resizes.test(fault))) {
    return `  const { data } = await (await asked).json()\n  expect(data).toHaveLength(${rows})`
  }
  if (status === 0) return "  await expect(asked).rejects.toThrow()"
  if (faults.includes("truncated body")) return "  await expect((await asked).text()).rejects.toThrow()"
  return `  expect((await asked).status).toBe(${status})`
}

/** A Vitest test that asks the same in a session of its own, and gets the same for certain. */
export const test = (sent: Known, outcome: Outcome, made: Made, mockUrl: string): string => {
  const { method, path, query } = sent.entry
  const target = `${path}${query === "" ? "" : `?${query}`}`
  const what = outcome.status === 0 ? "gets no answer" : `is answered ${outcome.status}`
  const rows = [
    ...(made.seed === undefined ? [] : [`    seed: ${JSON.stringify(made.seed)},\n`]),
    ...(made.referrals === undefined ? [] : [`    referrals: ${made.referrals},\n`])
  ].join("")
  return `import { connect } from "@effect-piggy/mock/client"
import { expect, test } from "vitest"

test(${JSON.stringify(`${method} ${path} ${what}`)}, async () => {
  await using session = await connect(${JSON.stringify(mockUrl)}).session({
${rows}    scenario: ${JSON.stringify(scenarioFor(outcome, made.scenario))}
  })
  const asked = fetch(session.url + ${JSON.stringify(target)}${init(sent, "  ")})
${expectation(outcome)}
})
`
}

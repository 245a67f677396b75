/**
 * What a client prefers Prism to answer: `Prefer: code=429, example=empty, dynamic=true`, or `?__code=429` and so on.
 *
 * @see RFC 7240 for the header; Prism's guide "HTTP mocking" for the four names
 */
import type { Violation } from "./Prism.ts"
import type { Query } from "./QueryString.ts"

export interface Preferences {
  readonly code?: number
  readonly exampleKey?: string
  readonly dynamic?: boolean
  readonly seed?: string
}

/** A preference that is known by name and cannot be understood. */
export interface Misunderstood {
  readonly detail: string
}

/** One of `names` with its value, and what stood behind it after semicolons. */
interface Preference {
  readonly name: string
  readonly value: string
  readonly parameters: ReadonlyArray<string>
}

const names: ReadonlySet<string> = new Set(["code", "example", "dynamic", "seed"])

/** What stands between commas, or between semicolons, that are not within quotes. */
const between = {
  commas: /(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g,
  semicolons: /(?:[^";]|"(?:[^"\\]|\\.)*"?)+/g
}

/** A token, or a quoted string; nothing if it is neither. */
const wordOf = (text: string): string | undefined => {
  if (/^"(?:[^"\\]|\\.)*"$/.test(text)) return text.slice(1, -1).replaceAll(/\\(.)/g, "$1")
  return /^[^\s"]*$/.test(text) ? text : undefined
}

const pair = (text: string): { readonly name: string; readonly value: string | undefined } => {
  const equals = text.indexOf("=")
  const name = (equals < 0 ? text : text.slice(0, equals)).trim().toLowerCase()
  return { name, value: wordOf(equals < 0 ? "" : text.slice(equals + 1).trim()) }
}

/** The preferences of a header that are for Prism. What is not well-formed is passed over, as RFC 7240 has it. */
const fromHeader = (header: string): ReadonlyArray<Preference> =>
  (header.match(between.commas) ?? []).flatMap((piece) => {
    const [first = "", ...parameters] = piece.match(between.semicolons) ?? []
    const { name, value } = pair(first)
    if (!names.has(name) || value === undefined) return []
    return [{ name, value, parameters: parameters.map((parameter) => pair(parameter).name) }]
  })

const fromQuery = (query: Query): ReadonlyArray<Preference> =>
  Object.entries(query).flatMap(([name, value]) =>
    name.startsWith("__") && names.has(name.slice(2))
      ? [value].flat().map((one) => ({ name: name.slice(2), value: one, parameters: [] }))
      : []
  )

/** The preferences of a request; the header wins over the query as a whole, as in Prism, and the first of two of a name. */
export const parse = (header: string | undefined, query: Query): Preferences | Misunderstood => {
  const given = new Map<string, string>()
  for (const { name, value } of header === undefined ? fromQuery(query) : fromHeader(header)) {
    if (!given.has(name)) given.set(name, value)
  }
  const code = given.get("code")
  const dynamic = given.get("dynamic")
  const example = given.get("example")
  const seed = given.get("seed")
  if (code !== undefined && !/^[2-5]\d\d$/.test(code)) {
    return { detail: `the preferred code must be a status from 200 to 599, got "${code}"` }
  }
  if (dynamic !== undefined && dynamic !== "true" && dynamic !== "false") {
    return { detail: `the preference "dynamic" must be true or false, got "${dynamic}"` }
  }
  if (example === "") return { detail: `the preference "example" must name an example, got none` }
  return {
    ...(code !== undefined && { code: Number(code) }),
    ...(dynamic !== undefined && { dynamic: dynamic === "true" }),
    ...(example !== undefined && { exampleKey: example }),
    ...(seed !== undefined && { seed })
  }
}

export const isMisunderstood = (parsed: Preferences | Misunderstood): parsed is Misunderstood => "detail" in parsed

/** A warning for each preference that stands after a semicolon, which makes it a parameter of the one before. */
export const warnings = (header: string | undefined): ReadonlyArray<Violation> =>
  fromHeader(header ?? "").flatMap(({ name, parameters }) =>
    parameters
      .filter((parameter) => names.has(parameter))
      .map((parameter): Violation => ({
        side: "request",
        location: ["header", "prefer"],
        severity: "warning",
        message: `Request header Prefer: "${parameter}" stands after a semicolon, so it belongs to "${name}" and was ignored; put a comma before it`
      }))
  )

/** True if the client wants Prism's own answer: an example, a status or generated data. */
export const asksPrism = (preferences: Preferences): boolean =>
  preferences.code !== undefined || preferences.exampleKey !== undefined || preferences.dynamic === true

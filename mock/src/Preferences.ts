/**
 * What a client prefers Prism to answer: `Prefer: code=429, example=empty, dynamic=true`, or `?__code=429` and so on.
 *
 * @see RFC 7240 for the header; Prism's guide "HTTP mocking" for the four names
 */

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

const unquoted = (value: string): string => value.replace(/^"(.*)"$/, "$1")

const fromHeader = (header: string): ReadonlyMap<string, string> =>
  new Map(
    header
      .split(/[,;]/)
      .map((preference): [string, string] => {
        const [name = "", ...value] = preference.split("=")
        return [name.trim().toLowerCase(), unquoted(value.join("=").trim())]
      })
      .filter(([name]) => name !== "")
  )

const fromQuery = (query: URLSearchParams): ReadonlyMap<string, string> =>
  new Map([...query].filter(([name]) => name.startsWith("__")).map(([name, value]) => [name.slice(2), value]))

/** The preferences of a request; the header wins over the query as a whole, as in Prism. */
export const parse = (header: string | undefined, query: URLSearchParams): Preferences | Misunderstood => {
  const given = header === undefined ? fromQuery(query) : fromHeader(header)
  const code = given.get("code")
  const dynamic = given.get("dynamic")
  const example = given.get("example")
  const seed = given.get("seed")
  if (code !== undefined && !/^\d{3}$/.test(code)) {
    return { detail: `the preferred code must be a status of three digits, got "${code}"` }
  }
  if (dynamic !== undefined && dynamic !== "true" && dynamic !== "false") {
    return { detail: `the preference "dynamic" must be true or false, got "${dynamic}"` }
  }
  return {
    ...(code !== undefined && { code: Number(code) }),
    ...(dynamic !== undefined && { dynamic: dynamic === "true" }),
    ...(example !== undefined && { exampleKey: example }),
    ...(seed !== undefined && { seed })
  }
}

export const isMisunderstood = (parsed: Preferences | Misunderstood): parsed is Misunderstood => "detail" in parsed

/** True if the client wants Prism's own answer: an example, a status or generated data. */
export const asksPrism = (preferences: Preferences): boolean =>
  preferences.code !== undefined || preferences.exampleKey !== undefined || preferences.dynamic === true

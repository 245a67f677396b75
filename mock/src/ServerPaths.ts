/**
 * Below which paths a contract has its operations: what its `servers` say behind the host.
 */

interface Server {
  readonly url: string
  readonly variables: unknown
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

const serversOf = (value: unknown): ReadonlyArray<Server> =>
  isObject(value) && Array.isArray(value["servers"])
    ? value["servers"].flatMap((server: unknown) =>
        isObject(server) && typeof server["url"] === "string"
          ? [{ url: server["url"], variables: server["variables"] }]
          : []
      )
    : []

/** The values that a variable of a server's URL can have. */
const valuesOf = (variable: unknown): ReadonlyArray<string> => {
  if (!isObject(variable)) return []
  const named: ReadonlyArray<unknown> = Array.isArray(variable["enum"]) ? variable["enum"] : []
  return [...new Set([variable["default"], ...named].filter((value) => typeof value === "string"))]
}

/** A URL for each combination of its variables' values; the more of them, the fewer are tried. */
const filledIn = ({ url, variables }: Server): ReadonlyArray<string> => {
  const most = 100
  const named = isObject(variables) ? Object.entries(variables) : []
  return named.reduce<ReadonlyArray<string>>(
    (urls, [name, variable]) =>
      urls
        .flatMap((one) =>
          one.includes(`{${name}}`) ? valuesOf(variable).map((value) => one.replaceAll(`{${name}}`, value)) : [one]
        )
        .slice(0, most),
    [url]
  )
}

const pathOf = (url: string): string => {
  if (!URL.canParse(url, "http://mock/")) return ""
  return new URL(url, "http://mock/").pathname.replace(/\/+$/, "")
}

/** OpenAPI 2 has one path for all of its hosts. */
const basePathOf = (document: object): ReadonlyArray<string> =>
  "basePath" in document && typeof document.basePath === "string" ? [pathOf(document.basePath)] : []

/** @returns the paths of all servers, without a slash at their ends and without the empty one, the longest first */
export const of = (document: object): ReadonlyArray<string> => {
  const paths = "paths" in document && isObject(document.paths) ? Object.values(document.paths) : []
  const operations = paths.filter(isObject).flatMap((path) => Object.values(path))
  const servers = [document, ...paths, ...operations].flatMap(serversOf)
  const found = new Set([...servers.flatMap(filledIn).map(pathOf), ...basePathOf(document)])
  found.delete("")
  return [...found].toSorted((one, other) => other.length - one.length)
}

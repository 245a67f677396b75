/**
 * Where a client asked, if a proxy says that it asked elsewhere: `Forwarded`, or `X-Forwarded-Host`, `-Proto` and `-Prefix`.
 *
 * Anybody can send these headers, so they count only if the name that they give is one that the control routes answer to.
 *
 * @see RFC 7239 for Forwarded; the others are customs
 */
import * as BasePath from "./BasePath.ts"
import * as LocalOnly from "./LocalOnly.ts"

type Headers = Readonly<Record<string, string | undefined>>

/** What the proxy next to the client says, which stands first. */
const first = (value: string | undefined): string | undefined => value?.split(",", 1)[0]?.trim()

/** A parameter of the first element of `Forwarded`. */
const parameter = (forwarded: string | undefined, name: string): string | undefined => {
  const element = /^(?:[^",]|"(?:[^"\\]|\\.)*")*/.exec(forwarded ?? "")?.[0] ?? ""
  const found = new RegExp(`(?:^|;)\\s*${name}=("[^"]*"|[^;\\s]*)`, "i").exec(element)?.[1]
  return found?.replaceAll('"', "")
}

/** A URL of a scheme and of a host with its port, and of nothing else. */
const originOf = (scheme: string, host: string): URL | undefined => {
  const origin = `${scheme}://${host}`
  const isWhole = /^https?$/.test(scheme) && /^[^\s/@?#\\]+$/.test(host) && URL.canParse(origin)
  return isWhole ? new URL(origin) : undefined
}

/**
 * The address as the client knows it.
 *
 * @param address where the request came in, without its query
 */
export const outside = (address: string, headers: Headers, door: LocalOnly.Door): string => {
  const { host: ownHost, pathname, protocol } = new URL(address)
  const { forwarded } = headers
  const host = parameter(forwarded, "host") ?? first(headers["x-forwarded-host"]) ?? ownHost
  const scheme = parameter(forwarded, "proto") ?? first(headers["x-forwarded-proto"]) ?? protocol.slice(0, -1)
  const origin = originOf(scheme.toLowerCase(), host)
  if (origin === undefined || !LocalOnly.answersTo(origin.hostname, door)) return address
  const prefix = BasePath.parse(first(headers["x-forwarded-prefix"]) ?? "") ?? ""
  return `${origin.origin}${prefix}${pathname}`
}

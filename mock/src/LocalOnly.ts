/**
 * Who may use the control routes: programs and pages of this machine, and no page of another site.
 *
 * A page of another site can send requests to loopback, and by DNS rebinding even under its own name. The first carry a
 * foreign `Origin`, the second a foreign `Host`; both are refused.
 */

export interface Caller {
  /** The socket's remote address. */
  readonly address: string | undefined
  readonly host: string | undefined
  readonly origin: string | undefined
  /** `Sec-Fetch-Site`, which browsers set and pages cannot. */
  readonly fetchSite: string | undefined
}

export interface Door {
  /** Lets other machines in, under any name. */
  readonly allowRemote: boolean
}

const isLoopbackAddress = (address: string): boolean =>
  address === "::1" || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address)

/** True for a name that means this machine, whoever looks it up. */
export const isLoopbackName = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  hostname === "[::1]" ||
  /^127\.\d+\.\d+\.\d+$/.test(hostname)

/** The host of an origin or of a Host header, with its port; empty for an opaque origin or nonsense. */
const authorityOf = (url: string): URL | undefined => (URL.canParse(url) ? new URL(url) : undefined)

/** @returns why the caller is refused, or `undefined` if it is not */
export const refusal = (caller: Caller, { allowRemote }: Door): string | undefined => {
  if (!allowRemote && (caller.address === undefined || !isLoopbackAddress(caller.address))) {
    return "the control routes answer this machine only; --allow-remote opens them to others"
  }
  const host = caller.host === undefined ? undefined : authorityOf(`http://${caller.host}`)
  if (host === undefined) return "the Host header names no host"
  if (!allowRemote && !isLoopbackName(host.hostname)) {
    return `the Host header names "${host.hostname}", which is not this machine`
  }
  if (caller.origin !== undefined && authorityOf(caller.origin)?.host !== host.host) {
    return `pages of ${caller.origin} may not use the control routes`
  }
  if (caller.fetchSite !== undefined && caller.fetchSite !== "same-origin" && caller.fetchSite !== "none") {
    return "pages of other sites may not use the control routes"
  }
  return undefined
}

/**
 * Who may use the control routes: programs and pages of this machine, and whom the flags let in.
 *
 * A page of another site can send requests to loopback, and by DNS rebinding even under its own name. The first carry a
 * foreign `Origin`, the second a foreign `Host`; both are refused, and each refusal names the flag that lets them in.
 */

export interface Caller {
  /** The socket's remote address. */
  readonly address: string | undefined
  readonly host: string | undefined
  /** `X-Forwarded-Host`: the names under which a proxy was asked, before it wrote a `Host` of its own. */
  readonly forwardedHost: string | undefined
  readonly origin: string | undefined
  /** `Sec-Fetch-Site`, which browsers set and pages cannot. */
  readonly fetchSite: string | undefined
}

export interface Door {
  /** Lets other machines in; under any name, unless there are `allowHosts`. */
  readonly allowRemote: boolean
  /** Names beside those of loopback: `mock`, or `.example.com` for a domain and all names below it. */
  readonly allowHosts: ReadonlyArray<string>
  /** Origins whose pages may use the control routes too: `http://localhost:5173`. */
  readonly allowOrigins: ReadonlyArray<string>
}

export const closed: Door = { allowRemote: false, allowHosts: [], allowOrigins: [] }

/** @returns the name as browsers write it, or `undefined` if it is none: a port or a scheme is not part of one */
export const hostName = (text: string): string | undefined => {
  const [, dot = "", name = ""] = /^(\.?)(\[[\da-f:.]+\]|[^\s/@?#:*.][^\s/@?#:*]*)$/i.exec(text) ?? []
  const url = `http://${name}/`
  return name !== "" && URL.canParse(url) ? `${dot}${new URL(url).hostname}` : undefined
}

/** @returns the origin as browsers write it, or `undefined` if it is none */
export const originOf = (text: string): string | undefined => {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const { origin, pathname, search, username } = new URL(text)
  return pathname === "/" && search === "" && username === "" ? origin : undefined
}

const isLoopbackAddress = (address: string): boolean =>
  address === "::1" || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address)

/** True for a name that means this machine, whoever looks it up. */
export const isLoopbackName = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  hostname === "[::1]" ||
  /^127\.\d+\.\d+\.\d+$/.test(hostname)

const covers = (allowed: string, hostname: string): boolean =>
  allowed.startsWith(".") ? `.${hostname}`.endsWith(allowed) : hostname === allowed

const isKnownName = (hostname: string, { allowHosts }: Door): boolean =>
  isLoopbackName(hostname) || allowHosts.some((allowed) => covers(allowed, hostname))

/** True for a name under which the control routes can be asked. */
export const answersTo = (hostname: string, door: Door): boolean =>
  (door.allowRemote && door.allowHosts.length === 0) || isKnownName(hostname, door)

const urlOf = (url: string): URL | undefined => (URL.canParse(url) ? new URL(url) : undefined)

/** Every name that the request was sent to; one that is none is `undefined`. */
const namesOf = ({ forwardedHost, host }: Caller): ReadonlyArray<URL | undefined> =>
  [host ?? "", ...(forwardedHost?.split(",") ?? [])].map((name) => urlOf(`http://${name.trim()}`))

/** True for a page that a proxy serves beside the mock: its browser saw one origin, and only the proxy changed the name. */
const isBehindProxy = ({ fetchSite }: Caller, origin: URL, door: Door): boolean =>
  fetchSite === "same-origin" && isKnownName(origin.hostname, door)

/** True if a page of that origin is let in by name. */
export const isAllowedOrigin = (origin: string | undefined, { allowOrigins }: Door): boolean =>
  origin !== undefined && allowOrigins.includes(origin)

const originRefusal = (caller: Caller, names: ReadonlyArray<URL>, door: Door): string | undefined => {
  const { fetchSite, origin } = caller
  if (isAllowedOrigin(origin, door)) return undefined
  if (origin !== undefined) {
    const from = urlOf(origin)
    const isOwn = from !== undefined && names.some(({ host }) => host === from.host)
    if (!isOwn && (from === undefined || !isBehindProxy(caller, from, door))) {
      const wayOut =
        originOf(origin) === undefined ? "serve the page over http first" : `--allow-origin ${origin} lets them`
      return `pages of ${origin} may not use the control routes; ${wayOut}`
    }
  }
  return fetchSite !== undefined && fetchSite !== "same-origin" && fetchSite !== "none"
    ? "pages of other sites may not use the control routes; open the address by itself, or start the mock with --allow-origin and the page's origin"
    : undefined
}

/** @returns why the caller is refused and what would let it in, or `undefined` if it is not */
export const refusal = (caller: Caller, door: Door): string | undefined => {
  if (!door.allowRemote && (caller.address === undefined || !isLoopbackAddress(caller.address))) {
    return `the control routes answer this machine only, and this came from ${caller.address ?? "nowhere"}; --allow-remote opens them to others`
  }
  const names = namesOf(caller).filter((name) => name !== undefined)
  if (names.length < namesOf(caller).length) return "the Host header names no host"
  const strange = names.find(({ hostname }) => !answersTo(hostname, door))
  if (strange !== undefined) {
    return `the request was sent to "${strange.hostname}", which is no name of this machine; --allow-host ${strange.hostname} makes it one`
  }
  return originRefusal(caller, names, door)
}

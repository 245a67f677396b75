/**
 * What lets a page of any origin use the mocked API from a browser.
 *
 * The control routes under `/__mock` carry these headers only for an origin that `--allow-origin` names.
 */

type Incoming = Readonly<Record<string, string | undefined>>
export type Headers = Readonly<Record<string, string>>

/** Named one by one: with credentials, browsers take `*` for the name of a header. */
const exposed = [
  "Allow",
  "Retry-After",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-Mock-Session",
  "X-Mock-Replay",
  "X-Mock-Fault",
  "Sl-Violations",
  "WWW-Authenticate"
].join(", ")

/** Headers for every answer of the API. */
export const headers = (request: Incoming): Headers => ({
  "access-control-allow-origin": request["origin"] ?? "*",
  "access-control-allow-credentials": "true",
  "access-control-expose-headers": exposed,
  vary: "Origin"
})

/** True for the question that a browser asks before a request (Fetch standard, "CORS-preflight request"). */
export const isPreflight = (method: string, request: Incoming): boolean =>
  method === "OPTIONS" && request["origin"] !== undefined && request["access-control-request-method"] !== undefined

/** True if the request that a preflight asks for will have this header. */
export const willSend = (preflight: Incoming, header: string): boolean =>
  (preflight["access-control-request-headers"] ?? "")
    .toLowerCase()
    .split(/\s*,\s*/)
    .includes(header)

/**
 * Headers for the answer to a preflight.
 *
 * The method that is asked about is allowed in any case: a page shall see the 404 or 405 that it gets.
 *
 * @param methods those of the path that is asked about
 */
export const preflightHeaders = (request: Incoming, methods: ReadonlyArray<string>): Headers => ({
  ...headers(request),
  vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  "access-control-allow-methods": [...new Set([...methods, request["access-control-request-method"] ?? "GET"])].join(
    ", "
  ),
  "access-control-allow-headers": request["access-control-request-headers"] ?? "Authorization, Content-Type, Accept",
  "access-control-max-age": "600",
  ...(request["access-control-request-private-network"] === "true" && {
    "access-control-allow-private-network": "true"
  })
})

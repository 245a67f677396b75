/**
 * The path of a request under the base URL. It is written behind the base URL, and the credential goes where the two
 * together point, so nothing in it may change the host, the query or the path before it.
 *
 * Pure.
 */

// RFC 3986, section 3.3: a segment of `pchar`, none of them empty but the last.
const segments = /^(?:\/(?:[\w.~!$&'()*+,;=:@-]|%[0-9a-f]{2})+)*\/?$/i

// A URL parser takes `%2e` for a dot too.
const isDots = (segment: string): boolean => /^(?:\.|%2e){1,2}$/i.test(segment)

const isPlain = (path: unknown): boolean =>
  typeof path === "string" && path !== "" && segments.test(path) && !path.split("/").some(isDots)

/** What is wrong with a path, without it; undefined when nothing is. */
export const pathProblem = (path: unknown): string | undefined =>
  isPlain(path)
    ? undefined
    : "path must begin with a slash and be plain, such as /api/v3/oauth/clients/referrals: no query, fragment, empty or dot segment, backslash, space, control or non-ASCII character"

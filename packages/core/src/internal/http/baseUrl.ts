/**
 * Where requests go: reads a base URL, and says what is wrong with one.
 *
 * Pure. No message repeats a part of the URL that may be a secret.
 */
import * as Result from "effect/Result"

/** Where requests go. */
export interface Base {
  /** Scheme, host and port. */
  readonly origin: string
  /** The origin and the path of the base URL, without a slash at the end. */
  readonly prefix: string
}

const loopback = /^(?:localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])$/

// A browser resolves these names to loopback. Elsewhere the resolver decides, and may give any address.
const ofBrowser = /\.localhost\.?$/

const isLoopback = (host: string, inBrowser: boolean): boolean =>
  loopback.test(host) || (inBrowser && ofBrowser.test(host))

/**
 * Reads a base URL; fails with what is wrong with it. Plain http is allowed for loopback only, unless `allowInsecure`.
 *
 * @param inBrowser whether a browser sends the requests
 */
export const parseBase = (
  baseUrl: unknown,
  allowInsecure: boolean,
  inBrowser: boolean
): Result.Result<Base, string> => {
  if (baseUrl === "") {
    return Result.fail("baseUrl is empty: give a URL, or leave it out for https://api.piggy.eu")
  }
  if (typeof baseUrl !== "string" || !URL.canParse(baseUrl)) {
    return Result.fail("baseUrl must be a URL such as https://api.piggy.eu: check PIGGY_BASE_URL")
  }
  const url = new URL(baseUrl)
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return Result.fail("baseUrl must begin with https:// (or http:// for this machine): check PIGGY_BASE_URL")
  }
  if (url.username !== "" || url.password !== "") {
    return Result.fail("baseUrl must not hold a user name or password: pass credentials instead")
  }
  if (url.search !== "" || url.hash !== "") {
    return Result.fail("baseUrl must not hold a query or a fragment: check PIGGY_BASE_URL")
  }
  if (url.protocol === "http:" && !allowInsecure && !isLoopback(url.hostname, inBrowser)) {
    return Result.fail(
      `${url.origin} would send the credential unencrypted: use https (check PIGGY_BASE_URL), or allow it with \`PiggyClient.layer({ allowInsecure: true })\` or PIGGY_ALLOW_INSECURE=true`
    )
  }
  return Result.succeed({ origin: url.origin, prefix: `${url.origin}${url.pathname.replace(/\/+$/, "")}` })
}

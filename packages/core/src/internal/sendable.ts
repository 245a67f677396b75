/**
 * What may travel in a header, and to where.
 *
 * Pure. A refusal names what is wrong and never shows the value.
 */
import * as Result from "effect/Result"

// RFC 6750, section 2.1: a token is visible ASCII; a space, a control or anything beyond would break the header.
const visible = /^[\x21-\x7e]+$/

/**
 * Why a value cannot be sent, without the value; undefined when it can.
 *
 * @param variable the environment variable that it mostly comes from, where there is one
 */
export const refusal = (value: string | number | undefined, name: string, variable?: string): string | undefined => {
  // A variable that is not set gets past the types by a `!`, and would be sent as the word `undefined`.
  if (value === "" || value === undefined)
    return `the ${name} is empty${variable === undefined ? "" : `: set ${variable}`}`
  return visible.test(String(value))
    ? undefined
    : `the ${name} holds a space, a line break, a control or a non-ASCII character: copy it again, without "Bearer", quotes or a trailing line break`
}

/** Where requests go. */
export interface Base {
  /** Scheme, host and port. */
  readonly origin: string
  /** The origin and the path of the base URL, without a slash at the end. */
  readonly prefix: string
}

const loopback = /^(?:localhost|(?:.+\.)?localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Reads a base URL; fails with what is wrong with it. Plain http is for loopback unless `allowInsecure`. */
export const parseBase = (baseUrl: string, allowInsecure: boolean): Result.Result<Base, string> => {
  if (!URL.canParse(baseUrl)) {
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
  if (url.protocol === "http:" && !allowInsecure && !loopback.test(url.hostname)) {
    return Result.fail(
      `${url.origin} would send the credential unencrypted: use https (check PIGGY_BASE_URL), or allow it by name with \`PiggyClient.layer({ allowInsecure: true })\``
    )
  }
  return Result.succeed({ origin: url.origin, prefix: `${url.origin}${url.pathname.replace(/\/+$/, "")}` })
}

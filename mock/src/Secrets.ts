/**
 * Takes credentials out of what is remembered and shown: queries, headers, bodies, messages.
 *
 * Pure. What was cut is still seen to have been there.
 */

/** Stands where a credential stood. */
export const cut = "[cut]"

const secretName =
  /secret|passw(?:or)?d|api[-_.]?key|authorization$|^(?:set-)?cookie$|^(?:(?:access|refresh|id|auth|bearer)[-_.]?)?token$/i

/** Whether something of this name is a credential. */
export const isSecret = (name: string): boolean => secretName.test(name)

/** Text without any of these words has nothing to cut. */
const suspicious = /secret|passw|api[-_.]?key|token|authorization|cookie|%/i

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "))
  } catch {
    return text
  }
}

/** A query, or a form's body, without the leading question mark. */
export const inQuery = (query: string): string =>
  suspicious.test(query)
    ? query.replaceAll(/([^&;=]+)=([^&;]*)/g, (pair, name: string) =>
        isSecret(decoded(name)) ? `${name}=${cut}` : pair
      )
    : query

const pair = /([\w.%[\]-]+)=([^&\s"'<>#;]+)/g
/** A member whose value is a string; the last one may be cut off. */
const member = /"((?:[^"\\]|\\.)*)"(\s*:\s*)"(?:[^"\\]|\\.)*("|\\?$)/g

/** Any text that may hold a URL, a form or JSON. */
export const inText = (text: string): string =>
  suspicious.test(text)
    ? text
        .replaceAll(pair, (whole, name: string) => (isSecret(decoded(name)) ? `${name}=${cut}` : whole))
        .replaceAll(member, (whole, name: string, colon: string, end: string) =>
          isSecret(name) ? `"${name}"${colon}"${cut}${end}` : whole
        )
    : text

/** Bearers that stand for a refusal are words of the mock's own, and tell why a request was refused. */
const openBearer = /^Bearer +(?:expired|forbidden)$/i

const authorization = (value: string): string => {
  if (openBearer.test(value)) return value
  const scheme = /^([A-Za-z][\w-]*) +\S/.exec(value)?.[1]
  return scheme === undefined ? cut : `${scheme} ${cut}`
}

const headerValue = (name: string, value: string): string => {
  if (/authorization$/i.test(name)) return authorization(value)
  return isSecret(name) ? cut : inText(value)
}

export const inHeaders = (headers: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, headerValue(name, value)]]))
  )

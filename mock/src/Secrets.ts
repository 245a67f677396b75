/**
 * Takes credentials out of what is remembered and shown: queries, headers, bodies, messages.
 *
 * Pure. What was cut is still seen to have been there.
 */

/** Stands where a credential stood. */
export const cut = "[cut]"

const secretName =
  /secret|passw(?:or)?d|api[-_.]?key|authorization$|^(?:set-)?cookie$|^(?:x-)?(?:(?:access|refresh|id|auth|bearer|api|csrf|xsrf)[-_.]?)?token(?:\[.*\])?$/i

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
    ? query.replaceAll(/(?<![^&;=])([^&;=]+)=([^&;]*)/g, (pair, name: string) =>
        isSecret(decoded(name)) ? `${name}=${cut}` : pair
      )
    : query

/** A name is looked for where it begins only: a long text without one takes no time. */
const pair = /(?<![\w.%[\]-])([\w.%[\]-]+)=([^&\s"'<>#;]+)/g
/** A member with its value, which may be cut off; `null` is no secret. */
const member =
  /"((?:[^"\\]|\\.)*)"(\s*:\s*)(?:"(?:[^"\\]|\\.)*("|\\?$)|(?!null\b)(?:\[[^\]]*\]?|\{[^}]*\}?|[^\s"{}[\],]+))/g
/** A part of a form in parts. */
const part = /(\bname="([^"\r\n]*)"[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n)(?:(?!\r?\n--)[^])*/g

/** Any text that may hold a URL, a form or JSON. */
export const inText = (text: string): string =>
  suspicious.test(text)
    ? text
        .replaceAll(pair, (whole, name: string) => (isSecret(decoded(name)) ? `${name}=${cut}` : whole))
        .replaceAll(member, (whole, name: string, colon: string, end = '"') =>
          isSecret(name) ? `"${name}"${colon}"${cut}${end}` : whole
        )
        .replaceAll(part, (whole, head: string, name: string) => (isSecret(name) ? `${head}${cut}` : whole))
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

/**
 * Where a request goes: the target of its request line in one spelling, so that every spelling means the same.
 *
 * @see RFC 9112, section 3.2, for the forms of a target; RFC 3986, section 6.2.2, for spellings of one path
 */

export interface Target {
  /** In its canonical spelling, see {@link canonicalPath}; `*` for a request to the server as a whole. */
  readonly path: string
  /** With its leading question mark, or empty. */
  readonly search: string
}

const unreserved = /^[\w.~-]$/

/** A path in its canonical spelling, as most are: nothing escaped, no dot at the beginning of a segment. */
const isCanonical = /^(?:\/(?!\.)[\w.~!$&'()*+,;=:@-]*)+$/

/**
 * One spelling for all equivalent ones: letters, digits and `-._~` stand for themselves, every other escape is in upper
 * case, and `.` and `..` are resolved. An escaped delimiter (`%2F`) stays what it is: it is no delimiter.
 */
export const canonicalPath = (path: string): string => {
  if (isCanonical.test(path)) return path
  const plain = path.replaceAll(/%[\da-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    return unreserved.test(character) ? character : escape.toUpperCase()
  })
  // The authority is fixed, and the path begins with a slash: nothing in it can name another host.
  return new URL(`http://mock${plain.startsWith("/") ? plain : `/${plain}`}`).pathname
}

/** @param target in origin form, `/path?query`, or `*`; servers bring the absolute form into the origin form */
export const parse = (target: string): Target => {
  if (target === "*") return { path: "*", search: "" }
  const [beforeFragment = ""] = target.split("#", 1)
  const question = beforeFragment.indexOf("?")
  const path = question < 0 ? beforeFragment : beforeFragment.slice(0, question)
  return { path: canonicalPath(path), search: question < 0 ? "" : beforeFragment.slice(question) }
}

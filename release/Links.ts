/**
 * Links of a page, for a reader who has not the repository: the page leads to the repository on the web, but for what lies
 * beside it.
 */
import { posix } from "node:path"

/** A link or a picture's address: `](docs/mock.md#sessions)`, not one with a scheme, nor one inside the page. */
const relativeLink = /(!?)(\[[^\]]*\]\()(?!#|[a-z]+:)([^)#\s]+)(#[^)\s]*)?(?=\))/g

/** Where the relative links of a page lead, as paths from the root of the repository. */
export const targets = (text: string, page: string): ReadonlyArray<string> =>
  [...text.matchAll(relativeLink)].map(([, , , path = ""]) => posix.join(posix.dirname(page), path))

/**
 * The page with its relative links made absolute.
 *
 * @param page    the page's own path from the root of the repository
 * @param isKept  true for a path that the reader has at the same place as the page sees it
 */
export const absolute = (
  text: string,
  page: string,
  repository: string,
  isKept: (target: string) => boolean = () => false
): string =>
  text.replaceAll(relativeLink, (link, picture: string, opening: string, path: string, fragment = "") => {
    const target = posix.join(posix.dirname(page), path)
    if (isKept(target)) return link
    return `${picture}${opening}${repository}/${picture === "!" ? "raw" : "blob"}/main/${target}${fragment}`
  })

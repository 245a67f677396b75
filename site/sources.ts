/**
 * Files of the repository that a page links to and that are no pages themselves: each is shown as it is.
 */
import { readdirSync, readFileSync } from "node:fs"
import { extname, join, posix } from "node:path"
import { kindOf, markdownFiles, pageBehind, pageOf, root, sourcePage, targetOf } from "./repository.ts"

const languages: Readonly<Record<string, string>> = {
  ".ts": "ts",
  ".js": "js",
  ".json": "json",
  ".yaml": "yaml",
  ".html": "html",
  ".md": "md",
  ".svg": "xml"
}

const read = (path: string): string => readFileSync(join(root, path), "utf8")

/** The files and folders that a page's links lead to. */
const linkedFrom = (page: string): ReadonlyArray<string> =>
  [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = ""]) => link.replace(/[?#].*$/, ""))
    .filter((link) => link !== "" && !/^(?:[a-z]+:|\/)/i.test(link))
    .map((link) => targetOf(page, link))

const withoutPage = (path: string): boolean =>
  !["README.md", ".", "docs", "site"].includes(path) &&
  !/\.(?:png|svg|jpe?g|webp)$/.test(path) &&
  kindOf(path) !== undefined &&
  pageBehind(path) === undefined

/** Longer than any fence within. */
const fence = (text: string): string =>
  "`".repeat(Math.max(3, ...[...text.matchAll(/^`+/gm)].map(([run]) => run.length + 1)))

const showFile = (path: string): string => {
  const text = read(path)
  const quote = fence(text)
  return `${quote}${languages[extname(path)] ?? "text"}\n${text.trimEnd()}\n${quote}\n`
}

const showFolder = (path: string, linked: ReadonlySet<string>): string =>
  readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.relative(root, posix.join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(?:node_modules|dist)\//.test(file))
    .toSorted()
    .map((file) => {
      const name = `\`${posix.relative(path, file)}\``
      return linked.has(file) ? `- [${name}](/${sourcePage(file).replace(/\.md$/, ".html")})` : `- ${name}`
    })
    .join("\n")

/** The pages to write: path below `site/generated`, and text. */
export const pages = (): ReadonlyArray<readonly [path: string, text: string]> => {
  const documents = markdownFiles().filter(
    (path) => pageOf(path) !== undefined && !path.startsWith("site/generated/source/")
  )
  const linked = new Set(documents.flatMap(linkedFrom).filter(withoutPage))
  return [...linked].map((path) => [
    sourcePage(path),
    `---\nsearch: false\naside: false\n---\n\n# \`${path}\`\n\n${kindOf(path) === "file" ? showFile(path) : showFolder(path, linked)}\n`
  ])
}

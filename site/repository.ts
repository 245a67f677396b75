/**
 * Where the repository's files are, and which of them are pages of the site.
 */
import { existsSync, globSync, statSync } from "node:fs"
import { dirname, join, posix, relative, sep } from "node:path"
import { fileURLToPath } from "node:url"

/** The repository's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..")

/** A file's path within the repository, with slashes. */
export const pathOf = (file: string): string => relative(root, file).split(sep).join("/")

const named: Readonly<Record<string, string>> = {
  "packages/core/README.md": "packages/core.md",
  "packages/client/README.md": "packages/client.md",
  "packages/cli/README.md": "packages/cli.md",
  "packages/sync/README.md": "packages/sync.md",
  "mock/README.md": "packages/mock.md",
  "packages/core/examples/README.md": "examples.md",
  "packages/core/bench/RESULTS.md": "benchmarks/core.md",
  "packages/sync/bench/RESULTS.md": "benchmarks/sync.md",
  "mock/bench/RESULTS.md": "benchmarks/mock.md",
  "packages/core/CHANGELOG.md": "changelog/core.md",
  "packages/client/CHANGELOG.md": "changelog/client.md",
  "packages/cli/CHANGELOG.md": "changelog/cli.md",
  "packages/sync/CHANGELOG.md": "changelog/sync.md",
  "mock/CHANGELOG.md": "changelog/mock.md",
  "CONTRIBUTING.md": "contributing.md",
  "SECURITY.md": "security.md",
  "CODE_OF_CONDUCT.md": "code-of-conduct.md"
}

/** Folders whose Markdown files are pages, all of them. */
const folders = ["docs/", "site/pages/", "site/generated/"]

/** The page that a file becomes: `docs/mock.md` is `mock.md`; nothing if it is none. */
export const pageOf = (path: string): string | undefined => {
  const folder = folders.find((prefix) => path.startsWith(prefix))
  if (folder === undefined || !path.endsWith(".md")) return named[path]
  return path.slice(folder.length).replace(/(^|\/)README\.md$/, "$1index.md")
}

/** Every Markdown file of the repository that is not a dependency's. */
export const markdownFiles = (): ReadonlyArray<string> =>
  globSync("**/*.md", {
    cwd: root,
    exclude: (name) => name === "node_modules" || name === "dist" || name === ".git" || name === ".stryker-tmp"
  }).map((path) => path.split(sep).join("/"))

/** The address of the page that shows a file of the repository as it is. */
export const sourcePage = (path: string): string => `source/${path.replaceAll(/(^|\/)\./g, "$1dot-")}.md`

/** What a relative link in a Markdown file leads to, as a path within the repository. */
export const targetOf = (from: string, link: string): string =>
  posix.join(posix.dirname(from), decodeURI(link)).replace(/\/$/, "")

/** Whether the repository has it, and as what. */
export const kindOf = (path: string): "file" | "folder" | undefined => {
  const file = join(root, path)
  if (!existsSync(file)) return undefined
  return statSync(file).isDirectory() ? "folder" : "file"
}

/** The page behind a path: a file's own, or a folder's README, which is what a repository host shows of it. */
export const pageBehind = (path: string): string | undefined => {
  const file = kindOf(path) === "folder" ? posix.join(path, "README.md") : path
  return kindOf(file) === undefined ? undefined : pageOf(file)
}

/**
 * Where on the site a link of a Markdown file leads.
 *
 * @returns an address from `/` on; nothing if the repository has no such file
 */
export const addressOf = (from: string, link: string): string | undefined => {
  const [, path = "", hash = ""] = /^([^?#]*)(.*)$/.exec(link) ?? []
  const target = targetOf(from, path)
  if (target === "README.md" || target === ".") return `/${hash}`
  if (target === "docs" || target === "site") return "/"
  const page = pageBehind(target) ?? (kindOf(target) === undefined ? undefined : sourcePage(target))
  return page === undefined ? undefined : `/${page.replace(/(^|\/)index\.md$/, "$1").replace(/\.md$/, ".html")}${hash}`
}

/**
 * Which tests concern a change, told by what files import and name.
 *
 * A file depends on what it imports and on the files that a text in it names: a test on the command that it starts, and on
 * the page that it compares. A change of code concerns the tests that come to it in the fewest steps. One of anything else
 * concerns those that do so from each file that names it. Both concern who looks at a whole folder or at all files of a name,
 * and where a text leaves a value open, as "docs/${page}.md" does, the tests that have the value in them.
 */
import { readFileSync } from "node:fs"
import { basename, dirname, extname, join, matchesGlob, normalize } from "node:path/posix"

const isCode = (file: string): boolean => /\.[cm]?[jt]sx?$/.test(file)
const isTest = (file: string): boolean => /\.test(?:-d)?\.tsx?$/.test(file)

const packageOf = (file: string): string => /^(?:packages\/[^/]+|[^/]+)\//.exec(file)?.[0] ?? ""

/** What tests share in their folder. */
const isShared = (file: string): boolean => /\/test\//.test(file) && !isTest(file)

/** What has a step of its own, or says where things are for tools. */
const isOutside = (file: string): boolean => /^(?:site|\.ci)\/|(?:^|\/)vitest\.config\.ts$/.test(file)

/** Texts of a source, and the names that it imports from one of our packages. */
const imported = /(?:im|ex)port (?:type )?\{([^}]*)\} from "(@effect-piggy\/[^"]+)"/g
const texts = /(?<=["'`])[^"'`\s]+(?=["'`])/g

/** The tests that concern a change, given the files of the repository under `root`. */
export const make = (root: string, files: ReadonlyArray<string>) => {
  const known = new Set(files)
  const read = (file: string): string => readFileSync(join(root, file), "utf8")
  const withoutComments = (source: string): string => source.replaceAll(/^\s*(?:\/\*\*[^]*?\*\/|\/\/.*$)/gm, "")

  /** Our packages: name, folder, and what an import of each entry reads. */
  const packages = files
    .filter((file) => /^(?:packages\/[^/]+|mock)\/package\.json$/.test(file))
    .map((file) => {
      const manifest: { readonly name: string; readonly exports?: Readonly<Record<string, unknown>> } = JSON.parse(
        read(file)
      )
      return { name: manifest.name, folder: dirname(file), entries: manifest.exports ?? {} }
    })
  const entryOf = (specifier: string): ReadonlyArray<string> =>
    packages.flatMap(({ entries, folder, name }) => {
      const entry =
        specifier === name || specifier.startsWith(`${name}/`) ? entries[`.${specifier.slice(name.length)}`] : ""
      return typeof entry === "string" && entry !== "" ? [normalize(join(folder, entry))] : []
    })

  /** The module behind each name of an entry that only gathers modules. */
  const gathered = (entry: string): ReadonlyMap<string, string> =>
    new Map(
      [...read(entry).matchAll(/export \* as (\w+) from "(.+?)"/g)].map(([, name = "", path = ""]) => [
        name,
        normalize(join(dirname(entry), path))
      ])
    )
  const importsOf = (source: string): ReadonlyArray<string> =>
    [...source.matchAll(imported)].flatMap(([, names = "", specifier = ""]) =>
      entryOf(specifier)
        .filter((entry) => known.has(entry))
        .flatMap((entry) => {
          const modules = gathered(entry)
          const wanted = names.split(",").map(
            (name) =>
              name
                .trim()
                .replace(/^type /, "")
                .split(" ")[0] ?? ""
          )
          return wanted.filter((name) => name !== "").map((name) => modules.get(name) ?? entry)
        })
    )

  /** The file that a text names, beside the file that has the text, or from the root. */
  const named = (text: string, file: string): ReadonlyArray<string> => {
    if (text.startsWith("@effect-piggy/")) return entryOf(text)
    if (!text.includes("/")) return []
    const path = normalize(text.startsWith(".") ? join(dirname(file), text) : text)
    return known.has(path) ? [path] : []
  }

  /** A text with its values left open, as a path beside the file or from the root. */
  const patternOf = (text: string, file: string): string => {
    const pattern = text.replaceAll(/\$\{[^}]*\}/g, "*").replace(/^\*\//, "")
    return normalize(pattern.startsWith(".") ? join(dirname(file), pattern) : pattern)
  }

  /** The files of which a text means one, that its value names: those of "docs/${page}.md". */
  const chosenFrom = (text: string, file: string): ReadonlyArray<string> => {
    const path = patternOf(text, file)
    return /^[\w./-]*\*[\w./-]*\.[a-z]+$/.test(path) ? files.filter((other) => matchesGlob(other, path)) : []
  }

  /** All files of a folder, of an ending, or of a name alone, which are those of its own package if there are any. */
  const lookedAt = (text: string, file: string): ReadonlyArray<string> => {
    if (/^\.[a-z]+$/.test(text)) return files.filter((other) => !isCode(other) && other.endsWith(text))
    const path = patternOf(text, file)
    if (/^(?:[\w-]+\.[a-z]+|Dockerfile)$/.test(path)) {
      const alike = files.filter((other) => !isCode(other) && basename(other) === path)
      const own = alike.filter((other) => packageOf(other) === packageOf(file))
      return own.length > 0 && path === text ? own : alike
    }
    // A folder that the file itself is in says only where it is.
    const folder = path.endsWith("/") ? path : `${path}/`
    return !path.includes("/") || file.startsWith(folder) ? [] : files.filter((other) => other.startsWith(folder))
  }

  const dependents = new Map<string, Set<string>>()
  const choosers = new Map<string, Set<string>>()
  const lookers = new Map<string, Set<string>>()
  for (const file of files.filter((name) => isCode(name) && !isOutside(name))) {
    const source = withoutComments(read(file))
    const words = [...source.replaceAll(imported, "").matchAll(texts)].map(([text]) => text)
    const note = (kept: Map<string, Set<string>>, others: ReadonlyArray<string>): void => {
      for (const other of others) if (other !== file) kept.set(other, (kept.get(other) ?? new Set()).add(file))
    }
    note(dependents, importsOf(source))
    for (const text of words) {
      note(dependents, named(text, file))
      note(choosers, chosenFrom(text, file))
      note(lookers, lookedAt(text, file))
    }
  }

  /** What depends on a file. What tests share is no step: behind it are those that use it. */
  const usersOf = (file: string): ReadonlyArray<string> =>
    [...(dependents.get(file) ?? [])].flatMap((user) => (isShared(user) ? [user].concat(usersOf(user)) : [user]))

  /** The tests in the fewest steps from these files, themselves included. */
  const nearest = (level: ReadonlyArray<string>, seen: ReadonlySet<string>): ReadonlyArray<string> => {
    const tests = level.filter(isTest)
    if (tests.length > 0 || level.length === 0) return tests
    const next = new Set(level.flatMap(usersOf).filter((file) => !seen.has(file)))
    return nearest([...next], new Set([...seen, ...next]))
  }

  const testsOf = (file: string): ReadonlyArray<string> => {
    const from = (kind: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyArray<string> =>
      [...(kind.get(file) ?? [])].flatMap((other) => nearest([other], new Set([other])))
    const name = basename(file, extname(file))
    return [
      ...(isCode(file) ? nearest([file], new Set([file])) : from(dependents)),
      ...from(choosers).filter((test) => read(test).includes(name)),
      ...from(lookers)
    ]
  }

  return (changed: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(changed.flatMap(testsOf))].toSorted()
}

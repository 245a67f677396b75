/**
 * What the repository's pages lead to: files, scripts, decisions, and the worked examples of `CONTRIBUTING.md`.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import * as Decisions from "../Decisions.ts"
import * as Links from "../Links.ts"
import { manifestOf, published, root } from "../Packages.ts"

const pages = [
  ...["", "docs/", "docs/decisions/"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => folder + name)
  ),
  ...published().map(({ directory }) => `${directory}/README.md`)
]

describe.each(pages)("%s", (page) => {
  it("links to files that are there", () => {
    const lost = Links.targets(readFileSync(join(root, page), "utf8"), page).filter(
      (path) => !existsSync(join(root, path))
    )
    expect(lost).toStrictEqual([])
  })
})

describe("a command of pnpm", () => {
  const { scripts } = manifestOf(root)
  const workflows = readdirSync(join(root, ".github/workflows")).map((name) => `.github/workflows/${name}`)
  const calls = [...pages, ...workflows, ".ci/run"].flatMap((file) =>
    [
      ...readFileSync(join(root, file), "utf8").matchAll(
        /(?:npx -y pnpm@\S+|(?<=`|^|' )pnpm) (?:run )?([a-z][a-z:-]*)(?=[\s`]|$)/gm
      )
    ].map(([, name = ""]) => ({ file, name }))
  )
  const own = new Set(["add", "dlx", "exec", "install", "pack", "version", ...Object.keys(scripts ?? {})])

  it("that a page, a workflow or CI names is a script of this repository", () => {
    expect(calls.length).toBeGreaterThan(60)
    expect(calls.filter(({ name }) => !own.has(name))).toStrictEqual([])
  })

  it("is of one version everywhere", () => {
    const versions = [...pages, ...workflows, ".ci/run"].flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/pnpm@([\d.]+\d)/g)].map(([, version]) => version)
    )
    expect(new Set(versions).size).toBe(1)
  })
})

describe("the decisions", () => {
  const folder = join(root, "docs/decisions")
  const decisions = readdirSync(folder)
    .filter((name) => /^\d{4}-.+\.md$/.test(name))
    .toSorted()
    .map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }))

  it("have one style of headings, and an index that lists all: `pnpm docs:decisions` writes both", () => {
    expect(decisions.map(Decisions.inStyle)).toStrictEqual(decisions)
    expect(readFileSync(join(folder, "README.md"), "utf8")).toBe(Decisions.index(decisions))
  })

  it("have a number each", () => {
    const numbers = decisions.map(({ file }) => file.slice(0, 4))
    expect(new Set(numbers).size).toBe(numbers.length)
  })
})

describe("the worked example of a scenario setting", () => {
  const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8")
  const section = /## Add a setting.+?(?=\n## )/s.exec(text)?.[0] ?? ""
  const files = [...section.matchAll(/^\d+\. \[.+?\]\((.+?)\)/gm)].map(([, file = ""]) => file)

  it.each(files)("%s has it", (file) => {
    expect(readFileSync(join(root, file), "utf8")).toContain("limitClamp")
  })

  it("names every file of the mock's sources that knows the setting", () => {
    const sources = readdirSync(join(root, "mock/src"))
      .filter((name) => name.endsWith(".ts"))
      .filter((name) => readFileSync(join(root, "mock/src", name), "utf8").includes("limitClamp"))
    expect(files.filter((file) => file.startsWith("mock/src/")).toSorted()).toStrictEqual(
      sources.map((name) => `mock/src/${name}`).toSorted()
    )
  })
})

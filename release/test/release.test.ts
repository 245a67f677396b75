/**
 * What a maintainer relies on before anything is published.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import * as Decisions from "../Decisions.ts"
import * as Links from "../Links.ts"
import { manifestOf, published, root } from "../Packages.ts"
import * as Repository from "../Repository.ts"

const client = join(root, "packages/client")
const said = (
  command: string,
  ...args: ReadonlyArray<string>
): { readonly code: number | null; readonly output: string } => {
  const { npm_config_user_agent: _, ...env } = process.env
  const { status, stderr, stdout } = spawnSync(command, args, { cwd: client, encoding: "utf8", env })
  return { code: status, output: `${stdout}${stderr}` }
}

describe("publishing", () => {
  it("is refused while the repository's address is a placeholder", () => {
    const { code, output } = said("npx", "-y", "pnpm@12.21.0", "publish", "--dry-run", "--no-git-checks")
    expect(output).toContain("is a placeholder: run `pnpm release:repository https://…` first")
    expect(code).not.toBe(0)
  })

  it("by npm is refused in plain words: the exports would lead to sources", () => {
    const { code, output } = said("npm", "pack", "--dry-run")
    expect(output).toContain("must be packed and published by pnpm, and this is npm/")
    expect(code).not.toBe(0)
  })

  it.each(published().map((one) => [one.manifest.name, one] as const))(
    "%s says what all packages say alike",
    (_, one) => {
      expect(Repository.withRepository(one, Repository.addressOf(one.manifest))).toStrictEqual(one.manifest)
    }
  )
})

describe("the command that sets the repository's address", () => {
  const [one] = published()

  it("leaves nothing to refuse", () => {
    const manifest = one && Repository.withRepository(one, "https://github.com/owner/name")
    expect(one && manifest && Repository.problems({ ...one, manifest })).toStrictEqual([])
    expect(JSON.stringify(manifest)).not.toContain(".invalid")
  })

  it("takes an address as people copy it", () => {
    const address = "https://github.com/owner/name"
    for (const text of [address, `${address}/`, `${address}.git`])
      expect(Repository.parse(text)).toStrictEqual({ address })
  })

  it.each([
    "",
    "github.com/owner/name",
    "git@github.com:owner/name.git",
    "http://github.com/owner/name",
    "https://github.com"
  ])("refuses %j", (text) => {
    expect(Repository.parse(text)).toHaveProperty("problem")
  })
})

describe("a page that is read away from the repository", () => {
  const page =
    "See [faults](../../docs/faults.md#late), ![a console](docs/console.png), [here](#here) and <https://effect.website>.\n"

  it("links to the repository on the web", () => {
    expect(Links.absolute(page, "packages/core/README.md", "https://github.com/owner/name")).toBe(
      "See [faults](https://github.com/owner/name/blob/main/docs/faults.md#late), " +
        "![a console](https://github.com/owner/name/raw/main/packages/core/docs/console.png), [here](#here) and <https://effect.website>.\n"
    )
  })

  it("keeps a link to what lies beside it", () => {
    const kept = Links.absolute(page, "packages/core/README.md", "https://github.com/owner/name", (path) =>
      path.endsWith(".md")
    )
    expect(kept).toContain("[faults](../../docs/faults.md#late)")
  })
})

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

describe("Node before 22.18, which cannot run TypeScript", () => {
  it("can still say that pnpm is wanted", () => {
    expect(() => execFileSync("node", ["--check", join(root, "release/requirePnpm.mjs")])).not.toThrow()
  })
})

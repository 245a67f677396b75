/**
 * What a maintainer relies on before anything is published.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import * as Links from "../Links.ts"
import { published, root } from "../Packages.ts"
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
      path.startsWith("docs")
    )
    expect(kept).toContain("[faults](../../docs/faults.md#late)")
  })
})

describe("Node before 22.18, which cannot run TypeScript", () => {
  it("can still say that pnpm is wanted", () => {
    expect(() => execFileSync("node", ["--check", join(root, "release/requirePnpm.mjs")])).not.toThrow()
  })
})

import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import * as Bundle from "../bundle/build.ts"
import packageJson from "../package.json" with { type: "json" }

const notices = readFileSync(Bundle.notices, "utf8")
const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8")

/** The rows of the notices' table: name, version and licence. */
const packages = [...notices.matchAll(/^\| (\S+) \| (\d\S+) \| (.+) \|$/gm)].map((row) => row.slice(1, 4).join(" "))

describe("the bundled engine", () => {
  it("holds the packages that were looked at, in these versions, under these licences", () => {
    // Nobody who installs the mock is told of their updates: what changes here was read, and its licence too. To take a
    // new list: node mock/bundle/build.ts --accept
    assert.deepStrictEqual(packages, read("bundle/packages.txt").trim().split("\n"))
  })

  it("names each package's author and licence, and what was changed in it", () => {
    for (const one of packages) {
      const [name = "", version = "", licence = ""] = one.split(" ")
      const section = notices.split(`\n## ${name} ${version}\n`)[1]?.split("\n## ")[0] ?? ""
      assert.match(section, /copyright|Apache License/i, one)
      assert.include(["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD"], licence)
    }
    assert.match(notices, /`@stoplight\/prism-http\/dist\/validator\/validators\/utils\.js` was changed/)
  })

  it("imports nothing that the package does not depend on", () => {
    const code = readFileSync(Bundle.engine, "utf8")
    const imported = [...code.matchAll(/(?:^|;)import\b[^;"']*["']([^"']+)["']/gm)].map(([, from = ""]) => from)
    assert.isAbove(imported.length, 0)
    const foreign = imported.filter((from) => !isBuiltin(from))
    assert.includeMembers(Object.keys(packageJson.dependencies), foreign)
  })

  it("is the only part of the package that comes from Prism", () => {
    const names = Object.keys(packageJson.dependencies)
    assert.deepStrictEqual(
      names.filter((name) => /stoplight|ajv|lodash/.test(name)),
      []
    )
  })
})

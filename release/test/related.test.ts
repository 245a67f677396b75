/**
 * The tests that `pnpm check` runs for a change.
 */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import * as Related from "../../.ci/Related.ts"
import { root } from "../Packages.ts"

const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).trim().split("\n")
const related = Related.make(root, files)

describe("a change of", () => {
  it.each([
    ["packages/core/src/internal/redact.ts", "packages/core/test/redact.test.ts"],
    // Imported by its name from the package's entry.
    ["packages/core/src/Webhook.ts", "packages/core/test/webhook.test.ts"],
    // Started as a process.
    ["packages/cli/src/commands/export.ts", "packages/cli/test/export.test.ts"],
    ["packages/core/examples/guides/filters.ts", "packages/core/test/guides.test.ts"],
    // Read as text.
    ["openapi.yaml", "mock/test/contract.test.ts"],
    ["packages/core/bench/RESULTS.md", "packages/core/test/bundle.test.ts"],
    ["packages/core/package.json", "packages/core/test/public-surface.test.ts"],
    ["docs/docker/Dockerfile", "mock/test/container.test.ts"],
    ["docs/decisions/0001-effect-4.md", "release/test/pages.test.ts"],
    ["mock/test/walks.test.ts", "mock/test/walks.test.ts"]
  ])("%s starts %s", (file, test) => {
    expect(files).toContain(file)
    expect(related([file])).toContain(test)
  })

  it.each(["packages/core/src/internal/redact.ts", "docs/filters.md"])("%s starts few tests", (file) => {
    expect(related([file]).length).toBeLessThan(6)
  })

  const pages = files.filter((file) => /^(?:docs\/[^/]+|(?:packages\/\w+|mock)\/README|README)\.md$/.test(file))
  const withPrograms = pages.filter((page) => /^```(?:ts|js|sql)$/m.test(readFileSync(join(root, page), "utf8")))

  it.each(withPrograms)("%s starts a test of its programs", (page) => {
    const ofPrograms = related([page]).filter((test) => !test.startsWith("release/"))
    expect(ofPrograms).not.toStrictEqual([])
  })
})

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

/**
 * A file, and a test that its change starts: by an import, by a name of the package's entry, as a process, or read as text.
 * In one text, since a file that is named alone would start this test, too.
 */
const cases = `
  packages/core/src/internal/redact.ts packages/core/test/redact.test.ts
  packages/core/src/Webhook.ts packages/core/test/webhook.test.ts
  packages/cli/src/commands/export.ts packages/cli/test/export.test.ts
  packages/core/examples/guides/filters.ts packages/core/test/guides.test.ts
  openapi.yaml mock/test/contract.test.ts
  packages/core/bench/RESULTS.md packages/core/test/bundle.test.ts
  packages/core/package.json packages/core/test/public-surface.test.ts
  docs/docker/Dockerfile mock/test/container.test.ts
  docs/decisions/0001-effect-4.md release/test/pages.test.ts
  mock/test/walks.test.ts mock/test/walks.test.ts
`
  .trim()
  .split("\n")
  .map((line) => line.trim().split(" "))

describe("a change of", () => {
  it.each(cases)("%s starts %s", (file = "", test = "") => {
    expect(files).toContain(file)
    expect(related([file])).toContain(test)
  })

  it.each(cases.slice(0, 2))("%s starts few tests", (file) => {
    expect(related([file ?? ""]).length).toBeLessThan(4)
  })

  const pages = files.filter((file) => /^(?:docs\/[^/]+|(?:packages\/\w+|mock)\/README|README)\.md$/.test(file))
  const withPrograms = pages.filter((page) => /^```(?:ts|js|sql)$/m.test(readFileSync(join(root, page), "utf8")))

  it.each(withPrograms)("%s starts a test of its programs", (page) => {
    const ofPrograms = related([page]).filter((test) => !test.startsWith("release/"))
    expect(ofPrograms).not.toStrictEqual([])
  })
})

/**
 * The order of the test files.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { longest } from "../../.ci/Order.ts"
import { root } from "../Packages.ts"

it("begins with files that are there", () => {
  expect(longest.filter((file) => !existsSync(join(root, file)))).toStrictEqual([])
})

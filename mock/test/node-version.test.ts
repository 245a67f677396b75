import { assert, describe, it } from "@effect/vitest"
import { createRequire } from "node:module"
import * as NodeVersion from "../src/NodeVersion.ts"

describe("an older Node", () => {
  it("is told which Node is needed, and the command that brings it", () => {
    for (const version of ["20.20.2", "24.17.9", "24.9.0", "4.0.0"]) {
      assert.include(NodeVersion.complaint(version) ?? "", "npx -p node@24 -p @effect-piggy/mock piggy-mock")
    }
    for (const version of ["24.18.0", "24.21.0", "25.0.0"]) assert.isUndefined(NodeVersion.complaint(version))
  })

  it("means the minimum that Prism's engine declares", () => {
    const { engines } = createRequire(import.meta.url)("@stoplight/prism-http/package.json")
    assert.strictEqual(engines.node, `>=${NodeVersion.minimum}`)
  })
})

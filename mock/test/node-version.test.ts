import { assert, describe, it, vi } from "@effect/vitest"
import packageJson from "../package.json" with { type: "json" }
import * as NodeVersion from "../src/NodeVersion.ts"

describe("an older Node", () => {
  it("is told which Node is needed, and the command that brings it", () => {
    for (const version of ["20.20.2", "22.18.9", "22.9.0", "4.0.0"]) {
      assert.include(NodeVersion.complaint(version) ?? "", "npx -p node@24 -p @effect-piggy/mock piggy-mock")
    }
    for (const version of ["22.19.0", "22.21.0", "24.0.0", "25.0.0"]) assert.isUndefined(NodeVersion.complaint(version))
  })

  it("is told so by the library too, before anything of it runs", async () => {
    const { complaint, libraryComplaint } = NodeVersion
    assert.match(
      libraryComplaint("20.20.2") ?? "",
      /needs Node 22\.19\.0 or later, and this is 20\.20\.2\. `npm install/
    )
    assert.isUndefined(libraryComplaint("22.19.0"))
    const versions = vi.spyOn(process, "versions", "get").mockReturnValue({ ...process.versions, node: "20.20.2" })
    vi.resetModules()
    const refused = await import("../src/index.ts").then(String, String)
    versions.mockRestore()
    vi.resetModules()
    assert.strictEqual(refused, `Error: ${libraryComplaint("20.20.2")}`)
    assert.isDefined(complaint("20.20.2"))
  })

  it("means the minimum that the package declares", () => {
    assert.strictEqual(packageJson.engines.node, `>=${NodeVersion.minimum}`)
  })
})

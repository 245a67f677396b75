import { assert, describe, it } from "@effect/vitest"
import * as ServerPaths from "../src/ServerPaths.ts"

const pathsOf = (...servers: ReadonlyArray<unknown>) => ServerPaths.of({ servers })

describe("the paths of a contract's servers", () => {
  it("are those behind the hosts, the longest first", () => {
    assert.deepStrictEqual(
      pathsOf({ url: "https://api.example" }, { url: "https://api.example/v1/" }, { url: "/base/v1" }, { url: "/v1" }),
      ["/base/v1", "/v1"]
    )
  })

  it("are filled in with every value that a variable can have", () => {
    const variables = { version: { default: "v3", enum: ["v2", "v3"] }, host: { default: "api" }, other: {} }
    assert.sameMembers([...pathsOf({ url: "https://{host}.example/{version}", variables })], ["/v2", "/v3"])
  })

  it("are those of single paths and operations too, and the one of OpenAPI 2", () => {
    const paths = { "/a": { servers: [{ url: "/of-path" }], get: { servers: [{ url: "http://x/of-operation" }] } } }
    assert.sameMembers([...ServerPaths.of({ paths })], ["/of-path", "/of-operation"])
    assert.deepStrictEqual(ServerPaths.of({ swagger: "2.0", basePath: "/v2" }), ["/v2"])
  })

  it("are none where a contract says nothing that can be understood", () => {
    for (const server of [{}, { url: 7 }, { url: "http://[" }, null, "x", { url: "/" }]) {
      assert.deepStrictEqual(pathsOf(server), [])
    }
    for (const document of [{}, { servers: 7 }, { paths: [null] }, { basePath: 7 }]) {
      assert.deepStrictEqual(ServerPaths.of(document), [])
    }
  })
})

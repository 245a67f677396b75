import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync, writeFileSync } from "node:fs"
import * as Contract from "../src/Contract.ts"
import * as MockServer from "../src/MockServer.ts"
import * as Routes from "../src/Routes.ts"
import * as Target from "../src/Target.ts"
import { temporaryFile } from "./files.ts"
import { referralsPath, send } from "./http.ts"

describe("a contract's routes", () => {
  const at = (paths: ReadonlyArray<string>, path: string) =>
    Effect.gen(function* () {
      const file = yield* temporaryFile("contract.yaml")
      const operation = "{ get: { responses: { '200': { description: ok } } } }"
      const lines = paths.map((one) => `  "${one}": ${operation}`)
      writeFileSync(file, ["openapi: 3.1.0", "info: { title: t, version: '1' }", "paths:", ...lines].join("\n"))
      const { operations } = yield* Contract.load(file)
      return Routes.make(operations).at(Target.canonicalPath(path))?.operations.get("get")?.path
    }).pipe(Effect.scoped)

  it.effect("prefer a fixed path to a template, and a parameter is one segment that is not empty", () =>
    Effect.gen(function* () {
      const paths = ["/contacts/{uuid}", "/contacts/me", "/files/{name}.json"]
      assert.strictEqual(yield* at(paths, "/contacts/m%65"), "/contacts/me")
      assert.strictEqual(yield* at(paths, "/contacts/7"), "/contacts/{uuid}")
      assert.strictEqual(yield* at(paths, "/contacts/a%2Fb"), "/contacts/{uuid}")
      assert.strictEqual(yield* at(paths, "/contacts/"), undefined)
      assert.strictEqual(yield* at(paths, "/contacts/a/b"), undefined)
      assert.strictEqual(yield* at(paths, "/files/a.json"), "/files/{name}.json")
      assert.strictEqual(yield* at(paths, "/files/a.jsonx"), undefined)
    })
  )

  it.effect("are found whichever way the contract spells them", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* at(["/café"], "/caf%C3%A9"), "/café")
      assert.strictEqual(yield* at(["/caf%c3%a9/{x}"], "/café/1"), "/caf%c3%a9/{x}")
    })
  )

  it.live("of a contract with a base path serve rows there", () =>
    Effect.gen(function* () {
      const contract = yield* temporaryFile("contract.yaml")
      writeFileSync(contract, readFileSync(Contract.defaultPath(), "utf8").replace(":4010\n", ":4010/base\n"))
      const { url } = yield* MockServer.make({ referrals: 3, contract })
      const got = yield* send<{ data: ReadonlyArray<unknown>; meta: { path: string } }>(`${url}/base${referralsPath}`, {
        headers: { authorization: "Bearer a", "x-mock-scenario": '{"meta":"laravel"}' }
      })
      assert.deepStrictEqual([got.status, got.body.data.length], [200, 3])
      assert.strictEqual(got.body.meta.path, `${url}/base${referralsPath}`)
    }).pipe(Effect.scoped)
  )
})

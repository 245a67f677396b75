/**
 * The files that the page about many accounts shows.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { AccountsFile } from "@effect-piggy/sync"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Yaml from "effect/encoding/Yaml"
import * as Schema from "effect/Schema"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { codes } from "../src/ExitCode.ts"
import * as Piggy from "./piggy.ts"

const page = readFileSync(new URL("../../../docs/scale-out.md", import.meta.url), "utf8")

/** The block that begins with a comment on this file. */
const file = (name: string): string =>
  new RegExp(`^\`\`\`\\w+\\n(# \\S*${name}[^]*?)^\`\`\`$`, "m").exec(page)?.[1] ?? ""

const Compose = Schema.Struct({
  services: Schema.Record(
    Schema.String,
    Schema.Struct({
      image: Schema.String,
      command: Schema.optionalKey(Schema.String),
      depends_on: Schema.optionalKey(
        Schema.Record(Schema.String, Schema.Struct({ condition: Schema.Literal("service_healthy") }))
      ),
      secrets: Schema.optionalKey(Schema.Array(Schema.String)),
      healthcheck: Schema.optionalKey(Schema.Struct({ test: Schema.Array(Schema.String) }))
    })
  ),
  secrets: Schema.Record(Schema.String, Schema.Struct({ file: Schema.String }))
})

describe("docs/scale-out.md", () => {
  it.effect("shows an accounts file that can be read", () =>
    Effect.gen(function* () {
      const path = join(yield* Piggy.folder, "accounts.yaml")
      writeFileSync(path, file("accounts.yaml"))
      const accounts = yield* AccountsFile.read(path)
      assert.deepStrictEqual(
        accounts.map(({ name }) => name),
        ["cafe", "bakery", "kiosk"]
      )
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it("shows a compose file that names nothing it has not, and asks the runner where it answers", () => {
    const { secrets, services } = Schema.decodeUnknownSync(Compose)(Yaml.parse(file("compose.yaml")))
    for (const service of Object.values(services)) {
      // A runner that starts before its database answers ends.
      for (const needed of Object.keys(service.depends_on ?? {}))
        assert.isDefined(services[needed]?.healthcheck, needed)
      assert.includeMembers(Object.keys(secrets), [...(service.secrets ?? [])])
    }
    const [, port] = /--health 0\.0\.0\.0:(\d+)/.exec(services["runner"]?.command ?? "") ?? []
    assert.strictEqual(services["runner"]?.healthcheck?.test.at(-1), `http://127.0.0.1:${port}/healthz`)
  })

  it("shows a unit that does not start again what only a person mends", () => {
    const [, prevented = ""] = /^RestartPreventExitStatus=(.*)$/m.exec(file("piggy-sync.service")) ?? []
    assert.deepStrictEqual(prevented.split(" ").map(Number), [codes.usage, codes.incomplete, 130])
  })
})

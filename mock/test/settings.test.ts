import { assert, describe, it } from "@effect/vitest"
import * as Yaml from "effect/encoding/Yaml"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { readFileSync } from "node:fs"
import { groups } from "../console/src/Fields.ts"
import * as Scenario from "../src/Scenario.ts"
import type { Description } from "../src/SchemaProblems.ts"
import { description } from "../src/SettingProblems.ts"
import { Settings, singleNames } from "../src/Settings.ts"

const file = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8")

/** As the contract writes it: nothing besides what is named, and no bound that no number of JSON reaches. */
const asInContract = (key: string, value: unknown): unknown => {
  if (key === "additionalProperties") return false
  return value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER ? undefined : value
}

const single = Object.fromEntries(
  Object.entries(description.properties ?? {}).filter(([name]) => singleNames.includes(name))
)

describe("a setting", () => {
  it("is the same in the control API's contract: bounds, choices and words", () => {
    const document = Schema.decodeUnknownSync(
      Schema.Struct({
        components: Schema.Struct({
          schemas: Schema.Struct({ SingleSettings: Schema.Struct({ properties: Schema.Json }) })
        })
      })
    )(Yaml.parse(file("../control-openapi.yaml")))
    const { properties } = document.components.schemas.SingleSettings
    assert.deepStrictEqual(properties, JSON.parse(JSON.stringify(single, asInContract)))
  })

  it("has words, and so has each part of it that has a value of its own", () => {
    const silent = (place: Description, path: string): ReadonlyArray<string> => [
      ...(place.description === undefined && !/latency\.|^$/.test(path) ? [path] : []),
      ...[place, ...(place.anyOf ?? [])].flatMap(({ properties = {} }) =>
        Object.entries(properties).flatMap(([name, part]) => silent(part, `${path}.${name}`.replace(/^\./, "")))
      )
    ]
    assert.deepStrictEqual(silent({ properties: single }, ""), [])
  })

  it("stands in the table of docs/mock.md, with every choice and part that it has", () => {
    const docs = file("../../docs/mock.md")
    for (const [name, place] of Object.entries(single)) {
      const row = docs.split("\n").find((line) => line.startsWith(`| \`${name}\` |`)) ?? ""
      const shapes = [place, ...(place.anyOf ?? [])]
      const properties = shapes.flatMap((shape) => Object.entries(shape.properties ?? {}))
      const parts = shapes
        .flatMap((shape) => shape.enum ?? [])
        .concat(properties.map(([part]) => part))
        .concat(name === "oddRows" ? properties.flatMap(([, part]) => part.enum ?? []) : [])
      for (const part of parts) assert.include(row, String(part), name)
      assert.notStrictEqual(row, "", name)
    }
  })

  it("has in the console's form the choices that it has", () => {
    const choices = (name: string): ReadonlyArray<string> =>
      groups.flatMap(({ fields }) =>
        fields.flatMap((field) =>
          field.kind === "choice" && field.name === name ? field.choices.map(([value]) => value) : []
        )
      )
    for (const name of ["meta", "paging", "pastEnd"]) assert.deepStrictEqual(choices(name), single[name]?.enum, name)
    const errors = [single["errors"] ?? {}, ...(single["errors"]?.anyOf ?? [])]
    const statuses = errors.flatMap(({ properties = {} }) => properties["status"]?.enum ?? [])
    assert.deepStrictEqual(choices("errorStatus"), statuses.map(String))
  })

  it("has the default that its words say", () => {
    const usual: Readonly<Record<string, unknown>> = { ...Scenario.make({}).behaviour }
    for (const [name, { description: words = "" }] of Object.entries(single)) {
      const said = /Default:? (\S+)\.$/.exec(words)?.[1]
      if (said === undefined) continue
      const value = usual[name]
      const shown =
        value === null ? "none" : typeof value === "object" ? "0" : JSON.stringify(value ?? "").replaceAll('"', "")
      assert.deepStrictEqual([name, shown], [name, said])
    }
  })
})

const refusals = (settings: unknown) => {
  const read = Scenario.read(settings)
  return Result.isFailure(read) ? read.failure : []
}

describe("a setting that is wrong", () => {
  it("is told by its place, the kind of mistake, and what is allowed", () => {
    assert.deepStrictEqual(refusals({ errors: { rate: 2, status: 418, foo: 1 }, drift: {}, steps: [{ times: 0 }] }), [
      {
        path: "errors.foo",
        code: "unknown",
        limits: { choices: ["rate", "status", "retryAfter"] },
        message: 'there is no setting "foo"; there are rate, status, retryAfter'
      },
      { path: "errors.rate", code: "range", limits: { minimum: 0, maximum: 1 }, message: "takes a number from 0 to 1" },
      {
        path: "errors.status",
        code: "choice",
        limits: { choices: [...Scenario.errorStatuses] },
        message: "takes 400, 401, 403, 404, 408, 429, 500, 502, 503 or 504"
      },
      {
        path: "drift.every",
        code: "missing",
        limits: { minimum: 1 },
        message: "is needed: takes a whole number from 1 on"
      },
      {
        path: "steps.0.times",
        code: "range",
        limits: { minimum: 1, maximum: 1000 },
        message: "takes a whole number from 1 to 1000"
      }
    ])
  })

  it("is one thing for each place, whatever was sent", () => {
    const names = Object.keys(Settings.fields)
    for (const value of ["x", -1, 1e9, 0.5, [], {}, true, null, [{}], { from: 1 }]) {
      for (const name of names) {
        const problems = refusals({ [name]: value })
        const paths = problems.map(({ path }) => path)
        assert.strictEqual(new Set(paths).size, paths.length)
        for (const { message, path } of problems) {
          assert.isTrue(path.startsWith(name), `${name} ${path}`)
          assert.notMatch(message, /Expected|undefined|with $/, `${name}: ${JSON.stringify(value)}: ${message}`)
        }
      }
    }
    assert.deepStrictEqual(
      [[], 1, null, "x"].map((wrong) => refusals(wrong).map(({ code, path }) => `${code}${path}`)),
      [["type"], ["type"], ["type"], ["type"]]
    )
  })
})

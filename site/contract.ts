/**
 * The contract as a page: operations with their parameters and answers, then the schemas.
 */
import { isRecord, type Json } from "./json.ts"

const text = (value: Json | undefined): string => (typeof value === "string" ? value.trim() : "")

/** For a cell of a table: one line, and nothing that ends the cell. */
const cell = (value: string): string => value.replaceAll(/\s*\n\s*/g, " ").replaceAll("|", "\\|")

const code = (value: Json): string => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``

const table = (heads: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  rows.length === 0
    ? ""
    : [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n")

const nameOf = (reference: string): string => reference.slice(reference.lastIndexOf("/") + 1)

const entries = (value: Json | undefined): ReadonlyArray<readonly [string, Json]> =>
  isRecord(value) ? Object.entries(value) : []

const list = (value: Json | undefined): ReadonlyArray<Json> => (Array.isArray(value) ? value : [])

export const toMarkdown = (contract: Json): string => {
  const follow = (value: Json | undefined): Json => {
    if (!isRecord(value) || typeof value["$ref"] !== "string") return value ?? null
    return value["$ref"]
      .slice(2)
      .split("/")
      .reduce<Json>((at, key) => (isRecord(at) ? (at[key] ?? null) : null), contract)
  }
  const at = (value: Json | undefined, ...keys: ReadonlyArray<string>): Json | undefined =>
    keys.reduce<Json | undefined>((found, key) => {
      const record = follow(found)
      return isRecord(record) ? record[key] : undefined
    }, value)

  /** A schema in a line: its type with what bounds it, or a link to the schema of that name. */
  const typeOf = (schema: Json | undefined): string => {
    if (!isRecord(schema)) return "any"
    if (typeof schema["$ref"] === "string")
      return `[${nameOf(schema["$ref"])}](#${nameOf(schema["$ref"]).toLowerCase()})`
    if (schema["const"] !== undefined) return code(schema["const"])
    if (schema["enum"] !== undefined) return list(schema["enum"]).map(code).join(", ")
    if (schema["anyOf"] !== undefined) return list(schema["anyOf"]).map(typeOf).join(" or ")
    const types = (Array.isArray(schema["type"]) ? schema["type"] : [schema["type"] ?? "any"]).map(String)
    const bounds = ["format", "pattern", "minimum", "maximum", "minLength", "maxLength", "maxItems", "default"].flatMap(
      (key) => (schema[key] === undefined ? [] : [`${key} ${code(schema[key])}`])
    )
    const name = types.includes("array") ? `array of ${typeOf(schema["items"])}` : types.join(" or ")
    return [name, ...bounds].join(", ")
  }

  const properties = (schema: Json | undefined): string =>
    table(
      ["property", "type", "required", "description"],
      entries(at(schema, "properties")).map(([name, value]) => [
        code(name),
        typeOf(value),
        list(at(schema, "required")).includes(name) ? "yes" : "no",
        text(at(value, "description"))
      ])
    )

  const operation = (method: string, path: string, value: Json): string => {
    const parameters = list(at(value, "parameters")).map((parameter) => [
      code(text(at(parameter, "name"))),
      text(at(parameter, "in")),
      typeOf(at(parameter, "schema")),
      text(at(parameter, "description"))
    ])
    const answers = entries(at(value, "responses")).map(([status, response]) => [
      code(status),
      text(at(response, "description")),
      entries(at(response, "content"))
        .map(([type, media]) => `${code(type)}: ${typeOf(at(media, "schema"))}`)
        .join(", "),
      entries(at(response, "headers"))
        .map(([name]) => code(name))
        .join(", ")
    ])
    const body = entries(at(value, "requestBody", "content")).map(
      ([type, media]) => `- ${code(type)}: ${typeOf(at(media, "schema"))}`
    )
    const example = entries(at(value, "responses", "200", "content", "application/json", "examples"))[0]?.[1]
    return [
      `### ${text(at(value, "summary"))}`,
      ["```http", `${method.toUpperCase()} ${path}`, "```"].join("\n"),
      text(at(value, "description")),
      parameters.length === 0 ? "" : `#### Parameters of ${text(at(value, "operationId"))}`,
      table(["name", "in", "type", "description"], parameters),
      body.length === 0 ? "" : `#### Body of ${text(at(value, "operationId"))}\n\n${body.join("\n")}`,
      `#### Answers of ${text(at(value, "operationId"))}`,
      table(["status", "when", "body", "headers"], answers),
      example === undefined ? "" : "An answer:\n\n```json\n" + JSON.stringify(at(example, "value"), null, 2) + "\n```"
    ]
      .filter((part) => part !== "")
      .join("\n\n")
  }

  const operations = (group: Json | undefined): ReadonlyArray<string> =>
    entries(group).flatMap(([path, item]) => entries(item).map(([method, value]) => operation(method, path, value)))

  const schemas = entries(at(contract, "components", "schemas")).map(([name, schema]) =>
    [`### ${name}`, text(at(schema, "description")), properties(schema) || typeOf(schema)]
      .filter((part) => part !== "")
      .join("\n\n")
  )

  return [
    `# ${text(at(contract, "info", "title"))}`,
    text(at(contract, "info", "description")),
    "This page is made from [`openapi.yaml`](../../openapi.yaml).",
    table(
      ["server", "what it is"],
      list(at(contract, "servers")).map((server) => [code(text(at(server, "url"))), text(at(server, "description"))])
    ),
    "## Operations",
    ...operations(at(contract, "paths")),
    "## Webhooks",
    ...operations(at(contract, "webhooks")),
    "## Schemas",
    ...schemas,
    ""
  ].join("\n\n")
}

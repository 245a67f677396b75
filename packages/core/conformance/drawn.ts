/**
 * Requests drawn from the contract: every parameter valid and invalid, missing, repeated, empty and misspelt; bearers,
 * media types and bodies the same way.
 */
import * as Predicate from "effect/Predicate"
import { document, operation, parameter } from "./contract.ts"
import type { Dice } from "./Dice.ts"

/** A request as it goes over the wire. */
export interface Drawn {
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** Where the two operations are. */
export const [listPath = "", tokenPath = ""] = Object.keys(document.paths)

/** A plain request for the list, by a bearer that every mock lets in. */
export const listing = (query: string): Drawn => ({
  method: "GET",
  path: `${listPath}?${query}`,
  headers: { authorization: "Bearer test" },
  body: undefined
})

const names = (operation("listReferrals").parameters ?? []).map(({ name }) => name)

/** A contact who never referred anyone. */
const stranger = "2e70ea71-631f-4b3c-8097-8e0284751c96"

/** Values of a parameter that the contract allows, and those right beside its bounds. */
const valuesOf = (name: string, contact: string): readonly [string, ...Array<string>] => {
  const schema = parameter(name)
  if (Array.isArray(schema["enum"])) return ["pending", ...schema["enum"].map(String)]
  if (schema["format"] === "uuid") return [contact, stranger]
  const bounds = [schema["minimum"], schema["maximum"], schema["default"]].filter(Predicate.isNumber)
  return ["5", ...bounds.flatMap((bound) => [bound - 1, bound, bound + 1]).map(String)]
}

const encoded = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")

type Spelling = (value: string) => string

/** What may become of a value on its way: the first is the value itself. */
const spellings: readonly [Spelling, ...Array<Spelling>] = [
  (value) => value,
  () => "",
  () => "null",
  () => "true",
  () => "abc",
  () => "NaN",
  () => "Infinity",
  () => "-0",
  () => "9007199254740993",
  () => "9".repeat(400),
  () => "x".repeat(4000),
  () => "1e400",
  () => encoded("٣"),
  () => encoded("５"),
  () => encoded("🦆"),
  () => encoded("\u0000"),
  () => encoded("x\r\nx-injected: 1"),
  () => "%ff",
  () => "%",
  () => "%zz",
  () => "' OR 1=1--".replaceAll(" ", "%20"),
  (value) => encoded(value),
  (value) => `%25${encoded(value).slice(1)}`,
  (value) => `-${value}`,
  (value) => `%2B${value}`,
  (value) => `+${value}`,
  (value) => `%20${value}`,
  (value) => `${value}%20`,
  (value) => `${value}%0a`,
  (value) => `${value}.0`,
  (value) => `${value}.5`,
  (value) => `${value}e0`,
  (value) => `${value}e1`,
  (value) => `0x${value}`,
  (value) => `00${value}`,
  (value) => `${value},${value}`,
  (value) => `[${value}]`,
  (value) => `%5B%22${value}%22%5D`,
  (value) => value.toUpperCase(),
  (value) => `%22${value}%22`,
  (value) => `urn:uuid:${value}`,
  (value) => `${value};limit=1`
]

const misspelt: readonly [Spelling, ...Array<Spelling>] = [
  (name) => name.toUpperCase(),
  (name) => `${name}[]`,
  (name) => `${name}[0]`,
  (name) => `${name}%20`,
  (name) => encoded(name),
  () => "__code",
  () => "__example",
  () => "colour",
  () => "__proto__",
  () => "constructor",
  () => ""
]

const pair = (dice: Dice, name: string, contact: string): ReadonlyArray<string> => {
  const value = dice.pick(valuesOf(name, contact))
  const spelt = dice.chance(0.6) ? value : dice.pick(spellings)(value)
  const given = `${dice.chance(0.93) ? name : dice.pick(misspelt)(name)}=${spelt}`
  if (dice.chance(0.02)) return [name]
  return dice.chance(0.07) ? [given, `${name}=${dice.pick(valuesOf(name, contact))}`] : [given]
}

const query = (dice: Dice, contact: string): string => {
  const pairs = names.filter(() => dice.chance(0.45)).flatMap((name) => pair(dice, name, contact))
  return (dice.chance(0.5) ? pairs : pairs.toReversed()).join("&")
}

const authorization = (dice: Dice): Readonly<Record<string, string>> => {
  if (dice.chance(0.85)) return { authorization: "Bearer test" }
  const value = dice.pick([
    undefined,
    "",
    "Bearer",
    "Bearer ",
    "bearer test",
    "BEARER test",
    "Bearer  test",
    "Bearer a b",
    "Token test",
    "Basic dGVzdDp0ZXN0"
  ])
  return value === undefined ? {} : { authorization: value }
}

const accept = (dice: Dice): Readonly<Record<string, string>> => {
  const value = dice.chance(0.8)
    ? "application/json"
    : dice.pick([
        undefined,
        "*/*",
        "application/*",
        "application/json;q=0.5, */*;q=0.1",
        "application/json; charset=utf-8",
        "text/html",
        "application/xml, text/plain;q=0.5"
      ])
  return value === undefined ? {} : { accept: value }
}

const list = (dice: Dice, contact: string): Drawn => {
  const search = query(dice, contact)
  return {
    method: "GET",
    path: `${listPath}${search === "" ? dice.pick(["", "?"]) : `?${search}`}`,
    headers: { ...authorization(dice), ...accept(dice) },
    body: undefined
  }
}

const grants: Readonly<Record<string, readonly [unknown, ...Array<unknown>]>> = {
  grant_type: [
    "client_credentials",
    "client_credentials",
    "client_credentials",
    "password",
    "",
    null,
    1,
    ["client_credentials"]
  ],
  client_id: [1, 1, "1", "abc", "", 0, -1, 1.5, 1e30, null, true, [1], {}],
  client_secret: ["secret", "secret", "🦆", "", "x".repeat(4000), null, 5, ["secret"]]
}

const contentType = (dice: Dice, type: string): Readonly<Record<string, string>> => {
  if (dice.chance(0.85)) return { "content-type": type }
  const other = dice.pick([undefined, `${type}; charset=utf-8`, type.toUpperCase(), "text/plain", "application/xml"])
  return other === undefined ? {} : { "content-type": other }
}

const token = (dice: Dice): Drawn => {
  const fields = Object.entries(grants)
    .filter(() => dice.chance(0.9))
    .map(([name, values]) => [name, dice.chance(0.6) ? values[0] : dice.pick(values)] as const)
  const more = dice.chance(0.1) ? [["scope", "all"] as const] : []
  const isForm = dice.chance(0.4)
  const type = isForm ? "application/x-www-form-urlencoded" : "application/json"
  const value = Object.fromEntries([...fields, ...more])
  const text = isForm
    ? new URLSearchParams([...fields, ...more].map(([name, field]) => [name, String(field)])).toString()
    : JSON.stringify(dice.chance(0.03) ? dice.pick([[], null, "text", 1, [value]]) : value)
  return {
    method: "POST",
    path: tokenPath,
    headers: { ...contentType(dice, type), ...accept(dice) },
    body: dice.chance(0.95)
      ? text
      : dice.pick(isForm ? [text.slice(0, -1), `&${text}&`, "", "client_id=%20"] : ["{}", "[]", "null", `\n${text}\n`])
  }
}

const otherPaths = [
  `${listPath}/`,
  `${listPath}/1`,
  `/${listPath}`,
  listPath.toUpperCase(),
  "/api/v3/oauth/clients/contacts"
] as const

// Another method, or another path.
const elsewhere = (dice: Dice, contact: string): Drawn => {
  const drawn = dice.chance(0.7) ? list(dice, contact) : token(dice)
  return dice.chance(0.3)
    ? { ...drawn, method: dice.pick(["PUT", "DELETE"]) }
    : { ...drawn, path: dice.pick(otherPaths) }
}

/**
 * The next request.
 *
 * @param contact one who has referred somebody
 */
export const draw = (dice: Dice, contact: string): Drawn => {
  const kind = dice.roll(100)
  if (kind < 82) return list(dice, contact)
  return kind < 97 ? token(dice) : elsewhere(dice, contact)
}

/**
 * The file of accounts: what is taken, and what its mistakes are told as.
 */
import { AccountsFile } from "@effect-piggy/sync"
import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"

const parse = (text: string) => AccountsFile.parse(text, "/etc/piggy/accounts.yaml")

const refusal = (text: string): string => {
  const parsed = parse(text)
  return Result.isFailure(parsed) ? parsed.failure.message : "taken"
}

describe("an accounts file", () => {
  it("may be YAML", () => {
    const parsed = parse(`accounts:
  - name: cafe
    apiKeyEnv: CAFE_KEY
    limit: { requests: 5, window: 1 }
  - name: bakery
    clientIdEnv: BAKERY_ID
    clientSecretEnv: BAKERY_SECRET
    baseUrl: http://127.0.0.1:4010
    filter:
      status: completed
  - name: kiosk
    apiKeyFile: keys/kiosk
`)
    assert.deepStrictEqual(Result.getOrThrow(parsed), [
      { name: "cafe", apiKeyEnv: "CAFE_KEY", limit: { requests: 5, window: 1 } },
      {
        name: "bakery",
        clientIdEnv: "BAKERY_ID",
        clientSecretEnv: "BAKERY_SECRET",
        baseUrl: "http://127.0.0.1:4010",
        filter: { status: "completed" }
      },
      { name: "kiosk", apiKeyFile: "/etc/piggy/keys/kiosk" }
    ])
  })

  it("may be JSON", () => {
    const parsed = parse(JSON.stringify({ accounts: [{ name: "cafe", apiKeyEnv: "CAFE_KEY" }] }))
    assert.deepStrictEqual(Result.getOrThrow(parsed), [{ name: "cafe", apiKeyEnv: "CAFE_KEY" }])
  })

  it("with a mistake names the line and the field, and all mistakes at once", () => {
    const told = refusal(`accounts:
  - name: cafe
    apiKeyEnv: CAFE_KEY
    limit: { requests: 0, window: 1 }
  - name: bakery
    apiKeyEnv: BAKERY_KEY
    filter:
      status: done
`).split("\n")
    assert.lengthOf(told, 2)
    assert.match(told[0] ?? "", /^\/etc\/piggy\/accounts\.yaml:4: accounts\[0\]\.limit\.requests: \S/)
    assert.match(told[1] ?? "", /^\/etc\/piggy\/accounts\.yaml:8: accounts\[1\]\.filter\.status: \S/)
  })

  it("must not hold a key, and does not repeat it", () => {
    const text = refusal("accounts:\n  - name: cafe\n    apiKey: sk_live_1234\n")
    assert.include(text, "accounts.yaml:3: accounts[0].apiKey: never write a credential into this file")
    assert.notInclude(text, "sk_live")
    assert.notInclude(refusal("accounts:\n  - name: cafe\n    apiKeyEnv: sk-live-1234\n"), "sk-live")
    assert.notInclude(refusal('accounts: [ { "name": "sk_live" "apiKeyEnv" }'), "sk_live")
  })

  it("gives each account one credential and a name of its own", () => {
    assert.include(refusal("accounts:\n  - name: cafe\n"), "accounts.yaml:2: accounts[0]: names no credential")
    assert.include(refusal("accounts: [{ name: a, apiKeyEnv: A, apiKeyFile: b }]"), "names several credentials")
    assert.include(refusal("accounts: [{ name: a, clientIdEnv: A }]"), "give both")
    assert.include(
      refusal("accounts:\n  - { name: a, apiKeyEnv: A }\n  - { name: a, apiKeyEnv: B }\n"),
      "accounts.yaml:3: accounts[1].name: is the name of accounts[0] already"
    )
  })

  it("that is no YAML, or none at all, is told of by line", () => {
    assert.match(
      refusal("accounts:\n  - name: cafe\n    name: bakery\n"),
      /accounts\.yaml:3: this is no YAML: duplicate key/
    )
    assert.match(refusal(""), /^\/etc\/piggy\/accounts\.yaml/)
    const accounts = "accounts:\n  - { name: a, apiKeyEnv: A }\n"
    assert.match(refusal(`${accounts}---\naccounts: []\n`), /accounts\.yaml:3: this is no YAML: multiple docs/)
    assert.match(refusal("\uFEFFaccounts:\r\n\t- name: a\r\n"), /accounts\.yaml:2: this is no YAML: tab as indent/)
  })

  it("may repeat itself by aliases, but for names; an alias of nothing, or of too much, is a mistake", () => {
    const limit = "  - { name: a, apiKeyEnv: A, limit: &slow { requests: 1, window: 2 } }\n"
    const parsed = Result.getOrThrow(parse(`accounts:\n${limit}  - { name: b, apiKeyEnv: B, limit: *slow }\n`))
    assert.deepStrictEqual(parsed[1]?.limit, { requests: 1, window: 2 })
    assert.match(
      refusal(`accounts:\n${limit}  - *fast\n`),
      /accounts\.yaml:3: this is no YAML: alias without an anchor/
    )
    assert.match(
      refusal("accounts:\n  - &a { name: a, apiKeyEnv: A }\n  - *a\n"),
      /accounts\.yaml:3: accounts\[1\]\.name/
    )
    const tenTimes = (name: string) => `[${Array.from({ length: 10 }, () => `*${name}`).join()}]`
    const bomb = `a: &a [x]\nb: &b ${tenTimes("a")}\nc: &c ${tenTimes("b")}\naccounts: ${tenTimes("c")}\n`
    assert.include(refusal(bomb), "its aliases repeat too much")
  })

  it("has only names and fields that a database can hold", () => {
    const account = (fields: string) => `accounts:\n  - name: a\n    apiKeyEnv: A\n    ${fields}\n`
    assert.match(
      refusal('accounts:\n  - { apiKeyEnv: A, name: "\\ud800" }\n'),
      /accounts\.yaml:2: accounts\[0\]\.name: \S/
    )
    assert.match(refusal(account("? [x]\n    : 1")), /accounts\.yaml:4: this is no YAML: non string key/)
    assert.match(refusal(account("filter: !status done")), /accounts\.yaml:4: this is no YAML: tag resolve failed/)
    assert.match(refusal(account("__proto__: {}")), /accounts\.yaml:4: accounts\[0\]\.__proto__: \S/)
  })

  it("has no credential in a URL either", () => {
    const text = refusal("accounts:\n  - name: a\n    apiKeyEnv: A\n    baseUrl: https://me:sk_live@example.eu\n")
    assert.include(
      text,
      "accounts.yaml:4: accounts[0].baseUrl: Expected an http or https URL without a credential in it"
    )
    assert.notInclude(text, "sk_live")
    for (const url of ["example.eu", "ftp://example.eu"]) {
      assert.include(refusal(`accounts: [{ name: a, apiKeyEnv: A, baseUrl: "${url}" }]`), "baseUrl")
    }
  })
})

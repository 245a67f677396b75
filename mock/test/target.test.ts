import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Target from "../src/Target.ts"
import { referralsPath } from "./http.ts"

/** How each character of a path may be written: as it is, or escaped with either case of digits. */
const Spelling = Schema.Array(Schema.Literals(["plain", "escaped", "lower"])).pipe(
  Schema.check(Schema.isMinLength(40), Schema.isMaxLength(40))
)

const spelt = (path: string, spelling: ReadonlyArray<string>): string =>
  [...path]
    .map((character, position) => {
      const how = spelling[position] ?? "plain"
      if (how === "plain" || character === "/") return character
      const escape = `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`
      return how === "lower" ? escape : escape.toUpperCase()
    })
    .join("")

describe("a path", () => {
  it.prop("means the same in every spelling of its letters", [Spelling], ([spelling]) => {
    for (const path of [referralsPath, "/oauth/token", "/__mock/health", "/a-b.c~d_e/9"]) {
      assert.strictEqual(Target.canonicalPath(spelt(path, spelling)), path)
    }
  })

  it("keeps an escaped delimiter apart from the delimiter, and a broken escape as it is", () => {
    assert.strictEqual(Target.canonicalPath("/oauth%2ftoken"), "/oauth%2Ftoken")
    assert.strictEqual(Target.canonicalPath("/oauth%2Ftoken"), "/oauth%2Ftoken")
    assert.strictEqual(Target.canonicalPath("/%zz/%"), "/%zz/%")
    assert.strictEqual(Target.canonicalPath("/api/%2e%2E/oauth/./token"), "/oauth/token")
    assert.strictEqual(Target.canonicalPath("//evil.example/oauth"), "//evil.example/oauth")
  })

  it.prop("has one canonical spelling, which is its own", [Schema.String], ([text]) => {
    const once = Target.canonicalPath(`/${text}`)
    assert.strictEqual(Target.canonicalPath(once), once)
  })
})

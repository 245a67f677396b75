/**
 * Secrets and emails in other spellings, as gateways, frameworks and loggers write them.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Answer from "../src/internal/http/readAnswer.ts"
import { holdsSecret, redactText } from "../src/internal/redact.ts"

const hex = (char: string, digits: number) => (char.codePointAt(0) ?? 0).toString(16).padStart(digits, "0")

/** How a single letter can be written. */
const spellings: ReadonlyArray<(char: string) => string> = [
  (char) => char,
  (char) => `%${hex(char, 2)}`,
  (char) => `%${hex(char, 2).toUpperCase()}`,
  (char) => `%25${hex(char, 2)}`,
  (char) => `&#${char.codePointAt(0)};`,
  (char) => `&#0${char.codePointAt(0)};`,
  (char) => `&#x${hex(char, 2)};`,
  (char) => String.raw`\u${hex(char, 4)}`,
  (char) => String.raw`\\u${hex(char, 4)}`
]

const Choices = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: spellings.length - 1 })))
// What a bearer is made of: RFC 6750, section 2.1.
const Token = Schema.String.check(Schema.isPattern(/^[\w.~+/=-]{8,40}$/))
const Ascii = Schema.String.check(Schema.isPattern(/^[\x20-\x7e]{0,9}$/))

const spell = (text: string, choices: ReadonlyArray<number>): string =>
  [...text]
    .map((char, index) => (spellings[choices[index % Math.max(1, choices.length)] ?? 0] ?? String)(char))
    .join("")

const unspelt = (text: string): string => text.replaceAll("[credential]", "").replaceAll("[email]", "")

describe("a secret", () => {
  it.effect.prop(
    "never survives, however its letters are written",
    [Token, Choices, Ascii],
    ([secret, choices, beside]) =>
      Effect.sync(() => {
        for (const text of [spell(secret, choices), `${beside} ${spell(secret, choices)} ${beside}`]) {
          const shown = redactText(text, [secret])
          assert.notInclude(unspelt(shown), secret)
          assert.include(shown, "[credential]")
        }
      })
  )

  it.effect.prop(
    "never survives in base64, whatever stands before and behind it",
    [Token, Ascii, Ascii],
    ([secret, before, behind]) =>
      Effect.sync(() => {
        const text = btoa(`${before}${secret}${behind}`)
        for (const written of [
          text,
          text.replaceAll("+", "-").replaceAll("/", "_"),
          text.replaceAll("=", ""),
          encodeURIComponent(text)
        ]) {
          const shown = redactText(`Basic ${written}`, [secret])
          assert.include(shown, "[credential]")
          assert.isTrue(holdsSecret(written, [secret]))
        }
      })
  )

  it("does not hide text that only resembles it", () => {
    for (const text of ["nothing here", "x".repeat(50), btoa("quite another text")]) {
      assert.isFalse(holdsSecret(text, ["pk-0123456789"]), text)
      assert.strictEqual(redactText(text, ["pk-0123456789"]), text)
    }
  })

  it("is not shown by a content type or a request's id that repeats it", () => {
    const secret = "pk0123456789"
    for (const written of [secret, btoa(`7:${secret}`).replaceAll("=", ""), secret.toUpperCase()]) {
      const read = Answer.read(
        { status: 200, text: "<p>", headers: () => ({ "content-type": `text/${written}` }) },
        { secrets: [secret], now: 0 }
      )
      assert(Result.isFailure(read))
      assert.notInclude(read.failure.message.toLowerCase(), written.toLowerCase())
      const refused = Answer.read(
        { status: 500, text: "", headers: () => ({ "x-request-id": written, "cf-ray": "8a1" }) },
        { secrets: [secret], now: 0 }
      )
      assert(Result.isFailure(refused) && refused.failure._tag === "ServerFailure")
      assert.strictEqual(refused.failure.requestId, "8a1")
    }
  })
})

describe("an email", () => {
  const Name = Schema.String.check(Schema.isPattern(/^[a-z][a-z.+-]{2,12}$/))

  it.effect.prop(
    "never survives, however its letters are written",
    [Name, Name, Choices, Ascii],
    ([name, host, choices, beside]) =>
      Effect.sync(() => {
        const shown = redactText(`${beside} ${spell(`${name}@${host}.eu`, choices)} ${beside}`, [])
        assert.notInclude(shown, `${name}@`)
        assert.include(shown, "[email]")
      })
  )
})

describe("a long text", () => {
  it("is cleaned in a moment, whatever it is made of", () => {
    const begun = performance.now()
    for (const piece of ["x", "x ", "@", "%40", "&#64;", String.raw`\u0040`, "bearer ", "a@", "%25", "0-", " "]) {
      redactText(piece.repeat(1_000_000 / piece.length), ["pk-0123456789"])
    }
    assert.isBelow(performance.now() - begun, 1000)
  })

  it("in an error of the API, 800 kB of them, is read in a moment", () => {
    for (const piece of ["x", "x ", "&#64;"]) {
      const long = piece.repeat(2000 / piece.length)
      const errors = Object.fromEntries(
        Array.from({ length: 20 }, (_, field) => [field + long, Array.from({ length: 20 }, () => long)])
      )
      const begun = performance.now()
      Answer.read(
        { status: 400, text: JSON.stringify({ message: long, code: 1003, errors }), headers: () => ({}) },
        { secrets: ["pk-0123456789"], now: 0 }
      )
      assert.isBelow(performance.now() - begun, 500, piece)
    }
  })
})

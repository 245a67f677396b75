/**
 * Two values are compared by what they hold, whatever they are made of.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Equal from "effect/Equal"
import * as Hash from "effect/Hash"
import * as Redacted from "effect/Redacted"
import { isSameValue } from "../../src/internal/paging/sameValue.ts"

// Holds what no one can see, and says itself what it equals.
class Sealed {
  readonly #value: number
  constructor(value: number) {
    this.#value = value
  }
  [Equal.symbol](that: Equal.Equal): boolean {
    return that instanceof Sealed && that.#value === this.#value
  }
  [Hash.symbol](): number {
    return Hash.number(this.#value)
  }
}

class Unwritable {
  readonly value = 1
  toJSON(): never {
    throw new TypeError("no text for this")
  }
}

const bare = new AbortController()
const letters = (...entries: ReadonlyArray<readonly [unknown, unknown]>) => new Map(entries)
const wiped = () => {
  const secret = Redacted.make("a")
  Redacted.wipeUnsafe(secret)
  return secret
}

describe("the same", () => {
  const pairs: ReadonlyArray<readonly [string, unknown, unknown]> = [
    ["objects without fields", {}, {}],
    ["objects without fields or prototype", Object.create(null), Object.create(null)],
    ["objects whose fields come in another order", { a: 1, b: [2] }, { b: [2], a: 1 }],
    ["dates", new Date(1), new Date(1)],
    ["dates that are none", new Date(Number.NaN), new Date(Number.NaN)],
    ["numbers that are none", Number.NaN, Number.NaN],
    ["maps whose entries come in another order", letters(["a", 1], ["b", 2]), letters(["b", 2], ["a", 1])],
    ["maps with objects as keys", letters([{ id: 1 }, "a"]), letters([{ id: 1 }, "a"])],
    ["sets whose values come in another order", new Set(["a", "b"]), new Set(["b", "a"])],
    [
      "secrets whose value has no fields",
      Redacted.make(new URL("https://a.example")),
      Redacted.make(new URL("https://a.example"))
    ],
    ["values that say it themselves", new Sealed(1), new Sealed(1)],
    ["an object without fields and itself", bare, bare]
  ]
  for (const [what, a, b] of pairs) it(`are ${what}`, () => assert.isTrue(isSameValue(a, b)))
})

describe("different", () => {
  const pairs: ReadonlyArray<readonly [string, unknown, unknown]> = [
    ["an object and null", {}, null],
    ["null and an object", null, {}],
    ["an object and a text", {}, "a"],
    ["fields of another name without a value", { a: undefined }, { b: undefined }],
    ["a field more", { a: 1, b: undefined }, { a: 1 }],
    ["a field deep inside", { a: [{ b: 1 }] }, { a: [{ b: 2 }] }],
    ["dates", new Date(1), new Date(2)],
    ["a date and none", new Date(1), new Date(Number.NaN)],
    ["maps of another size", letters(["a", 1]), letters(["a", 1], ["b", 2])],
    ["maps with another key", letters(["a", undefined]), letters(["b", undefined])],
    ["maps with another value", letters(["a", 1]), letters(["a", 2])],
    ["maps with another object as key", letters([{ id: 1 }, "a"]), letters([{ id: 2 }, "a"])],
    [
      "maps whose objects as keys come in another order",
      letters([{ id: 1 }, 1], [{ id: 2 }, 2]),
      letters([{ id: 2 }, 2], [{ id: 1 }, 1])
    ],
    ["sets", new Set(["a"]), new Set(["b"])],
    ["secrets", Redacted.make("a"), Redacted.make("b")],
    ["secrets that were wiped", wiped(), wiped()],
    ["values that say so themselves", new Sealed(1), new Sealed(2)],
    ["values that cannot be written as text", new Unwritable(), new Unwritable()],
    ["two objects that show nothing", new AbortController(), new AbortController()]
  ]
  for (const [what, a, b] of pairs) it(`are ${what}`, () => assert.isFalse(isSameValue(a, b)))
})

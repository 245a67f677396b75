/**
 * Rows that come again are delivered once; rows that only look alike are all delivered.
 */
import { assert, describe, it } from "@effect/vitest"
import * as KnownRows from "../../src/internal/paging/knownRows.ts"
import { identity, known, noKeys, sifted } from "./letters.ts"

const none = known([])

// What comes of a page: its new rows, and how many of the others are known from where.
const outcome = (text: string, before: KnownRows.KnownRows<string>) => {
  const { conflicting, cut, fresh, repeated, saved } = sifted(text, before)
  return { fresh: fresh.join(" "), repeated, saved, cut, conflicting }
}
const nothingKnown = { repeated: 0, saved: 0, cut: 0, conflicting: 0 }

describe("the rows of a page", () => {
  it("are all new on a first page, and handed on as they came", () => {
    const rows = ["a", "b"]
    const { fresh } = KnownRows.sift(rows, [], none, identity)
    assert.strictEqual(fresh, rows)
    assert.deepStrictEqual(outcome("a b", none), { ...nothingKnown, fresh: "a b" })
  })

  it("are dropped if they came on one of the two pages before, wherever they stand", () => {
    const before = known(["a b", "c d"])
    assert.deepStrictEqual(outcome("a e c f", before), { ...nothingKnown, fresh: "e f", repeated: 2 })
    assert.deepStrictEqual(outcome("e b f d", before), { ...nothingKnown, fresh: "e f", repeated: 2 })
    assert.deepStrictEqual(outcome("e a", before), { ...nothingKnown, fresh: "e", repeated: 1 })
  })

  it("are new again three pages later in a stream, and known however far back in a collect", () => {
    const pages = ["a a'", "b b", "c", "d", "e"]
    assert.deepStrictEqual(outcome("a a' b", known(pages)), { ...nothingKnown, fresh: "a a' b", conflicting: 1 })
    const all = known(pages, {}, true)
    assert.deepStrictEqual(outcome("a f b", all), { ...nothingKnown, fresh: "f", repeated: 2 })
    assert.deepStrictEqual(outcome("a' f", all), { ...nothingKnown, fresh: "f", repeated: 1 })
    assert.deepStrictEqual(outcome("c c'", all), { ...nothingKnown, fresh: "c'", repeated: 1, conflicting: 1 })
    assert.deepStrictEqual(outcome("a'' b'", all), { ...nothingKnown, fresh: "a'' b'", conflicting: 2 })
  })

  it("are all kept, and counted, if they have the id of another row", () => {
    assert.deepStrictEqual(outcome("a' b", known(["a"])), { ...nothingKnown, fresh: "a' b", conflicting: 1 })
    assert.deepStrictEqual(outcome("a' b", known(["a", "c"])), { ...nothingKnown, fresh: "a' b", conflicting: 1 })
    assert.deepStrictEqual(outcome("a a' b", none), { ...nothingKnown, fresh: "a a' b", conflicting: 1 })
  })

  it("are all kept if they stand twice on one page", () => {
    assert.deepStrictEqual(outcome("a b a", none), { ...nothingKnown, fresh: "a b a" })
  })

  it("are known from the older page or the checkpoint, although a row of their id on the newer one has another key", () => {
    assert.deepStrictEqual(outcome("a b", known(["a", "a'"])), { ...nothingKnown, fresh: "b", repeated: 1 })
    for (const saved of [{ older: ["a"] }, { newer: ["a"] }]) {
      for (const everything of [false, true]) {
        const first = known([], saved, everything)
        const held = KnownRows.after(first, sifted("a'", first), identity, "reread")
        assert.deepStrictEqual(outcome("a b", held), { ...nothingKnown, fresh: "b", saved: 1 })
      }
    }
  })

  it("are known by any row of their id on the page before", () => {
    assert.deepStrictEqual(outcome("a' a", known(["a a'"])), { ...nothingKnown, fresh: "", repeated: 2 })
  })

  it("are known from the checkpoint by their keys, on either page", () => {
    const before = known([], { older: ["a"], newer: ["b"] })
    assert.deepStrictEqual(outcome("a b c", before), { ...nothingKnown, fresh: "c", saved: 2 })
    assert.deepStrictEqual(outcome("c a", known([], { older: ["a"] })), { ...nothingKnown, fresh: "c", saved: 1 })
    assert.deepStrictEqual(outcome("c b", known([], { newer: ["b"] })), { ...nothingKnown, fresh: "c", saved: 1 })
  })

  it("count as read rather than as known from the checkpoint if they are both", () => {
    const first = known([], { older: ["a"] })
    const held = KnownRows.after(first, sifted("a", first), identity, "reread")
    assert.deepStrictEqual(outcome("a b", held), { ...nothingKnown, fresh: "b", repeated: 1 })
    const later = KnownRows.after(held, sifted("b", held), identity, undefined)
    assert.deepStrictEqual(outcome("a", later), { ...nothingKnown, fresh: "", repeated: 1 })
  })

  it("are dropped as often as they were delivered before their page was cut", () => {
    const before = known([], { cut: ["a", "a", "b"] })
    assert.deepStrictEqual(outcome("a c a b a", before), { ...nothingKnown, fresh: "c a", cut: 3 })
  })

  it("are found by id and key on a page of which a checkpoint holds other keys", () => {
    const first = known([], { older: ["x"], newer: ["a'"] })
    const held = KnownRows.after(first, sifted("a", first), identity, "reread")
    assert.deepStrictEqual(outcome("a' a a''", held), {
      ...nothingKnown,
      fresh: "a''",
      repeated: 1,
      saved: 1,
      conflicting: 1
    })
  })
})

describe("rows that do not decode", () => {
  it("are new unless they came on one of the two pages before", () => {
    const before = known(["?x", "?y"])
    assert.isTrue(KnownRows.hasNewUnread(before, ["?x", "?z"]))
    assert.isFalse(KnownRows.hasNewUnread(before, ["?x", "?y"]))
    assert.isFalse(KnownRows.hasNewUnread(before, []))
  })
})

describe("what is known after a page", () => {
  const keysAfter = (held: "reread" | "searching" | undefined, saved: Partial<KnownRows.SavedKeys>) => {
    const before = known(["a"], saved)
    const after = KnownRows.after(before, sifted("b", before), identity, held)
    return { ...KnownRows.savedKeys(after, identity), cut: [...after.cut.keys()] }
  }

  it("is that page and the one before", () => {
    assert.deepStrictEqual(KnownRows.savedKeys(known(["a", "b c", "d"]), identity), { older: ["b", "c"], newer: ["d"] })
  })

  it("takes the place of the reading before a page that is read again, beside the checkpoint's keys", () => {
    const before = known([], { older: ["o"], newer: ["n"], cut: ["c"] })
    const after = KnownRows.after(before, sifted("b", before), identity, "reread")
    assert.deepStrictEqual(KnownRows.savedKeys(after, identity), { older: ["o"], newer: ["n", "b"] })
    assert.deepStrictEqual([...after.cut], [["c", 1]])
  })

  it("keeps the keys of the checkpoint on both pages while its rows have not been found", () => {
    const before = known([], { older: ["o"], newer: ["n"], cut: ["c"] })
    const after = KnownRows.after(before, sifted("b", before), identity, "searching")
    assert.deepStrictEqual(KnownRows.savedKeys(after, identity), { older: ["o"], newer: ["n", "c", "b"] })
    assert.strictEqual(after.cut.size, 0)
  })

  it("forgets the keys of the checkpoint page by page once they were found", () => {
    const before = known([], { older: ["o"], newer: ["n"], cut: ["c", "c"] })
    const after = KnownRows.after(before, sifted("b", before), identity, undefined)
    assert.deepStrictEqual(KnownRows.savedKeys(after, identity), { older: ["n"], newer: ["c", "b"] })
    assert.strictEqual(after.cut.size, 0)
    assert.deepStrictEqual(keysAfter(undefined, { newer: ["n"] }), { older: ["a"], newer: ["b"], cut: [] })
  })

  it("has no row of a stream beyond two pages, and every row of a collect", () => {
    assert.isUndefined(known(["a"]).all)
    assert.deepStrictEqual([...(known(["a", "b", "c", "d"], {}, true).all?.first.keys() ?? [])], ["a", "b", "c", "d"])
  })

  it("has the rows delivered from a page that is read again and cut", () => {
    const cut = KnownRows.withDelivered(known(["a", "b"]), ["c", "d"], identity)
    assert.deepStrictEqual(KnownRows.savedKeys(cut, identity), { older: ["a"], newer: ["c", "d", "b"] })
  })
})

describe("the keys of a page", () => {
  it("are made once, and only when they are needed", () => {
    let made = 0
    const counting = {
      ...identity,
      key: (row: string) => {
        made++
        return row
      }
    }
    const empty = KnownRows.begin<string>(noKeys, false)
    const after = KnownRows.after(empty, KnownRows.sift(["a", "b"], [], empty, counting), counting, undefined)
    assert.strictEqual(made, 0)
    KnownRows.savedKeys(after, counting)
    KnownRows.savedKeys(after, counting)
    assert.strictEqual(made, 2)
  })

  it("must tell apart what ids tell apart", () => {
    const oneKey = { key: () => "same", id: (row: string) => row }
    const empty = KnownRows.begin<string>(noKeys, false)
    const after = (rows: ReadonlyArray<string>) =>
      KnownRows.after(empty, KnownRows.sift(rows, [], empty, oneKey), oneKey, undefined)
    assert.throws(() => KnownRows.savedKeys(after(["a", "b"]), oneKey), /identity\.key gives one key/)
    assert.deepStrictEqual(KnownRows.savedKeys(after(["a"]), oneKey), { older: [], newer: ["same"] })
  })
})

/**
 * A checkpoint resumes the traversal that made it, and no other; older versions are read too.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Checkpoint } from "@effect-piggy/core"
import { noEvidence } from "../../src/internal/paging/listEnd.ts"
import * as Resume from "../../src/internal/paging/resume.ts"

const filter = { status: "sent", after: { day: 1, month: 2 }, tags: ["b", "a"] }
const scope: Resume.Scope = { origin: "https://api.example", path: "/v3/letters", filter, pageSize: 3 }

const evidence = {
  read: 5,
  delivered: 4,
  longest: 3,
  shortest: 2,
  last: 1,
  said: { echo: 2, lastPage: 3, total: 7 },
  idle: 1,
  idleFull: true,
  uneven: true,
  resumedElsewhere: true
}

const keys = { older: ["a", "b"], newer: ["c"], cut: [] }

const made = (options: Partial<Parameters<typeof Resume.makeCheckpoint>[1]> = {}): Checkpoint.Checkpoint =>
  Resume.makeCheckpoint(scope, {
    filterDigest: Resume.filterDigest(scope.filter),
    page: 4,
    keys,
    evidence,
    moved: true,
    now: 1_700_000_000_000,
    ...options
  })

/** As versions 1 and 2 kept the filter and, in 2, the list's own path. */
const old = (version: 1 | 2, options: Partial<Checkpoint.Checkpoint> = {}): Checkpoint.Checkpoint => {
  const { evidence: _, path: __, ...rest } = made()
  return { ...rest, version, filter: scope.filter, ...(version === 2 ? { path: "/letters" } : {}), ...options }
}

describe("a checkpoint holds", () => {
  it("the scope, the place, the keys and the evidence", () => {
    const { read, ...shown } = evidence
    assert.deepStrictEqual(made(), {
      version: 3,
      origin: scope.origin,
      path: scope.path,
      filter: Resume.filterDigest(scope.filter),
      pageSize: 3,
      page: 4,
      seen: read,
      longest: 3,
      keys: [["a", "b"], ["c"]],
      evidence: { ...shown, at: 1_700_000_000_000, moved: true }
    })
  })

  it("the rows that were delivered from a page that was cut", () => {
    assert.deepStrictEqual(made({ keys: { ...keys, cut: ["d"] } }).keys, [["a", "b"], ["c"], ["d"]])
  })

  it("null where no page came before, and no meta where there was none", () => {
    const { evidence: first, longest } = made({ evidence: noEvidence, moved: false })
    assert.deepStrictEqual(first, {
      at: 1_700_000_000_000,
      delivered: 0,
      longest: 0,
      shortest: null,
      last: null,
      idle: 0,
      idleFull: false,
      moved: false,
      uneven: false,
      resumedElsewhere: false
    })
    assert.strictEqual(longest, 0)
  })
})

describe("the digest of a filter", () => {
  it("is the same in every release: checkpoints of older ones are compared with it", () => {
    assert.strictEqual(Resume.filterDigest(filter), "2dab715395ddc4dc")
  })
})

describe("what a checkpoint holds is read back", () => {
  it("as it was", () => {
    assert.deepStrictEqual(Resume.evidenceOf(made()), evidence)
    assert.deepStrictEqual(Resume.evidenceOf(made({ evidence: noEvidence })), noEvidence)
    assert.deepStrictEqual(Resume.savedKeys(made({ keys: { ...keys, cut: ["d"] } })), { ...keys, cut: ["d"] })
  })

  it("from version 1, which holds less", () => {
    assert.deepStrictEqual(Resume.evidenceOf(old(1)), { ...noEvidence, read: 5, delivered: 5, longest: 3 })
    assert.deepStrictEqual(Resume.savedKeys({ ...old(1), keys: [] }), { older: [], newer: [], cut: [] })
    assert.deepStrictEqual(Resume.savedKeys({ ...old(1), keys: [["a"]] }), { older: ["a"], newer: [], cut: [] })
  })
})

describe("a checkpoint resumes", () => {
  it("the traversal that made it, in any version", () => {
    assert.isUndefined(Resume.refusal(made(), scope))
    assert.isUndefined(Resume.refusal(old(1), scope))
    assert.isUndefined(Resume.refusal(old(2), scope))
  })

  it("with the same filter in another order of its fields", () => {
    const turned = { ...scope, filter: { tags: ["b", "a"], after: { month: 2, day: 1 }, status: "sent" } }
    assert.isUndefined(Resume.refusal(made(), turned))
    assert.isUndefined(Resume.refusal(old(2), turned))
  })
})

describe("a checkpoint of another traversal", () => {
  const refusals: ReadonlyArray<readonly [string, unknown, Resume.Scope, RegExp]> = [
    ["if it is none", { page: 3 }, scope, /not a checkpoint of version 1 to 3: decode it/],
    ["if it is nothing at all", null, scope, /not a checkpoint/],
    ["on another host", made(), { ...scope, origin: "https://other.example" }, /made at https:\/\/api\.example/],
    ["for another list", made(), { ...scope, path: "/v3/words" }, /another list than \/v3\/words/],
    ["for the list of another base URL", made(), { ...scope, path: "/v4/v3/letters" }, /another list/],
    ["for another list than version 2 says", old(2), { ...scope, path: "/v3/words" }, /another list/],
    ["with another page size", made(), { ...scope, pageSize: 4 }, /made with pageSize 3, got 4/],
    ["with another filter", made(), { ...scope, filter: {} }, /another filter: give the same filter/],
    ["with another filter than version 2 has", old(2), { ...scope, filter: {} }, /another filter/],
    [
      "with the values of a list in another order",
      made(),
      { ...scope, filter: { ...filter, tags: ["a", "b"] } },
      /filter/
    ],
    ["with no value where there was one", made(), { ...scope, filter: { ...filter, after: null } }, /filter/]
  ]
  for (const [what, checkpoint, other, words] of refusals) {
    it(`is refused, with what to do: ${what}`, () => assert.match(Resume.refusal(checkpoint, other) ?? "", words))
  }

  it("is refused if version 2 holds a filter that cannot be written as text", () => {
    const circular: { self?: unknown } = {}
    circular.self = circular
    assert.match(Resume.refusal(old(2, { filter: circular }), scope) ?? "", /another filter/)
  })
})

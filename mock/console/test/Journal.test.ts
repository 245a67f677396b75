import { assert, describe, it } from "@effect/vitest"
import type { Entry } from "../../src/Journal.ts"
import * as Journal from "../src/Journal.ts"

const entry = (id: number, more: Partial<Entry> = {}): Entry => ({
  id,
  at: id * 1000,
  duration: 1,
  method: "GET",
  path: "/api/v3/oauth/clients/referrals",
  query: `page=${id}`,
  status: 200,
  client: "00000000",
  faults: [],
  violations: [],
  ...more
})
const upTo = (count: number): ReadonlyArray<Entry> => Array.from({ length: count }, (_, index) => entry(index + 1))
const ids = (entries: ReadonlyArray<Entry>): ReadonlyArray<number> => entries.map(({ id }) => id)

describe("the journal of the page", () => {
  it("is newest first, and takes an entry that comes twice or late once", () => {
    const state = Journal.added(Journal.added(Journal.empty, [entry(1), entry(4)]), [entry(2), entry(4)])
    assert.deepStrictEqual(ids(state.entries), [4, 2, 1])
  })

  it("forgets the oldest, and shows fewer than it remembers", () => {
    const state = Journal.added(Journal.empty, upTo(Journal.capacity + 20))
    assert.strictEqual(state.entries.length, Journal.capacity)
    assert.strictEqual(state.entries.at(-1)?.id, 21)
    const shown = Journal.shown(state, { onlyTrouble: false, pausedAt: undefined })
    assert.strictEqual(shown.length, Journal.shownAtMost)
    assert.strictEqual(shown[0]?.id, Journal.capacity + 20)
  })

  it("holds still while it is paused, and counts what came since", () => {
    const pausedAt = Journal.added(Journal.empty, upTo(3))
    const state = Journal.added(pausedAt, upTo(5))
    const view = { onlyTrouble: false, pausedAt }
    assert.deepStrictEqual(ids(Journal.shown(state, view)), [3, 2, 1])
    assert.strictEqual(Journal.waiting(state, view), 2)
    assert.strictEqual(Journal.waiting(state, { ...view, pausedAt: undefined }), 0)
  })

  it("finds every kind of trouble: refusals, resets, cut bodies and violations", () => {
    const violation = { side: "request", location: ["query"], severity: "warning", message: "odd" } as const
    const state = Journal.added(Journal.empty, [
      entry(1),
      entry(2, { status: 429 }),
      entry(3, { status: 0, faults: ["connection reset"] }),
      entry(4, { faults: ["latency 20 ms"] }),
      entry(5, { faults: ["truncated body"] }),
      entry(6, { violations: [violation] })
    ])
    assert.deepStrictEqual(ids(Journal.shown(state, { onlyTrouble: true, pausedAt: undefined })), [6, 5, 3, 2])
  })
})

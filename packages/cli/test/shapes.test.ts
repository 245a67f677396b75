/**
 * What is decided without a process: the progress line, tables and bars, and the classes of a chart.
 */
import { assert, describe, it } from "@effect/vitest"
import { Insights, PiggyError } from "@effect-piggy/core"
import * as ExitCode from "../src/ExitCode.ts"
import * as InsightsText from "../src/InsightsText.ts"
import * as Progress from "../src/Progress.ts"
import * as Charts from "../src/report/Charts.ts"
import * as Table from "../src/Table.ts"

const page = {
  _tag: "PageRead",
  operation: "Referrals.pages",
  noun: "referrals",
  page: 1,
  items: 100,
  attempts: 1,
  duration: 5
} as const
const narrowed = { _tag: "Narrowed", opensIn: 2000, perSecond: undefined } as const

describe("the progress line", () => {
  it("counts pages and referrals, and says what is waited for until it is over", () => {
    let progress = Progress.start(0)
    assert.strictEqual(Progress.line(progress, 0, 80), "0 pages  0 referrals")
    progress = Progress.after(progress, page, 100)
    assert.strictEqual(Progress.line(progress, 1000, 80), "1 page  100 referrals  100/s")
    progress = Progress.after(progress, narrowed, 1000)
    assert.match(Progress.line(progress, 1500, 80), / {2}waiting 2 s: the server limits requests$/)
    progress = Progress.after(progress, { ...narrowed, opensIn: 0, perSecond: 0.98 }, 1600)
    assert.match(Progress.line(progress, 2100, 80), / {2}waiting 1 s: the server limits requests$/)
    assert.notMatch(Progress.line(progress, 3000, 80), /waiting/)
    progress = Progress.after(progress, { _tag: "Waiting", operation: "", page: 2, wait: 900 }, 3000)
    assert.match(Progress.line(progress, 3000, 80), / {2}waiting 1 s: the server allows 0\.98\/s$/)
  })

  it("is never as wide as the terminal, which would break it", () => {
    const progress = Progress.after(Progress.after(Progress.start(0), page, 0), narrowed, 600)
    for (let width = 1; width < 100; width++)
      assert.isBelow(Progress.line(progress, 700, width).length, Math.max(2, width))
  })
})

describe("a table", () => {
  it("cuts by what a terminal shows, not by letters", () => {
    assert.strictEqual(Table.fit("漢字漢字", 5), "漢字…")
    assert.strictEqual(Table.fit("漢字", 4), "漢字")
    assert.strictEqual(Table.fit("👩‍👩‍👧@example.com", 4), "👩‍👩‍👧@…")
    assert.strictEqual(Table.fit("abc", 0), "")
  })

  it("gives the room that a narrow column leaves to a wide one", () => {
    const columns = [
      { heading: "A", cut: "never" },
      { heading: "B", cut: "end" },
      { heading: "C", cut: "end" }
    ] as const
    assert.deepStrictEqual(Table.widths([10, 8, 90], columns, 60), [10, 8, 38])
    assert.deepStrictEqual(Table.widths([10, 80, 90], columns, 60), [10, 23, 23])
  })
})

describe("a bar", () => {
  it("is as long as its share, and what is more than nothing can be seen", () => {
    assert.strictEqual(InsightsText.bar(1, 4), "████")
    assert.strictEqual(InsightsText.bar(0.5, 4), "██")
    assert.strictEqual(InsightsText.bar(0.0001, 4), "▏")
    assert.strictEqual(InsightsText.bar(0, 4), "")
  })
})

describe("what looks odd", () => {
  it("is told in words for one and for several", () => {
    const row = (by: string, of: string) => ({
      uuid: `${by}>${of}`,
      status: "completed",
      referring_contact: { uuid: by, email: null },
      referred_contact: { uuid: of, email: null }
    })
    const odd = (...rows: ReadonlyArray<ReturnType<typeof row>>) => {
      const lines = InsightsText.lines(Insights.summarize(Insights.add(Insights.empty(), rows)), {
        isTerminal: false,
        width: 80,
        hasColor: false
      })
      return lines.slice(lines.indexOf("What looks odd") + 1, -1)
    }
    assert.deepStrictEqual(odd(row("a", "b")), ["  nothing"])
    assert.deepStrictEqual(odd(row("a", "a"), row("x", "y"), row("y", "x")), [
      "  1 referral of contacts to themselves",
      "  1 circle"
    ])
    assert.deepStrictEqual(odd(row("a", "b"), row("a", "b"), row("c", "b"), row("a", "c"), row("b", "c")), [
      "  2 contacts referred more than once",
      "  1 pair of contacts more than once",
      "  1 id more than once",
      "  1 circle"
    ])
  })
})

describe("sizes of trees", () => {
  it("lose no tree by being put in classes", () => {
    const sizes = [1, 2, 4, 5, 9, 10, 39, 40, 377, 10_000].map((contacts, index) => ({ contacts, trees: index + 1 }))
    const classes = Charts.sizeClasses(sizes)
    assert.strictEqual(
      classes.reduce((sum, { trees }) => sum + trees, 0),
      55
    )
    assert.deepStrictEqual(
      classes.slice(0, 6).map(({ label }) => label),
      ["1", "2", "3", "4", "5–9", "10–19"]
    )
    assert.deepStrictEqual(Charts.sizeClasses([]), [])
  })
})

describe("an exit code", () => {
  it("is of the reason that a call failed with", () => {
    const failed = (reason: PiggyError.Reason) =>
      new PiggyError.PiggyError({ operation: "Referrals.list", reason, attempts: 1 })
    assert.strictEqual(ExitCode.of(failed(new PiggyError.Unauthorized({ status: 401 }))), 3)
    assert.strictEqual(ExitCode.of(failed(new PiggyError.RateLimited({ status: 429 }))), 4)
    assert.strictEqual(ExitCode.of(failed(new PiggyError.PaginationStalled({ page: 3, detail: "" }))), 5)
    assert.strictEqual(
      ExitCode.of(failed(new PiggyError.Unreachable({ host: "http://127.0.0.1:1", isRetryable: true }))),
      1
    )
    assert.strictEqual(ExitCode.of(new Error("what")), 1)
  })
})

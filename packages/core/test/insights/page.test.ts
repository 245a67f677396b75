/**
 * The page "Insights": its program runs, its worked example is what the SDK counts, and no figure is missing.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Insights } from "@effect-piggy/core"
import { programOf } from "../program.ts"
import { row } from "./rows.ts"

const { page, run, shown, source } = programOf("insights")

const cells = (line: string): ReadonlyArray<string> =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim())
const rowsAfter = (heading: string): ReadonlyArray<ReadonlyArray<string>> => {
  const [, table = ""] = page.slice(page.indexOf(heading)).split("\n| --- |")
  return table.split("\n\n")[0]?.split("\n").slice(1).map(cells) ?? []
}

const rows = rowsAfter("| referral | by | of |").map(([id = "", by = "", of = "", status = ""]) =>
  row(by, of, status, id)
)
const insights = Insights.summarize(Insights.add(Insights.empty(), rows))

/** What stands at a path such as `leaderboard.top[0].contact`. */
const at = (path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter((part) => part !== "")
    .reduce<unknown>(
      (value, part) => (typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined),
      insights
    )

describe("docs/insights.md", () => {
  it("shows the program that is run here", () => {
    assert.strictEqual(shown, source)
  })

  it("has a worked example that is right", () => {
    assert.lengthOf(rows, 7)
    const figures = rowsAfter("| figure | value | because |")
    assert.isAbove(figures.length, 10)
    for (const [path = "", value = ""] of figures) {
      const name = path.replaceAll("`", "")
      assert.deepStrictEqual(at(name), JSON.parse(value.replaceAll("`", "")), name)
    }
  })

  it("says of every figure what it is", () => {
    for (const name of Object.keys(insights)) assert.match(page, new RegExp(`^\\| \`${name}[.\`]`, "m"), name)
    for (const name of Object.keys(insights.anomalies)) assert.include(page, `\n| \`anomalies.${name}\` |`)
  })

  it.live("prints what the mock's program achieved", () =>
    Effect.gen(function* () {
      const { dataset, url } = yield* MockServer.MockServer
      const printed = yield* run({ PIGGY_BASE_URL: url })
      const [completed, failed] = [dataset.count({ status: "completed" }), dataset.count({ status: "failed" })]
      const conversion = ((100 * completed) / (completed + failed)).toFixed(1)
      assert.include(printed, `${dataset.count({})} referrals, ${conversion} % of those decided are completed\n`)
      assert.match(printed, /^1\. \S+: \d+$/m)
    }).pipe(Effect.provide(MockServer.layer({ referrals: 700 })))
  )
})

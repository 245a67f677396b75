/**
 * The benchmarks page: its charts and its lists are what the measured figures say.
 */
import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { numberIn, pairsOf, rowsOf, shareOfBound } from "../bench/chartFigures.ts"

describe("the benchmarks page", { timeout: 120_000 }, () => {
  it("and its charts show what RESULTS.md says: `pnpm bench:page` draws them", async () => {
    const page = fileURLToPath(new URL("../bench/chartPage.ts", import.meta.url))
    const { stderr } = await promisify(execFile)(process.execPath, [page, "--check"])
    assert.strictEqual(stderr, "")
  })
})

describe("figures that are read back from a RESULTS.md", () => {
  const results = `# Results

Machine: 2 × fast.

## latency

| figure | measured | should be | met |
| --- | --- | --- | --- |
| a page | 107 ms |  |  |
| times as fast | 3.50 | ≥ 7 | no |
| against the ideal | 1.10 | ≤ 2.2 | yes |
`

  it("have their part, bound and verdict", () => {
    assert.deepStrictEqual(rowsOf(results), [
      { part: "latency", name: "a page", measured: "107 ms", bound: "", isMet: true },
      { part: "latency", name: "times as fast", measured: "3.50", bound: "≥ 7", isMet: false },
      { part: "latency", name: "against the ideal", measured: "1.10", bound: "≤ 2.2", isMet: true }
    ])
  })

  it("are a share of their bound, whichever side of it is the right one", () => {
    assert.deepStrictEqual(
      rowsOf(results)
        .filter(({ bound }) => bound !== "")
        .map(shareOfBound),
      [2, 0.5]
    )
  })

  it("may have another beside them", () => {
    const [pair] = pairsOf(
      "| heap | 162.6 MB (resident 566 MB) | with 1,000 of them 72.5 MB | at most 200 MB more | yes |"
    )
    assert.deepStrictEqual([numberIn(pair?.measured ?? ""), numberIn(pair?.beside ?? "")], [162.6, 72.5])
  })
})

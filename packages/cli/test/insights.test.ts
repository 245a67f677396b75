/**
 * `piggy insights`: the figures against SQL over the same rows, the report in a browser, and who sees an email.
 */
import { assert, describe, it } from "@effect/vitest"
import { Insights } from "@effect-piggy/core"
import { MockServer } from "@effect-piggy/mock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { stripVTControlCharacters } from "node:util"
import type { Page } from "playwright-core"
import * as Chromium from "./chromium.ts"
import { figuresOf } from "./figures.ts"
import * as Piggy from "./piggy.ts"

/** The numbers of a table, row by row: the value that stands beside what is read, or else the text. */
const tableOf = (page: Page, id: string): Promise<Array<Array<string | number>>> =>
  page.locator(`#${id} tbody tr`).evaluateAll((rows) =>
    rows.map((row) =>
      [...row.querySelectorAll("td")].map((cell) => {
        const value = cell.querySelector("data")?.getAttribute("value")
        return value === null || value === undefined ? (cell.textContent ?? "") : Number(value)
      })
    )
  )

const tile = (page: Page, id: string) => page.locator(`#${id} data`).getAttribute("value").then(Number)

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Insights.Insights))

describe("the insights of a program", () => {
  it.live(
    "are in the report, number by number, what DuckDB counts of the same rows",
    () =>
      Effect.gen(function* () {
        const folder = yield* Piggy.folder
        const [report, rows] = [join(folder, "report.html"), join(folder, "all.parquet")]
        const { code, stderr } = yield* Piggy.run(["insights", "--html", report])
        assert.strictEqual(code, 0, stderr)
        yield* Piggy.run(["export", "--out", rows])
        const figures = yield* figuresOf(rows)

        const browser = yield* Chromium.browser
        const page = yield* Effect.promise(() => browser.newPage())
        yield* Effect.promise(() => page.goto(pathToFileURL(report).href))
        const read = (id: string) => Effect.promise(() => tableOf(page, id))
        for (const id of ["total", "completed", "conversion", "top10"]) {
          assert.strictEqual(yield* Effect.promise(() => tile(page, id)), figures.totals[id], id)
        }
        const valuesOf = (found: ReadonlyArray<object>) => found.map((row): Array<unknown> => Object.values(row))
        assert.deepStrictEqual<Array<Array<unknown>>>(yield* read("statuses"), valuesOf(figures.statuses))
        assert.deepStrictEqual<Array<Array<unknown>>>(yield* read("leaderboard"), valuesOf(figures.leaderboard))
        assert.deepStrictEqual<Array<Array<unknown>>>(yield* read("concentration"), valuesOf(figures.concentration))
        assert.deepStrictEqual<Array<unknown>>(
          (yield* read("trees")).map(([, value]) => value),
          [figures.trees["trees"], figures.trees["contacts"], figures.trees["referrals"], figures.chains["depth"]]
        )
        assert.deepStrictEqual<Array<unknown>>(
          (yield* read("anomalies")).slice(0, 4).map(([, found]) => found),
          Object.values(figures.anomalies)
        )
      }).pipe(Effect.scoped, Piggy.withMock({ referrals: 2537 })),
    { skip: Chromium.isSkipped }
  )

  it.live(
    "are a page that loads nothing and runs nothing, fits a phone, and follows the reader's theme",
    () =>
      Effect.gen(function* () {
        const report = join(yield* Piggy.folder, "report.html")
        yield* Piggy.run(["insights", "--html", report])
        assert.notMatch(readFileSync(report, "utf8"), /<script|\sstyle=|\son[a-z]+=|https?:\/\/(?!www\.w3\.org)/)

        const browser = yield* Chromium.browser
        const open = (colorScheme: "light" | "dark") =>
          Effect.promise(async () => {
            const page = await browser.newPage({ viewport: { width: 390, height: 800 }, colorScheme })
            const asked: Array<string> = []
            const told: Array<string> = []
            page.on("request", (request) => asked.push(request.url()))
            page.on("console", (message) => told.push(message.text()))
            await page.goto(pathToFileURL(report).href)
            return {
              asked,
              told,
              width: await page.evaluate(() => document.documentElement.scrollWidth),
              // A bar of the first chart, and the page behind it.
              fill: await page
                .locator(".narrow svg [fill='var(--completed)']")
                .first()
                .evaluate((bar) => getComputedStyle(bar).fill),
              ground: await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
              shown: await page.locator("figure svg:visible").count()
            }
          })
        const [light, dark] = [yield* open("light"), yield* open("dark")]
        for (const page of [light, dark]) {
          assert.deepStrictEqual(page.asked, [pathToFileURL(report).href])
          assert.deepStrictEqual(page.told, [])
          assert.strictEqual(page.width, 390)
          assert.strictEqual(page.shown, 4)
        }
        assert.notStrictEqual(light.fill, dark.fill)
        assert.notStrictEqual(light.ground, dark.ground)
      }).pipe(Effect.scoped, Piggy.withMock({ referrals: 300 })),
    { skip: Chromium.isSkipped }
  )

  it.live("name no email that was not asked for, on any way out", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      const report = join(folder, "report.html")
      const emails = (yield* Piggy.rows).flatMap(({ referring_contact: { email } }) => email ?? [])
      const isNamed = (text: string) => emails.some((email) => text.includes(email))
      const written = () => readFileSync(report, "utf8")

      const without = yield* Piggy.run(["insights", "--html", report])
      assert.isFalse(isNamed(without.stdout + without.stderr + written()))
      assert.isFalse(isNamed((yield* Piggy.run(["insights", "--json"])).stdout))

      const asked = yield* Piggy.run(["insights", "--html", report, "--show-emails"])
      assert.isTrue(isNamed(asked.stdout))
      assert.isTrue(isNamed(written()))
      assert.isTrue(isNamed((yield* Piggy.run(["insights", "--json", "--show-emails"])).stdout))
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 120 }))
  )

  it.live("are the same of a file as of the API, and the same as JSON", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      const { stdout } = yield* Piggy.run(["insights", "--json"])
      assert.strictEqual(decode(stdout).total, 450)
      for (const name of ["all.json", "all.ndjson"]) {
        yield* Piggy.run(["export", "--out", join(folder, name)])
        const ofFile = yield* Piggy.run(["insights", "--json", "--from", join(folder, name)], {
          PIGGY_API_KEY: undefined
        })
        assert.strictEqual(ofFile.code, 0, ofFile.stderr)
        assert.strictEqual(ofFile.stdout, stdout)
      }
      for (const [text, words] of [
        ["{}\n", /line 1: no referral/],
        ["not json\n", /line 1: no referral/]
      ] as const) {
        writeFileSync(join(folder, "odd.ndjson"), text)
        const odd = yield* Piggy.run(["insights", "--from", join(folder, "odd.ndjson")])
        assert.strictEqual(odd.code, 2)
        assert.match(odd.stderr, words)
      }
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 450 }))
  )

  it.live("are not counted for a report that could not be written", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const folder = yield* Piggy.folder
      const missing = yield* Piggy.run(["insights", "--html", join(folder, "missing", "report.html")])
      assert.strictEqual(missing.code, 1)
      assert.match(missing.stderr, /report\.html cannot be written: NotFound; does the folder .*missing exist/)
      const taken = yield* Piggy.run(["insights", "--html", folder])
      assert.match(taken.stderr, /^piggy: --html: path is not a file: /)
      assert.strictEqual((yield* mock.counts).requests, 0)
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 5 }))
  )

  it.live("of a list whose end is in doubt say so everywhere, and end with 5", () =>
    Effect.gen(function* () {
      const report = join(yield* Piggy.folder, "report.html")
      const { code, stderr, stdout } = yield* Piggy.run(["insights", "--html", report])
      assert.strictEqual(code, 5)
      assert.match(stdout, /50 referrals, not proven complete\n$/)
      assert.match(stderr, /the end of the list is in doubt: nothing shows that this is the end\n$/)
      assert.match(readFileSync(report, "utf8"), /Not every referral may be here: the end of the list is in doubt/)
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 50, scenario: { paging: "ignored" } }))
  )

  it.live("of no referral are no figure at all, and no conversion of 0 %", () =>
    Effect.gen(function* () {
      const report = join(yield* Piggy.folder, "report.html")
      const { code, stdout } = yield* Piggy.run(["insights", "--html", report])
      assert.strictEqual(code, 0)
      assert.match(stdout, /^no referrals: nothing to count\n/)
      const text = readFileSync(report, "utf8")
      assert.match(text, /id="conversion">\s*<dt>Conversion<\/dt>\s*<dd>no data/)
      assert.include(text, "No referrals")
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 0 }))
  )

  it.live("are escaped, whatever a status or an email is", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      const [rows, report] = [join(folder, "rows.ndjson"), join(folder, "report.html")]
      const contact = { uuid: "<img src=x>", email: '"><script>alert(1)</script>' }
      const row = { uuid: "1", referring_contact: contact, referred_contact: contact, status: "<b>\u001b[2J" }
      writeFileSync(rows, `${JSON.stringify(row)}\n`)
      const { code, stdout } = yield* Piggy.run(["insights", "--from", rows, "--html", report, "--show-emails"])
      assert.strictEqual(code, 0)
      assert.notInclude(stdout, "\u001b[2J")
      assert.isTrue(existsSync(report))
      assert.notMatch(readFileSync(report, "utf8"), /<img|<script|<b>/)
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 1 }))
  )

  for (const [columns, runOn, skip] of [
    [60, Piggy.runOnScreen, false],
    [80, Piggy.runOnTerminal, Piggy.hasNoTerminal],
    [160, Piggy.runOnScreen, false]
  ] as const) {
    it.live(
      `fit a terminal of ${columns} columns`,
      () =>
        Effect.gen(function* () {
          const { stdout } = yield* runOn(["insights"], columns)
          const lines = stripVTControlCharacters(stdout.split("\r\u001b[2K").at(-1) ?? "").split("\r\n")
          const bars = lines.filter((line) => line.includes("█"))
          assert.isAtLeast(bars.length, 10)
          for (const bar of bars) assert.isAtMost(bar.length, columns, bar)
          assert.strictEqual(lines.at(-2), "450 referrals, complete")
        }).pipe(Piggy.withMock({ referrals: 450 })),
      { skip }
    )
  }
})

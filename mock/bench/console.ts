/**
 * What the console page costs the browser: its first paint, and its main thread beside a client at 200 requests a second
 * with 10,000 requests in the list.
 *
 * Run: `pnpm --filter @effect-piggy/mock bench:console`. Needs Chromium, as the tests do. Writes `RESULTS-CONSOLE.md`.
 * The main thread is measured by its own clock: what else runs on the machine does not count, but for the first paint.
 */
import autocannon from "autocannon"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import type { Browser, Page } from "playwright-core"
import { startMockServer } from "../src/index.ts"
import { launch } from "../test/chromium.ts"
import { median } from "./measure.ts"

const path = "/api/v3/oauth/clients/referrals"
const headers = { authorization: "Bearer bench" }
const requestsBefore = 10_000
const perSecond = 200
const seconds = 10
const openings = 5

interface Figure {
  readonly what: string
  readonly measured: string
  readonly wanted: string
  readonly holds: boolean
}

const figures: Array<Figure> = []
const tell = (figure: Figure): void => {
  figures.push(figure)
  const { holds, measured, wanted, what } = figure
  console.log(`${holds ? "ok    " : "MISSED"} ${what}: ${measured} (wanted: ${wanted})`)
}

const viewport = { width: 1440, height: 900 }

/** Milliseconds that a page's main thread has worked. */
const clockOf = async (page: Page): Promise<() => Promise<number>> => {
  const session = await page.context().newCDPSession(page)
  await session.send("Performance.enable", { timeDomain: "threadTicks" })
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics")
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN)
  }
}

interface Opening {
  /** Milliseconds until something was to be seen. */
  readonly paint: number
  /** Milliseconds that the main thread worked until the page had loaded. */
  readonly work: number
}

/** Opens the page as somebody does who never has before: nothing of it is cached. */
const openOnce = async (browser: Browser, url: string): Promise<Opening> => {
  const page = await browser.newPage({ viewport })
  const worked = await clockOf(page)
  await page.goto(url)
  await page.getByText("live", { exact: true }).waitFor()
  const paint = await page.evaluate<number>(
    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN"
  )
  const work = await worked()
  await page.close()
  return { paint, work }
}

interface Beside {
  /** The share of a core that the main thread took, in percent. */
  readonly share: number
  /** Requests a second that there were. */
  readonly rate: number
}

const workBeside = async (url: string, worked: () => Promise<number>): Promise<Beside> => {
  const started = performance.now()
  const before = await worked()
  const { requests } = await autocannon({
    url,
    headers,
    connections: 10,
    overallRate: perSecond,
    duration: seconds,
    requests: Array.from({ length: 200 }, (_, index) => ({ path: `${path}?limit=5&page=${index + 1}` }))
  })
  return { share: (100 * ((await worked()) - before)) / (performance.now() - started), rate: requests.average }
}

const built = new URL("../console/dist", import.meta.url).pathname
const sizes = readdirSync(built, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile())
  .map(({ name, parentPath }) => gzipSync(readFileSync(join(parentPath, name))).length)
const size = sizes.reduce((sum, one) => sum + one, 0)
tell({
  what: "All files of the page, gzip",
  measured: `${(size / 1000).toFixed(1)} kB`,
  wanted: "at most 90 kB",
  holds: size <= 90_000
})

const mock = await startMockServer({ referrals: 1000 })
const browser = await launch()
const opened = await Array.fromAsync(Array.from({ length: openings }), () => openOnce(browser, mock.url))
const paint = median(opened.map((one) => one.paint))
const work = median(opened.map((one) => one.work))
tell({
  what: `First paint of a page that nobody has opened before, median of ${openings}`,
  measured: `${Math.round(paint)} ms, of which the main thread worked ${Math.round(work)} ms at most`,
  wanted: "at most 500 ms",
  holds: paint <= 500
})

await autocannon({ url: `${mock.url}${path}?limit=5`, headers, connections: 10, amount: requestsBefore })
const page = await browser.newPage({ viewport })
const worked = await clockOf(page)
await page.goto(mock.url)
await page.getByText(`${requestsBefore.toLocaleString("en")} requests`).waitFor()
const shares: ReadonlyArray<readonly [what: string, search: string]> = [
  ["Main thread", ""],
  ["Main thread with a search", "page=7"]
]
await Array.fromAsync(shares, async ([what, search]) => {
  await page.getByRole("searchbox").fill(search)
  const { rate, share } = await workBeside(mock.url, worked)
  tell({
    what: `${what} beside ${perSecond} requests a second, ${requestsBefore.toLocaleString("en")} in the list`,
    measured: `${share.toFixed(1)}% of a core beside ${rate.toFixed(0)}`,
    wanted: "at most 25%",
    // A machine that is too busy for the client measures nothing.
    holds: share <= 25 && rate >= 0.95 * perSecond
  })
})
await browser.close()
await mock.close()

const rows = figures.map(
  ({ holds, measured, wanted, what }) => `| ${what} | ${measured} | ${wanted} | ${holds ? "yes" : "**no**"} |`
)
writeFileSync(
  new URL("RESULTS-CONSOLE.md", import.meta.url),
  `# The console page, measured

Command: \`pnpm --filter @effect-piggy/mock bench:console\`. Chromium without a window; ${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, Node ${process.version}.

| what | measured | wanted | holds |
| --- | --- | --- | --- |
${rows.join("\n")}
`
)
process.exitCode = figures.every(({ holds }) => holds) ? 0 : 1

/**
 * What the console page costs the browser: its first paint, and its main thread beside a client at 200 requests a second
 * with 10,000 requests in the list.
 *
 * Run: `pnpm --filter @effect-piggy/mock bench:console`. Needs Chromium, as the tests do.
 */
import { setTimeout as pause } from "node:timers/promises"
import type { Page } from "playwright-core"
import { startMockServer } from "../src/index.ts"
import { launch } from "../test/chromium.ts"

const path = "/api/v3/oauth/clients/referrals"
const requestsBefore = 10_000
const perSecond = 200
const seconds = 10

const ask = async (url: string, page: number): Promise<void> => {
  const response = await fetch(`${url}${path}?limit=5&page=${page}`, { headers: { authorization: "Bearer bench" } })
  await response.text()
}

const mock = await startMockServer({ referrals: 1000 })
const browser = await launch()

/** Seconds that a page's main thread has worked, by its own clock: what else runs on the machine does not count. */
const clockOf = async (page: Page): Promise<() => Promise<number>> => {
  const session = await page.context().newCDPSession(page)
  await session.send("Performance.enable", { timeDomain: "threadTicks" })
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics")
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN
  }
}

// First paint of a page that nobody has opened before.
const first = await browser.newPage({ viewport: { width: 1440, height: 900 } })
const workedFirst = await clockOf(first)
await first.goto(mock.url)
const paint = await first.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
const work = await workedFirst()
await first.close()

for (let asked = 0; asked < requestsBefore; asked += 20) {
  // oxlint-disable-next-line no-await-in-loop
  await Promise.all(Array.from({ length: 20 }, (_, index) => ask(mock.url, ((asked + index) % 200) + 1)))
}

const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
const worked = await clockOf(page)
await page.goto(mock.url)
await page.getByText(`${requestsBefore.toLocaleString("en")} requests`).waitFor()

const load = async (): Promise<number> => {
  const started = performance.now()
  const before = await worked()
  let asked = 0
  const open = new Set<Promise<void>>()
  while (performance.now() - started < seconds * 1000) {
    const due = Math.floor(((performance.now() - started) / 1000) * perSecond)
    for (; asked < due; asked++) {
      const one = ask(mock.url, (asked % 200) + 1)
      open.add(one)
      void one.finally(() => open.delete(one))
    }
    // oxlint-disable-next-line no-await-in-loop
    await pause(5)
  }
  await Promise.all(open)
  const spent = performance.now() - started
  const share = ((await worked()) - before) / (spent / 1000)
  process.stdout.write(
    `${Math.round(asked / (spent / 1000))} requests a second, ${await page
      .getByText(/ requests/)
      .first()
      .textContent()}: main thread ${(share * 100).toFixed(1)}% of a core\n`
  )
  return share
}

process.stdout.write(
  `first paint after ${Math.round(paint)} ms, for which the main thread worked ${Math.round(work * 1000)} ms at most\n`
)
await load()
await page.getByRole("searchbox").fill("page=7")
process.stdout.write("the same with a search: ")
await load()
await browser.close()
await mock.close()

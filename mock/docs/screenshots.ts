/**
 * Pictures of the console page for the docs, over a mock that a client has just read.
 *
 * Run: `pnpm --filter @effect-piggy/mock screenshots`; those in the repository were taken where the font Inter is installed.
 */
import type { Browser, Page } from "playwright-core"
import { startMockServer } from "../src/index.ts"
import { launch } from "../test/chromium.ts"

const api = "/api/v3/oauth/clients/referrals"

const pages = (query: string, ...numbers: ReadonlyArray<number>) => numbers.map((page) => `${query}&page=${page}`)

/** A client that makes mistakes, one request after the other. */
const read = async (url: string, queries: ReadonlyArray<string>): Promise<void> => {
  for (const query of queries) {
    const headers = { authorization: "Bearer client" }
    // oxlint-disable-next-line no-await-in-loop
    await fetch(`${url}${api}?${query}`, { headers }).then(
      (answer) => answer.text().catch(() => "truncated"),
      () => "reset"
    )
  }
}

interface Picture {
  readonly name: string
  readonly colorScheme: "light" | "dark"
  readonly width: number
  readonly height: number
}

const pictures: ReadonlyArray<Picture> = [
  { name: "console-light", colorScheme: "light", width: 1280, height: 948 },
  { name: "console-dark", colorScheme: "dark", width: 1280, height: 948 },
  { name: "console-narrow", colorScheme: "light", width: 390, height: 844 }
]

const settled = async (page: Page): Promise<void> => {
  await page.getByRole("region", { name: "Page of referrals" }).getByRole("row").nth(10).waitFor()
  await page.getByText("Page skipped").first().waitFor()
}

const take = async (browser: Browser, url: string, { colorScheme, height, name, width }: Picture): Promise<void> => {
  const page = await browser.newPage({ colorScheme, viewport: { width, height }, reducedMotion: "reduce" })
  await page.goto(url)
  await settled(page)
  await page.screenshot({ path: new URL(`${name}.png`, import.meta.url).pathname, animations: "disabled" })
  await page.close()
}

const mock = await startMockServer({ port: 4010, seed: "docs", scenario: { preset: "rate-limited" } })
await read(mock.url, pages("limit=100", 1, 2, 3, 5, 5, 6))
await fetch(`${mock.url}/__mock/scenario`, { method: "PUT", body: '{"preset":"flaky"}' })
await fetch(`${mock.url}/__mock/clock`, { method: "POST", body: '{"seconds":60}' })
await read(mock.url, [...pages("status=completed&limit=100", 1, 2, 3, 4, 5, 6, 7, 8, 9), "limit=250"])
const browser = await launch()
for (const picture of pictures) {
  // oxlint-disable-next-line no-await-in-loop
  await take(browser, mock.url, picture)
}
await browser.close()
await mock.close()

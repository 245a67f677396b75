/**
 * The console page of the test's server, as somebody sees it who opens it in Chromium.
 */
import * as Effect from "effect/Effect"
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core"
import { afterAll, beforeAll, expect } from "vitest"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"

/** How a page is seen, and whether axe may be put into it. */
interface Look {
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly colorScheme?: "light" | "dark"
  readonly bypassCSP?: boolean
}

const contextOptions: BrowserContextOptions = {
  reducedMotion: "reduce",
  permissions: ["clipboard-read", "clipboard-write"]
}

/** One browser for the tests of a file, and pages in it: each test's mock has an origin of its own, so that they share nothing. */
export const browserOfFile = () => {
  let browser: Browser | undefined
  const contexts = new Map<boolean, BrowserContext>()
  beforeAll(async () => {
    if (!Chromium.isSkipped) browser = await Chromium.launch()
  }, 60_000)
  afterAll(() => browser?.close())

  const contextFor = async (bypassCSP: boolean): Promise<BrowserContext> => {
    const known = contexts.get(bypassCSP)
    if (known !== undefined) return known
    const context = await browser?.newContext({ ...contextOptions, bypassCSP })
    if (context === undefined) throw new Error("the browser has not started")
    context.setDefaultTimeout(15_000)
    contexts.set(bypassCSP, context)
    return context
  }

  /** A new page, before it goes anywhere. */
  const blank = ({ bypassCSP = false, colorScheme = "light", viewport = { width: 1280, height: 900 } }: Look = {}) =>
    Effect.acquireRelease(
      Effect.promise(async () => {
        const page = await (await contextFor(bypassCSP)).newPage()
        await page.setViewportSize(viewport)
        await page.emulateMedia({ colorScheme })
        return page
      }),
      (page) => Effect.promise(() => page.close())
    )

  /** The console page, once it listens. @param path what stands behind the mock's URL */
  const open = Effect.fnUntraced(function* (path = "/", look: Look = {}) {
    const { url } = yield* MockServer.MockServer
    const page = yield* blank(look)
    yield* Effect.promise(async () => {
      await page.goto(url + path)
      await page.getByText("live", { exact: true }).waitFor()
    })
    return page
  })
  return { blank, open }
}

/** The list of requests, and what is in it; the first row is the newest. */
export const requests = (page: Page): Locator => page.getByRole("grid", { name: "Requests" })
export const requestRows = (page: Page): Locator => requests(page).locator(".list-row")
/** The statuses in sight, newest first. */
export const statuses = (page: Page): Locator => requests(page).locator(".code")
export const detail = (page: Page): Locator => page.getByRole("complementary", { name: /^Request/ })
/** Waits until parts of the page say this, one after the other. */
export const says = (parts: Locator, texts: ReadonlyArray<string>): Promise<void> =>
  expect.poll(() => parts.allTextContents(), { timeout: 15_000 }).toEqual(texts)

/** The table of rows. */
export const rows = (page: Page): Locator => page.getByRole("region", { name: "Page of rows" })

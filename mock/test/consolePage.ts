/**
 * The console page of the test's server, as somebody sees it who opens it in Chromium.
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"

/** One browser for the tests of a file, and pages in it that share nothing. */
export const browserOfFile = () => {
  let browser: Browser | undefined
  beforeAll(async () => {
    if (!Chromium.isSkipped) browser = await Chromium.launch()
  }, 60_000)
  afterAll(() => browser?.close())

  const newPage = (options: BrowserContextOptions) =>
    Effect.acquireRelease(
      Effect.promise(async () => {
        const context = await browser?.newContext({ reducedMotion: "reduce", ...options })
        if (context === undefined) throw new Error("the browser has not started")
        context.setDefaultTimeout(15_000)
        return context
      }),
      (context) => Effect.promise(() => context.close())
    ).pipe(Effect.flatMap((context) => Effect.promise(() => context.newPage())))

  /** A new page, before it goes anywhere. */
  const blank = (options: BrowserContextOptions = {}) => newPage(options)

  /** The console page, once it has read what it shows. */
  const open = Effect.fnUntraced(function* (options: BrowserContextOptions = {}) {
    const { url } = yield* MockServer.MockServer
    const page = yield* newPage(options)
    yield* Effect.promise(async () => {
      await page.goto(url)
      await page.getByText("live", { exact: true }).waitFor()
      await referrals(page).locator("tbody tr, .empty").first().waitFor()
    })
    return page
  })
  return { blank, open }
}

export const referrals = (page: Page): Locator => page.getByRole("region", { name: "Page of referrals" })
export const requests = (page: Page): Locator => page.getByRole("region", { name: "Requests" })
/** The statuses in the journal, newest first. */
export const statuses = (page: Page): Promise<Array<string>> => requests(page).locator("tbody .code").allTextContents()

/** Waits until the rows in sight are these, in this order. */
export const seesRows = async (page: Page, uuids: ReadonlyArray<string>): Promise<void> => {
  const cells = referrals(page).locator("tbody td.uuid")
  const [first] = uuids
  if (first !== undefined) await cells.first().filter({ hasText: first }).waitFor()
  assert.deepStrictEqual(await cells.allTextContents(), [...uuids])
}

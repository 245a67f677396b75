import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"
import { browserOfFile, detail, requestRows, requests } from "./consolePage.ts"
import { list } from "./http.ts"

const { open } = browserOfFile()

/** What can be pressed and is smaller than WCAG 2.2 allows; a radio button is pressed by its label. */
const smallTargets = `[...document.querySelectorAll("main a:not(.request-link), header a, nav a, button, input, select, summary")]
  .map((part) => part.closest("label") ?? part)
  .filter((part) => part.offsetWidth > 0 && (part.offsetHeight < 24 || part.offsetWidth < 24))
  .map((part) => part.outerHTML)`

/** Words that are cut off without a way to see them. */
const cutHeadings = `[...document.querySelectorAll("h1, h2, h3, nav a span, button")]
  .filter((part) => part.title === "" && part.offsetWidth > 1 && part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflow === "hidden")
  .map((part) => part.outerHTML)`

const views = ["journal", "clients", "rows", "scenario", "program", "connect"]

describe.skipIf(Chromium.isSkipped)("the console page's layout", () => {
  for (const width of [360, 768, 1024, 1440]) {
    it.live(`can be met by a finger, cuts no word off and needs no scrolling aside at ${width} pixels`, () =>
      Effect.gen(function* () {
        yield* list(`limit=500&referring_contact_uuid=2e70ea71-631f-4b3c-8097-8e0284751c96`)
        const page: Page = yield* open("/", { viewport: { width, height: 800 } })
        yield* Effect.promise(async () => {
          await requestRows(page).first().waitFor()
          const check = async (what: string): Promise<void> => {
            const found = await page.evaluate(
              `({ width: document.documentElement.scrollWidth, small: ${smallTargets}, cut: ${cutHeadings} })`
            )
            assert.deepStrictEqual([what, found], [what, { width, small: [], cut: [] }])
          }
          await Array.fromAsync(views, async (view) => {
            const tab = page.locator(`nav a[href="?view=${view}"]`)
            // The scenario is a view of its own only where there is little room.
            if ((await tab.count()) === 0) return
            await tab.click()
            await page.locator(`.view-${view}`).waitFor()
            await check(view)
          })
          await page.getByRole("link", { name: "Journal" }).click()
          await requestRows(page).first().click()
          await detail(page).getByRole("button", { name: "Copy as curl" }).waitFor()
          await check("a request")
          if (width < 700) return
          // It stands beside the list, and over nothing of it.
          const [grid, pane] = await Promise.all([requests(page).boundingBox(), detail(page).boundingBox()])
          assert.isAtMost((grid?.x ?? 0) + (grid?.width ?? Infinity), pane?.x ?? 0)
        })
      }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
    )
  }
})

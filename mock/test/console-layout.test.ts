import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"
import { browserOfFile, requestRows } from "./consolePage.ts"
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
          for (const view of views) {
            const tab = page.locator(`nav a[href="?view=${view}"]`)
            // The scenario is a view of its own only where there is little room.
            // oxlint-disable-next-line no-await-in-loop
            if ((await tab.count()) === 0) continue
            // oxlint-disable-next-line no-await-in-loop
            await tab.click()
            // oxlint-disable-next-line no-await-in-loop
            await page.locator(`.view-${view}`).waitFor()
            // oxlint-disable-next-line no-await-in-loop
            const found = await page.evaluate(
              `({ width: document.documentElement.scrollWidth, small: ${smallTargets}, cut: ${cutHeadings} })`
            )
            assert.deepStrictEqual([view, found], [view, { width, small: [], cut: [] }])
          }
        })
      }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
    )
  }
})

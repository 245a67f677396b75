import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Locator, Page } from "playwright-core"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"
import { browserOfFile, referrals, requests } from "./consolePage.ts"
import { get, list } from "./http.ts"

const { open } = browserOfFile()

interface Box {
  readonly top: number
  readonly bottom: number
  readonly height: number
}

const boxOf = async (part: Locator): Promise<Box> => {
  const { height, y: top } = (await part.boundingBox()) ?? assert.fail("it is not shown")
  return { top, bottom: top + height, height }
}

/** What can be pressed and is smaller than WCAG 2.2 allows; a radio button is pressed by its label. */
const smallTargets = `[...document.querySelectorAll("main a, header a, button, input, select, summary")]
  .map((part) => part.closest("label") ?? part)
  .filter((part) => part.offsetWidth > 0 && (part.offsetHeight < 24 || part.offsetWidth < 24))
  .map((part) => part.outerHTML)`

const isCut = (page: Page) =>
  page.evaluate("(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.querySelector('.snippet'))")

describe.skipIf(Chromium.isSkipped)("the console page's layout", () => {
  for (const width of [375, 1280]) {
    it.live(`cuts nothing off, covers nothing and can be met by a finger at ${width} pixels`, () =>
      Effect.gen(function* () {
        const mock = yield* MockServer.MockServer
        yield* get(mock.url, "/nope")
        const contact = "2e70ea71-631f-4b3c-8097-8e0284751c96"
        yield* list(`status=completed&limit=100&referring_contact_uuid=${contact}&page=1`)
        yield* list("limit=500")
        const page = yield* open({ viewport: { width, height: 900 } })
        yield* mock.play({ limitClamp: 30 })
        yield* Effect.promise(async () => {
          const banner = await boxOf(page.getByText("started over since this page was read"))
          assert.isAtMost(banner.bottom, (await boxOf(referrals(page))).top)

          const line = (text: string) => requests(page).locator(".line").filter({ hasText: text })
          assert.isBelow((await boxOf(line(contact))).height, 24)
          assert.include((await line(contact).getAttribute("title")) ?? "", `${contact}&page=1`)
          const method = await boxOf(line("/nope").locator(".method"))
          const target = await boxOf(line("/nope").locator(".target"))
          assert.isBelow(Math.abs(method.bottom - target.bottom), 3)

          for (const name of ["Effect", "Promise", "curl"]) {
            // One snippet is shown at a time.
            // oxlint-disable-next-line no-await-in-loop
            await page.getByRole("radio", { name }).check()
            // oxlint-disable-next-line no-await-in-loop
            assert.isFalse(await isCut(page), name)
          }
          assert.strictEqual(await page.evaluate("document.documentElement.scrollWidth"), width)
          await page.getByText("Single settings").click()
          assert.deepStrictEqual(await page.evaluate(smallTargets), [])
        })
      }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
    )
  }
})

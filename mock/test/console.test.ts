import { assert, describe, it } from "@effect/vitest"
import axe from "axe-core"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"
import { browserOfFile, referrals, seesRows } from "./consolePage.ts"
import { list } from "./http.ts"

const { blank, open } = browserOfFile()

/** Uuids of a page, as the API answers it. */
const uuids = (query: string) => Effect.map(list(query), ({ body }) => body.data.map(({ uuid }) => uuid))

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click()

describe.skipIf(Chromium.isSkipped)("the console page", () => {
  it.live("loads from its own origin alone, without an error and within its policy", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const page = yield* blank()
      const said: Array<string> = []
      const asked: Array<string> = []
      page.on("console", (message) => said.push(message.text()))
      page.on("pageerror", (error) => said.push(error.message))
      page.on("request", (request) => asked.push(request.url()))
      const expected = yield* uuids("limit=10")
      yield* Effect.promise(async () => {
        const answer = await page.goto(url)
        assert.match(answer?.headers()["content-security-policy"] ?? "", /^default-src 'none'; script-src 'self'; /)
        await seesRows(page, expected)
        await page.getByText("live", { exact: true }).waitFor()
      })
      assert.deepStrictEqual(said, [])
      assert.deepStrictEqual(
        asked.filter((each) => new URL(each).origin !== url),
        []
      )
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("pages forward to the end and back, and says what is known of it", () =>
    Effect.gen(function* () {
      const page = yield* open()
      const pages = [yield* uuids("limit=10"), yield* uuids("limit=10&page=2"), yield* uuids("limit=10&page=3")]
      yield* Effect.promise(async () => {
        await seesRows(page, pages[0] ?? [])
        assert.isTrue(await page.getByRole("button", { name: "Previous" }).isDisabled())
        await press(page, "Next")
        await seesRows(page, pages[1] ?? [])
        await page.getByText("Page 2 end not seen yet").waitFor()
        await press(page, "Next")
        await seesRows(page, pages[2] ?? [])
        await page.getByText("Page 3 perhaps the last").waitFor()
        await press(page, "Next")
        await referrals(page).getByText("Page 4 is empty").waitFor()
        await page.getByText("Page 4 past the end").waitFor()
        assert.isTrue(await page.getByRole("button", { name: "Next" }).isDisabled())
        await press(page, "Previous")
        await seesRows(page, pages[2] ?? [])
        await page.getByText("Page 3 of 3").waitFor()
        await page.getByRole("button", { name: "First", exact: true }).click()
        await seesRows(page, pages[0] ?? [])
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("filters by status, page size and referring contact as the API does", () =>
    Effect.gen(function* () {
      const page = yield* open()
      const { body } = yield* list("status=completed&limit=30")
      const contact = body.data[0]?.referring_contact.uuid ?? ""
      const ofContact = yield* uuids(`status=completed&limit=30&referring_contact_uuid=${contact}`)
      yield* Effect.promise(async () => {
        await page.getByRole("combobox", { name: "Page size" }).selectOption("30")
        await page.getByRole("combobox", { name: "Status" }).selectOption("completed")
        await seesRows(
          page,
          body.data.map(({ uuid }) => uuid)
        )
        await referrals(page).locator("tbody button").first().click()
        await page.getByRole("navigation", { name: "Pages" }).getByText(`${ofContact.length} row`).waitFor()
        await seesRows(page, ofContact)
        assert.strictEqual(await page.getByLabel("Referring contact").inputValue(), contact)
        await page.reload()
        await seesRows(page, ofContact)
        assert.strictEqual(await page.getByRole("combobox", { name: "Status" }).inputValue(), "completed")
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 250 })))
  )

  it.live("says what the API says to a request that it refuses, and reads again when asked", () =>
    Effect.gen(function* () {
      const page = yield* open()
      yield* Effect.promise(async () => {
        await page.getByLabel("Referring contact").fill("nobody")
        await page.keyboard.press("Enter")
        await referrals(page).getByText("Invalid input.").waitFor()
        await referrals(page).getByText("(code 1003)").waitFor()
        await referrals(page).getByText('referring_contact_uuid must match format "uuid"').waitFor()
        assert.strictEqual(await referrals(page).locator(".big").textContent(), "400")
        await press(page, "Clear filter")
        await referrals(page).locator("tbody tr").first().waitFor()
        assert.strictEqual(await page.getByLabel("Referring contact").inputValue(), "")
        await page.getByRole("radio", { name: "maintenance" }).click()
        await page.getByText("started over since this page was read").waitFor()
        await press(page, "Read it again")
        await referrals(page).getByText("503").waitFor()
        await referrals(page).getByText("Retry-After: 1").waitFor()
        await page.getByRole("radio", { name: "happy" }).click()
        await page.getByText("nothing unusual").waitFor()
        await press(page, "Try again")
        await referrals(page).locator("tbody tr").first().waitFor()
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 5 })))
  )

  it.live("leaves the first of counted requests to the client that is tested", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const page = yield* open()
      yield* Effect.promise(() => referrals(page).getByText("Nothing read yet").waitFor())
      assert.deepStrictEqual(yield* mock.journal, [])
    }).pipe(
      Effect.scoped,
      Effect.provide(MockServer.layer({ referrals: 5, scenario: { steps: [{ errors: { status: 429 } }] } }))
    )
  )

  it.live("copies the base URL and snippets that read this mock", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const page = yield* open({ permissions: ["clipboard-read", "clipboard-write"] })
      const copied = () => page.evaluate("navigator.clipboard.readText()")
      yield* Effect.promise(async () => {
        await press(page, "Copy the base URL")
        await page.getByText("Copied the base URL").waitFor()
        assert.strictEqual(await copied(), url)
        await page.getByRole("radio", { name: "curl" }).check()
        await press(page, "Copy the curl snippet")
        await page.getByText("Copied the curl snippet").waitFor()
        assert.include(await copied(), `'${url}/api/v3/oauth/clients/referrals?`)
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 5 })))
  )

  for (const colorScheme of ["light", "dark"] as const) {
    it.live(`keeps the rules of WCAG 2.2 AA that a program can check, on a ${colorScheme} screen`, () =>
      Effect.gen(function* () {
        yield* list("limit=500")
        yield* list("page=2")
        // So tall that nothing lies over anything: axe tells no contrast of what is half hidden.
        const page = yield* open({ colorScheme, bypassCSP: true, viewport: { width: 1280, height: 2400 } })
        const broken = yield* Effect.promise(async () => {
          await page.getByRole("button", { name: "1 violation" }).click()
          await page.getByText("Single settings").click()
          await page.getByLabel("Limit clamp").fill("500")
          await page.getByRole("button", { name: "Play these settings" }).click()
          await page.getByRole("alert").waitFor()
          await page.evaluate(axe.source)
          const found = await page.evaluate<ReadonlyArray<{ readonly id: string }>>(
            "axe.run().then(({ violations, incomplete }) => [...violations, ...incomplete])"
          )
          return found.map(({ id }) => id)
        })
        assert.deepStrictEqual(broken, [])
      }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
    )
  }

  it.live("fits a screen of 360 pixels, and keeps a chosen theme", () =>
    Effect.gen(function* () {
      const page = yield* open({ viewport: { width: 360, height: 740 }, colorScheme: "light" })
      const background = () => page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
      yield* Effect.promise(async () => {
        await referrals(page).locator("tbody tr").first().waitFor()
        await page.getByText("Single settings").click()
        await page.getByLabel("Limit clamp").waitFor()
        assert.strictEqual(await page.evaluate("document.documentElement.scrollWidth"), 360)
        const light = await background()
        await page.getByRole("radio", { name: "Dark" }).check()
        const dark = await background()
        assert.notStrictEqual(dark, light)
        await page.reload()
        await page.getByRole("radio", { name: "Dark" }).waitFor()
        assert.strictEqual(await background(), dark)
        assert.isTrue(await page.getByRole("radio", { name: "Dark" }).isChecked())
        await page.getByRole("radio", { name: "System" }).check()
        assert.strictEqual(await background(), light)
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )
})

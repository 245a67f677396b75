import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"
import { browserOfFile, requestRows, rows, says } from "./consolePage.ts"
import { control, list } from "./http.ts"

const { open } = browserOfFile()

/** Uuids of a page, as the API answers it. */
const uuids = (query: string) => Effect.map(list(query), ({ body }) => body.data.map(({ uuid }) => uuid))

/** Waits until the rows in sight are these, in this order. */
const seesRows = (page: Page, expected: ReadonlyArray<string>) => says(rows(page).locator("tbody td.r-uuid"), expected)

describe.skipIf(Chromium.isSkipped)("rows on the console page", () => {
  it.live("are paged by number, with the total, and filtered, all in the address", () =>
    Effect.gen(function* () {
      const page = yield* open("/?view=rows&limit=10")
      const pages = [yield* uuids("limit=10"), yield* uuids("limit=10&page=2"), yield* uuids("limit=10&page=3")]
      const failed = yield* uuids("limit=100&status=failed")
      yield* Effect.promise(async () => {
        await page.getByText("1 to 10 of 25").waitFor()
        await seesRows(page, pages[0] ?? [])
        assert.isTrue(await page.getByRole("button", { name: "Previous" }).isDisabled())
        await page.getByRole("button", { name: "Page 3" }).click()
        await seesRows(page, pages[2] ?? [])
        await page.getByText("21 to 25 of 25").waitFor()
        await page.reload()
        await seesRows(page, pages[2] ?? [])
        await page.goBack()
        await seesRows(page, pages[0] ?? [])
        await page.getByRole("combobox", { name: "Status" }).selectOption("failed")
        await seesRows(page, failed.slice(0, 10))
        await page.getByRole("combobox", { name: "Status" }).selectOption("")
        await rows(page).locator("td.r-from button").first().click()
        await page.waitForURL(/contact=/)
        await page.getByLabel("Referring contact").fill("nobody")
        await page.keyboard.press("Enter")
        await page.getByText("None match the filter.").waitFor()
        await page.getByRole("button", { name: "Show all" }).click()
        await seesRows(page, pages[0] ?? [])
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("are looked at without taking a step from the client that is tested", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const page = yield* open("/?view=rows")
      yield* Effect.promise(() => page.getByText("1 to 5 of 5").waitFor())
      assert.deepStrictEqual(yield* mock.journal, [])
      assert.strictEqual((yield* list("")).status, 429)
    }).pipe(
      Effect.scoped,
      Effect.provide(MockServer.layer({ referrals: 5, scenario: { steps: [{ errors: { status: 429 } }] } }))
    )
  )

  it.live("keep what is typed into one of them while somebody else changes it, takes it away, and adds others", () =>
    Effect.gen(function* () {
      const page = yield* open("/?view=rows")
      const [row] = (yield* list("limit=1")).body.data
      const status = row?.status === "pending" ? "failed" : "pending"
      const email = page.getByLabel("Email of the referred contact")
      yield* Effect.promise(async () => {
        await rows(page).getByRole("button", { name: /^Edit/ }).first().click()
        await email.fill("typed@example.com")
      })
      yield* control(`PATCH /referrals/${row?.uuid}`, { status })
      const chosen = rows(page).getByLabel("Status").locator("option:checked", { hasText: status })
      yield* Effect.promise(() => chosen.waitFor({ state: "attached" }))
      yield* control("POST /referrals", {})
      yield* Effect.promise(async () => {
        await page.getByText("1 to 6 of 6").waitFor()
        await page.keyboard.press("Enter")
        await page.getByText("typed@example.com is changed").waitFor()
      })
      const changed = (yield* list("limit=100")).body.data.find(({ uuid }) => uuid === row?.uuid)
      assert.deepStrictEqual([changed?.status, changed?.referred_contact.email], [status, "typed@example.com"])
      yield* Effect.promise(async () => {
        await rows(page).getByRole("button", { name: "Edit typed@example.com" }).click()
        await email.fill("again@example.com")
      })
      yield* control(`DELETE /referrals/${row?.uuid}`)
      yield* Effect.promise(async () => {
        await page.getByText("1 to 5 of 5").waitFor()
        assert.strictEqual(await email.inputValue(), "again@example.com")
        await page.keyboard.press("Enter")
        await page.getByRole("alert").waitFor()
        await page.keyboard.press("Escape")
        await email.waitFor({ state: "detached" })
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 5 })))
  )

  it.live("are edited in place, added, removed, and all of it undone", () =>
    Effect.gen(function* () {
      const page = yield* open("/?view=rows")
      const other = yield* open("/?view=rows")
      const before = (yield* list("limit=100")).body.data
      const line = rows(page).locator("tbody tr")
      yield* Effect.promise(async () => {
        await line.nth(1).getByRole("button", { name: /^Edit/ }).click()
        await page.getByLabel("Status", { exact: true }).last().selectOption("failed")
        await page.getByLabel("Email of the referred contact").fill("not an email")
        await page.keyboard.press("Enter")
        await page.getByRole("alert").waitFor()
        await page.getByLabel("Email of the referred contact").fill("new@example.com")
        await page.keyboard.press("Enter")
        await page.getByText("new@example.com is changed").waitFor()
        await other.getByText("new@example.com").waitFor()
      })
      const [, changed] = (yield* list("limit=100")).body.data
      assert.deepStrictEqual([changed?.status, changed?.referred_contact.email], ["failed", "new@example.com"])
      yield* Effect.promise(async () => {
        await page.getByRole("button", { name: "Undo" }).click()
        await page.getByText("new@example.com", { exact: true }).waitFor({ state: "detached" })
      })
      assert.deepStrictEqual((yield* list("limit=100")).body.data, before)
      yield* Effect.promise(async () => {
        await line
          .nth(2)
          .getByRole("button", { name: /^Remove/ })
          .click()
        await page.getByText("1 to 4 of 4").waitFor()
        await page.getByRole("button", { name: "Undo" }).click()
        await page.getByText("1 to 5 of 5").waitFor()
      })
      assert.deepStrictEqual((yield* list("limit=100")).body.data, before)
      yield* Effect.promise(async () => {
        await page.getByRole("button", { name: "Add a row" }).click()
        await page.getByText("1 to 6 of 6").waitFor()
        await page.keyboard.type("x")
        await page.keyboard.press("Escape")
        await page.getByRole("button", { name: "Undo" }).click()
        await page.getByText("1 to 5 of 5").waitFor()
        await page.getByRole("link", { name: "Journal" }).click()
        await requestRows(page).filter({ hasText: "removed: the next request sees it" }).first().waitFor()
      })
      assert.deepStrictEqual((yield* list("limit=100")).body.data, before)
      assert.deepStrictEqual((yield* control("GET /edits")).status, 200)
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 5 })))
  )
})

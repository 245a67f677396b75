import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"
import { browserOfFile, requestRows } from "./consolePage.ts"
import { control, list } from "./http.ts"

const { open } = browserOfFile()

interface Playing {
  readonly settings: unknown
  readonly replay: string
}

const settings = Effect.map(control<Playing>("GET /scenario"), ({ body }) => body.settings)

describe.skipIf(Chromium.isSkipped)("steering the mock from its console page", () => {
  it.live("plays a preset at a press, not while somebody goes past it, and takes it back", () =>
    Effect.gen(function* () {
      const page = yield* open()
      const preset = page.getByRole("button", { name: /^rate-limited/ })
      yield* Effect.promise(async () => {
        await page.getByRole("button", { name: /^slow/ }).focus()
        await page.keyboard.press("Tab")
        await page.getByText("Next request: the API's own answer").waitFor()
        await page.keyboard.press("Enter")
        await page.getByText("Next request: 5 requests in 5 s, then 429").waitFor()
        assert.strictEqual(await preset.getAttribute("aria-pressed"), "true")
      })
      const answers = yield* Effect.forEach([1, 2, 3, 4, 5, 6], (number) => list(`page=${number}`))
      assert.deepStrictEqual(
        answers.map(({ status }) => status),
        [200, 200, 200, 200, 200, 429]
      )
      yield* Effect.promise(async () => {
        await requestRows(page).filter({ hasText: "429" }).filter({ hasText: "rate limit" }).waitFor()
        await requestRows(page).filter({ hasText: "Scenario: rate-limited" }).waitFor()
        await page.getByRole("button", { name: "1 min" }).click()
        await page.getByText("1 min ahead").waitFor()
      })
      assert.strictEqual((yield* list("page=1")).status, 200)
      yield* Effect.promise(async () => {
        await page.getByRole("button", { name: /^maintenance/ }).click()
        await page.getByRole("button", { name: "Undo" }).click()
        await page.getByText("Next request: 5 requests in 5 s, then 429").waitFor()
      })
      assert.deepStrictEqual(yield* settings, { preset: "rate-limited" })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("keeps what is typed when another tab plays something else, and names the field that it refuses", () =>
    Effect.gen(function* () {
      const steps = [{ errors: { status: 429, retryAfter: 1 } }]
      yield* control("PUT /scenario", { preset: "slow", steps })
      const page = yield* open()
      const other = yield* open()
      yield* Effect.promise(async () => {
        await page.getByText("Single settings").click()
        assert.strictEqual(await page.getByRole("textbox", { name: "From" }).inputValue(), "800")
        await page.getByLabel("Limit clamp").fill("500")
        await other.getByRole("button", { name: /^flaky/ }).click()
        await page.getByText("Another scenario is played now. What you typed is kept.").waitFor()
        assert.strictEqual(await page.getByLabel("Limit clamp").inputValue(), "500")
        assert.strictEqual(await page.getByRole("textbox", { name: "From" }).inputValue(), "20")
        await page.getByRole("button", { name: "Play these settings" }).click()
        assert.strictEqual(await page.getByRole("alert").textContent(), "Pages, Limit clamp: takes 1 to 100")
        assert.strictEqual(await page.locator("[aria-invalid=true]").inputValue(), "500")
        await page.getByLabel("Limit clamp").fill("30")
        await page.getByRole("button", { name: "Play these settings" }).click()
        await page.getByRole("alert").waitFor({ state: "detached" })
        await other.getByText("at most 30 rows a page").first().waitFor()
      })
      const now = yield* settings
      assert.deepInclude(now, { limitClamp: 30 })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("asks before it starts over, and says what it refuses in words", () =>
    Effect.gen(function* () {
      const { dataset } = yield* MockServer.MockServer
      yield* list("page=1")
      const page = yield* open("/?view=program")
      yield* Effect.promise(async () => {
        await page.getByRole("textbox", { name: "Referrals" }).fill("plenty")
        await page.getByRole("button", { name: "Start over" }).click()
        await page.getByText("This cannot be undone.").waitFor()
        await page.keyboard.press("Enter")
        const said = await page.getByRole("alert").textContent()
        assert.match(said ?? "", /^referrals: /)
        assert.notInclude(said, '["')
        await page.getByRole("textbox", { name: "Referrals" }).fill("300")
        await page.getByLabel("Seed").fill("another")
        await page.getByRole("button", { name: "Start over" }).click()
        await page.getByRole("group", { name: "Start over" }).getByRole("button", { name: "Start over" }).click()
        await page.getByText("300 referrals", { exact: true }).waitFor()
      })
      const bars = yield* Effect.promise(() =>
        page.getByRole("list", { name: "Referrals by status" }).locator(".bar-count").allTextContents()
      )
      const counted = (["pending", "completed", "failed"] as const).map((status) => String(dataset.count({ status })))
      assert.deepStrictEqual(bars, counted)
      yield* Effect.promise(async () => {
        await page.getByRole("list", { name: "Contacts who refer most" }).getByRole("button").first().waitFor()
        await page.getByRole("link", { name: "Journal" }).click()
        await page.getByText("No requests yet").waitFor()
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("lists sessions and who is in them, makes one, and ends one", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      yield* list("page=1", { "x-mock-session": "checkout", "user-agent": "vitest/5.1.1" })
      const page = yield* open()
      const { body } = yield* control<Playing>("GET /scenario?session=checkout")
      yield* Effect.promise(async () => {
        await page.getByRole("button", { name: "Session default" }).click()
        const checkout = page.getByRole("listitem").filter({ hasText: "checkout" })
        await checkout.getByText("vitest 5.1.1").waitFor()
        await checkout.getByRole("button", { name: "Copy its token" }).click()
        await page.getByText("Copied the replay token of checkout").waitFor()
        assert.strictEqual(await page.evaluate("navigator.clipboard.readText()"), body.replay)
        await page.getByRole("link", { name: "checkout" }).click()
        await page.getByRole("button", { name: "Session checkout" }).waitFor()
        await requestRows(page).filter({ hasText: "page=1" }).waitFor()
        assert.strictEqual(page.url(), `${url}/__session/checkout/`)
        await page.getByRole("button", { name: "Session checkout" }).click()
        await page.getByLabel("Name of a new session").fill("two words")
        await page.getByRole("button", { name: "Make and open" }).click()
        await page.getByText("cannot name a session").waitFor()
        await page.getByLabel("Name of a new session").fill("another")
        await page.getByRole("button", { name: "Make and open" }).click()
        await page.getByRole("button", { name: "Session another" }).click()
        await page.getByRole("listitem").filter({ hasText: "another" }).getByRole("button", { name: "End" }).click()
        await page.getByRole("group", { name: "End" }).getByRole("button", { name: "End" }).click()
        await page.getByRole("alert").filter({ hasText: "The session another has ended." }).waitFor()
      })
      assert.strictEqual((yield* control("GET /scenario?session=another")).status, 410)
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 5 })))
  )

  it.live("hands its state over as a test, with the rows that were changed", () =>
    Effect.gen(function* () {
      const { body } = yield* list("limit=1")
      yield* control(`PATCH /referrals/${body.data[0]?.uuid}`, { status: "failed" })
      yield* control("PUT /scenario", { limitClamp: 3 })
      const page = yield* open()
      yield* Effect.promise(async () => {
        await page.getByText("at most 3 rows a page").first().waitFor()
        await page.getByRole("button", { name: "Copy as a test" }).click()
        await page.getByText("Copied the state as a test").waitFor()
        const text = String(await page.evaluate("navigator.clipboard.readText()"))
        assert.include(text, 'scenario: {"limitClamp":3}')
        assert.include(text, `await session.change("${body.data[0]?.uuid}"`)
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 5 })))
  )
})

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"
import { browserOfFile, referrals, requests, statuses } from "./consolePage.ts"
import { control, list } from "./http.ts"

const { open } = browserOfFile()

interface Playing {
  readonly settings: unknown
}

describe.skipIf(Chromium.isSkipped)("steering the mock from its console page", () => {
  it.live("plays a rate limit until a reset, which empties the journal", () =>
    Effect.gen(function* () {
      const page = yield* open()
      yield* Effect.promise(async () => {
        await page.getByRole("radio", { name: "rate-limited" }).check()
        await page.getByText("5 requests in 5 s").waitFor()
      })
      const answers = yield* Effect.forEach([1, 2, 3, 4, 5, 6], (number) => list(`page=${number}`))
      assert.deepStrictEqual(
        answers.map(({ status }) => status),
        [200, 200, 200, 200, 200, 429]
      )
      yield* Effect.promise(async () => {
        await requests(page).getByRole("row").filter({ hasText: "page=6" }).getByText("429").waitFor()
        assert.strictEqual((await statuses(page))[0], "429")
        await page.getByRole("button", { name: "Reset" }).click()
        await requests(page).getByText("No requests yet").waitFor()
      })
      assert.strictEqual((yield* list("page=1")).status, 200)
      yield* Effect.promise(() => requests(page).locator("tbody tr").nth(0).waitFor())
      assert.deepStrictEqual(yield* Effect.promise(() => statuses(page)), ["200"])
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("opens a used-up limit by moving the clock", () =>
    Effect.gen(function* () {
      const page = yield* open()
      assert.deepStrictEqual([(yield* list("page=1")).status, (yield* list("page=1")).status], [200, 429])
      yield* Effect.promise(async () => {
        await page.getByRole("button", { name: "Advance 60 s" }).click()
        await page.getByText("moved ahead by 60 s").waitFor()
      })
      assert.strictEqual((yield* list("page=1")).status, 200)
    }).pipe(
      Effect.scoped,
      Effect.provide(MockServer.layer({ referrals: 5, scenario: { rateLimit: { requests: 1, window: 60 } } }))
    )
  )

  it.live("starts over with other rows, and draws how many there are in each state", () =>
    Effect.gen(function* () {
      const { dataset } = yield* MockServer.MockServer
      const page = yield* open()
      yield* Effect.promise(async () => {
        await page.getByLabel("Seed").fill("another")
        await page.getByRole("textbox", { name: "Referrals" }).fill("300")
        await page.getByRole("button", { name: "Reset" }).click()
        await page.getByText("300 referrals", { exact: true }).waitFor()
      })
      const bars = yield* Effect.promise(() =>
        page.getByRole("list", { name: "Referrals by status" }).locator(".bar-count").allTextContents()
      )
      const counted = (["pending", "completed", "failed"] as const).map((status) => String(dataset.count({ status })))
      assert.deepStrictEqual(bars, counted)
      yield* Effect.promise(async () => {
        await page.getByRole("textbox", { name: "Referrals" }).fill("plenty")
        await page.getByRole("button", { name: "Reset" }).click()
        await page.getByRole("alert").filter({ hasText: "referrals" }).waitFor()
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("plays single settings, keeps a script's steps, and names and marks the field that it refuses", () =>
    Effect.gen(function* () {
      const steps = [{ errors: { status: 429, retryAfter: 1 } }]
      yield* control("PUT /scenario", { preset: "slow", steps })
      const page = yield* open()
      yield* Effect.promise(async () => {
        await page.getByText("Single settings").click()
        assert.strictEqual(await page.getByRole("textbox", { name: "From" }).inputValue(), "800")
        await page.getByRole("textbox", { name: "From" }).fill("")
        await page.getByRole("textbox", { name: /^To/ }).fill("")
        await page.getByLabel("Slow body").fill("")
        await page.getByLabel("Limit clamp").fill("500")
        await page.getByRole("button", { name: "Play these settings" }).click()
      })
      const alert = page.getByRole("alert")
      const said = yield* Effect.promise(async () => alert.textContent())
      assert.strictEqual(said, "Pages, Limit clamp: takes 1 to 100")
      const marked = page.locator("[aria-invalid=true]")
      assert.strictEqual(yield* Effect.promise(async () => marked.inputValue()), "500")
      yield* Effect.promise(async () => {
        await page.getByLabel("Limit clamp").fill("30")
        await page.getByRole("combobox", { name: "Paging" }).selectOption("overlapping")
        await page.getByRole("button", { name: "Play these settings" }).click()
        await page.getByText("at most 30 rows a page").waitFor()
        await page.getByText("paging overlapping").waitFor()
        await alert.waitFor({ state: "detached" })
      })
      const playing = yield* control<Playing>("GET /scenario")
      assert.deepStrictEqual(playing.body.settings, { limitClamp: 30, paging: "overlapping", steps })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("shows at once what a test plays, without a request of the API", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const page = yield* open()
      yield* control("PUT /scenario", { preset: "slow", tokens: { expiresIn: 60 } })
      yield* Effect.promise(() => page.getByText("tokens expire in 60 s").waitFor())
      yield* Effect.promise(async () => {
        await page.getByText("Single settings").click()
        await page.getByLabel("Limit clamp").fill("500")
        await page.getByRole("button", { name: "Play these settings" }).click()
        await page.getByRole("alert").waitFor()
      })
      yield* mock.play({ preset: "maintenance" })
      yield* Effect.promise(async () => {
        await page.getByRole("alert").waitFor({ state: "detached" })
        await page.getByRole("radio", { name: "maintenance", checked: true }).waitFor()
        await page.getByText("started over since this page was read").waitFor()
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 3 })))
  )

  it.live("needs no mouse: Tab leads to the scenarios, arrows choose, Enter reads", () =>
    Effect.gen(function* () {
      const page = yield* open()
      yield* Effect.promise(async () => {
        await referrals(page).locator("tbody tr").first().waitFor()
        const focused = page.locator(":focus")
        const tabTo = async (name: RegExp): Promise<void> => {
          for (let presses = 0; presses < 60; presses++) {
            // Where the focus is decides whether to go on.
            // oxlint-disable-next-line no-await-in-loop
            await page.keyboard.press("Tab")
            // oxlint-disable-next-line no-await-in-loop
            if (name.test(await focused.ariaSnapshot())) return
          }
          assert.fail(`Tab does not lead to ${name}`)
        }
        await tabTo(/Skip to the referrals/)
        await tabTo(/radio "happy/)
        const outline = "getComputedStyle(document.activeElement.closest('label')).outlineStyle"
        assert.strictEqual(await page.evaluate(outline), "solid")
        await page.keyboard.press("ArrowUp")
        await page.getByText("Playing: maintenance").waitFor()
        await tabTo(/button "Reload"/)
        await page.keyboard.press("Enter")
        await referrals(page).getByText("503").waitFor()
      })
      const playing = yield* control<Playing>("GET /scenario")
      assert.deepStrictEqual(playing.body.settings, { preset: "maintenance" })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 3 })))
  )
})

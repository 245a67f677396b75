import { type MockFixtures, mockFixtures, type MockOptions } from "@effect-piggy/mock/playwright"
import { expect, test as base } from "@playwright/test"

const test = base.extend<MockFixtures & MockOptions>(mockFixtures)

test.use({ mockSession: { referrals: 101 } })

test("reads to the end of the list while somebody scrolls", async ({ mock, page }) => {
  await page.goto("")
  await expect(page.getByRole("listitem").first()).toBeVisible()
  await expect(async () => {
    await page.getByRole("status").scrollIntoViewIfNeeded()
    await expect(page.getByRole("status")).toHaveText("That is all", { timeout: 500 })
  }).toPass()
  await expect(page.getByRole("listitem")).toHaveCount(101)
  const [walk] = await mock.walks()
  expect(walk).toMatchObject({ pages: [1, 2, 3, 4, 5], rows: 101, ended: true, mistakes: [] })
})

test("shows an outage, and goes on after it", async ({ mock, page }) => {
  await mock.play({ steps: [{ maintenance: true }] })
  await page.goto("")
  await expect(page.getByRole("alert")).toContainText("503")
  await page.getByRole("button", { name: "Try again" }).click()
  await expect(page.getByRole("listitem").first()).toBeVisible()
  expect((await mock.counts()).statuses).toMatchObject({ "503": 1 })
})

test("says when it asks too often, and goes on when it may", async ({ mock, page }) => {
  await mock.play({ rateLimit: { requests: 1, window: 600 } })
  await page.goto("")
  await expect(page.getByRole("listitem")).toHaveCount(30)
  await page.getByRole("status").scrollIntoViewIfNeeded()
  await expect(page.getByRole("alert")).toContainText("429")
  await mock.advanceClock({ seconds: 600 })
  await page.getByRole("button", { name: "Try again" }).click()
  await expect(page.getByRole("listitem")).toHaveCount(60)
})

test("shows a referral that has just come", async ({ mock, page }) => {
  await mock.add({ referred_contact: { email: "new.friend@example.com" } })
  await page.goto("")
  await expect(page.getByRole("listitem").first()).toContainText("new.friend@example.com")
})

test.describe("a program without referrals", () => {
  test.use({ mockSession: { referrals: 0 } })

  test("says that there is nothing more", async ({ page }) => {
    await page.goto("")
    await expect(page.getByRole("status")).toHaveText("That is all")
    await expect(page.getByRole("listitem")).toHaveCount(0)
  })
})

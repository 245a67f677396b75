import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"
import { browserOfFile, detail, requestRows, requests, says, statuses } from "./consolePage.ts"
import { authorized, control, get, list, referralsPath } from "./http.ts"

const { blank, open } = browserOfFile()

describe.skipIf(Chromium.isSkipped)("the journal on the console page", () => {
  it.live("shows each request as it is answered, newest first, and one of them whole, without its secrets", () =>
    Effect.gen(function* () {
      const page = yield* open()
      const copied = () => page.evaluate("navigator.clipboard.readText()")
      yield* list("limit=5&page=2")
      yield* list("limit=500&access_token=s3cret", { "user-agent": "axios/1.7.2", "x-request-id": "17" })
      yield* Effect.promise(async () => {
        const newest = requestRows(page).first()
        await newest.filter({ hasText: "limit=500" }).waitFor()
        await says(statuses(page), ["400", "200"])
        await newest.click()
        const one = detail(page)
        const texts = ["limit must be <= 100", "axios 1.7.2", "x-request-id", "Bearer [cut]", "Invalid input."]
        await Promise.all(texts.map((text) => one.getByText(text).first().waitFor()))
        assert.notInclude(await page.locator("body").innerText(), "s3cret")
        await one.getByRole("button", { name: "Copy as curl" }).click()
        await page.getByText("Copied the request as curl").waitFor()
        assert.include(await copied(), "-H 'x-request-id: 17'")
        await one.getByRole("button", { name: "Copy as a test" }).click()
        await page.getByText("Copied the request as a test").waitFor()
        assert.include(await copied(), "expect((await asked).status).toBe(400)")
        await one.getByRole("button", { name: "Copy as a mock" }).click()
        await page.getByText("Copied the command that starts this mock as it was").waitFor()
        assert.match(String(await copied()), /^npx @effect-piggy\/mock --replay [\w-]+$/)
        await one.getByRole("button", { name: "Older request" }).click()
        await page.getByRole("complementary", { name: "Request 1" }).waitFor()
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("finds requests by answer, client, path and words, and hides OPTIONS", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      yield* list("limit=500", { "user-agent": "axios/1.7.2" })
      yield* list("status=failed")
      yield* get(url, "/nothing")
      yield* Effect.promise(() => fetch(`${url}${referralsPath}`, { method: "OPTIONS" }))
      const page = yield* open()
      const see = (...expected: ReadonlyArray<string>) => says(statuses(page), expected)
      yield* Effect.promise(async () => {
        await see("404", "200", "400")
        await page.getByRole("button", { name: "1 OPTIONS hidden" }).click()
        await see("204", "404", "200", "400")
        await page.getByRole("combobox", { name: "Answer" }).selectOption("4xx")
        await see("404", "400")
        await page.getByRole("combobox", { name: "Client" }).selectOption({ index: 1 })
        await see("400")
        await page.getByText("1 shown").waitFor()
        await page.getByRole("combobox", { name: "Client" }).selectOption("")
        await page.getByRole("combobox", { name: "Answer" }).selectOption("any")
        await page.getByRole("combobox", { name: "Path" }).selectOption("/nothing")
        await see("404")
        await page.getByRole("combobox", { name: "Path" }).selectOption("")
        await page.keyboard.press("Escape")
        await page.locator("body").press("/")
        await page.keyboard.type("status=failed")
        await see("200")
        await page.getByRole("searchbox").fill("no such thing")
        await page.getByRole("button", { name: "Clear the filters" }).click()
        await see("204", "404", "200", "400")
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("holds still while it is paused, and shows what waits for its answer", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const page = yield* open()
      yield* list("page=1")
      yield* Effect.promise(async () => {
        await requestRows(page).filter({ hasText: "page=1" }).waitFor()
        await page.getByRole("button", { name: "Pause" }).click()
      })
      yield* list("page=2")
      yield* Effect.promise(async () => {
        await page.getByText("2 requests").waitFor()
        assert.strictEqual(await requestRows(page).filter({ hasText: "page=2" }).count(), 0)
        await page.getByRole("button", { name: "Resume" }).click()
        await requestRows(page).filter({ hasText: "page=2" }).waitFor()
      })
      yield* control("PUT /scenario", { latency: 600_000 })
      const leaving = new AbortController()
      const answered = fetch(`${url}${referralsPath}?page=3`, { signal: leaving.signal }).catch(() => undefined)
      yield* Effect.promise(async () => {
        await requestRows(page).filter({ hasText: "waits" }).filter({ hasText: "page=3" }).waitFor()
        await page.getByText("1 in flight").waitFor()
        leaving.abort()
        await answered
        await requestRows(page).filter({ hasText: "none" }).filter({ hasText: "the client went away" }).waitFor()
        await page.getByText("in flight").waitFor({ state: "detached" })
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("has few of many rows in the document, can be gone through by keyboard, and counts all of them", () =>
    Effect.gen(function* () {
      yield* Effect.forEach(Array.from({ length: 300 }), (_, index) => list(`limit=1&page=${index + 1}`), {
        concurrency: 8
      })
      const page = yield* open()
      yield* Effect.promise(async () => {
        await page.getByText("300 requests").waitFor()
        await requestRows(page).nth(20).waitFor()
        assert.isBelow(await requestRows(page).count(), 60)
        await requests(page).focus()
        await page.keyboard.press("ArrowDown")
        await page.getByRole("complementary", { name: "Request 300" }).waitFor()
        await page.keyboard.press("ArrowDown")
        await page.getByRole("complementary", { name: "Request 299" }).waitFor()
        await page.keyboard.press("End")
        await page.getByRole("complementary", { name: "Request 1", exact: true }).waitFor()
        await page.locator("#request-1").waitFor()
        assert.strictEqual(await requests(page).getAttribute("aria-activedescendant"), "request-1")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Escape")
        await detail(page).waitFor({ state: "detached" })
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("says why a client stopped, and leads to the request", () =>
    Effect.gen(function* () {
      yield* control("PUT /scenario", { limitClamp: 10 })
      yield* list("limit=100&page=1", { "user-agent": "shop/1" })
      yield* control("PUT /scenario", { steps: [{ times: 2 }, { errors: { status: 500 } }] })
      for (const number of [1, 2, 3]) yield* list(`limit=5&page=${number}`, { "user-agent": "axios/1.7.2" })
      // Who has been silent for so long has stopped.
      yield* control("POST /clock", { seconds: 60 })
      const page = yield* open("/?view=clients")
      yield* Effect.promise(async () => {
        await page
          .getByText(
            "Stopped after page 1, which had 10 of the 100 rows asked for (limit clamped to 10). That was no end: 15 of 25 rows are missing"
          )
          .waitFor()
        await page
          .getByText("Stopped at page 3, which was answered 500 (error 500) and was not asked for again")
          .waitFor()
        await page.getByRole("link", { name: "request 4" }).click()
        await page.getByRole("complementary", { name: "Request 4" }).getByText("error 500").first().waitFor()
        await requestRows(page).filter({ hasText: "Scenario: limitClamp 10" }).waitFor()
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("says that the mock is away, goes on when it is back, and takes back what it said", () =>
    Effect.gen(function* () {
      const run = yield* Scope.make()
      const { url } = yield* MockServer.make({ referrals: 5 }).pipe(Effect.provideService(Scope.Scope, run))
      const page = yield* blank()
      yield* get(url, referralsPath)
      yield* Effect.promise(async () => {
        await page.goto(url)
        await requestRows(page).first().waitFor()
      })
      yield* Scope.close(run, Exit.void)
      yield* Effect.promise(async () => {
        await page.getByRole("alert").filter({ hasText: "Disconnected." }).waitFor()
        await page.getByRole("button", { name: /^slow/ }).click()
        await page.getByRole("alert").filter({ hasText: "The mock does not answer." }).waitFor()
      })
      yield* MockServer.make({ referrals: 5, port: Number(new URL(url).port) })
      yield* get(url, `${referralsPath}?page=7`, authorized)
      yield* Effect.promise(async () => {
        await page.getByText("live", { exact: true }).waitFor()
        await requestRows(page).filter({ hasText: "page=7" }).waitFor()
        assert.strictEqual(await requestRows(page).count(), 1)
        await page.getByRole("alert").waitFor({ state: "detached" })
      })
    }).pipe(Effect.scoped)
  )
})

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"
import { browserOfFile, referrals, requests, statuses } from "./consolePage.ts"
import { authorized, get, list, referralsPath } from "./http.ts"

const { blank, open } = browserOfFile()

/** A page over a server of its own, once it shows rows and requests; the server can be stopped before the test ends. */
const overStoppable = Effect.gen(function* () {
  const run = yield* Scope.make()
  const { url } = yield* MockServer.make({ referrals: 5 }).pipe(Effect.provideService(Scope.Scope, run))
  const page = yield* blank()
  // The page's own reading stands in no journal.
  yield* get(url, referralsPath)
  yield* Effect.promise(async () => {
    await page.goto(url)
    await referrals(page).locator("tbody tr").first().waitFor()
    await requests(page).locator("tbody tr").first().waitFor()
  })
  return { page, url, stop: Scope.close(run, Exit.void) }
})

describe.skipIf(Chromium.isSkipped)("the journal on the console page", () => {
  it.live("shows each request as it is answered, newest first, and what is wrong with it", () =>
    Effect.gen(function* () {
      const page = yield* open()
      yield* list("limit=5&page=2")
      yield* list("limit=500")
      yield* Effect.promise(async () => {
        const newest = requests(page).locator("tbody tr").first()
        await newest.filter({ hasText: "/referrals?limit=500" }).waitFor()
        assert.deepStrictEqual((await statuses(page)).slice(0, 2), ["400", "200"])
        await newest.getByRole("button", { name: "1 violation" }).click()
        await newest.getByText("query.limit").waitFor()
        await page.getByLabel("Only errors and violations").check()
        assert.deepStrictEqual(await statuses(page), ["400"])
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("holds still while it is paused, and counts what it holds back", () =>
    Effect.gen(function* () {
      const page = yield* open()
      yield* list("page=1")
      const rows = requests(page).locator("tbody tr")
      yield* Effect.promise(async () => {
        await rows.filter({ hasText: "/referrals?page=1" }).waitFor()
        await page.getByRole("button", { name: "Pause" }).click()
      })
      yield* list("page=2")
      yield* Effect.promise(async () => {
        await page.getByText("paused, 1 more since").waitFor()
        assert.strictEqual(await rows.filter({ hasText: "page=2" }).count(), 0)
        await page.getByRole("button", { name: "Pause" }).click()
        await rows.filter({ hasText: "page=2" }).waitFor()
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("keeps up with a client that asks for hundreds of pages, and shows the newest", () =>
    Effect.gen(function* () {
      const page = yield* open()
      yield* Effect.forEach(Array.from({ length: 400 }), (_, index) => list(`limit=1&page=${index + 1}`), {
        concurrency: 8
      })
      yield* list("limit=2")
      yield* Effect.promise(async () => {
        await requests(page).locator("tbody tr").first().filter({ hasText: "limit=2" }).waitFor()
        assert.strictEqual(await requests(page).locator("tbody tr").count(), 150)
        await page.getByText("newest 150 shown").waitFor()
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("empties when a test resets the mock, and names the mistakes of other clients", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const page = yield* open()
      yield* list("limit=5&page=1")
      yield* list("limit=5&page=3")
      yield* Effect.promise(() => page.getByText("Page skipped").waitFor())
      yield* mock.reset
      yield* Effect.promise(async () => {
        await requests(page).getByText("No requests yet").waitFor()
        await page.getByText("No walks yet").waitFor()
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("says that the mock is away, and goes on when it is back, with the requests since then", () =>
    Effect.gen(function* () {
      const { page, stop, url } = yield* overStoppable
      yield* stop
      yield* Effect.promise(() => page.getByText("disconnected, trying again").waitFor())
      yield* MockServer.make({ referrals: 5, port: Number(new URL(url).port) })
      yield* get(url, `${referralsPath}?page=7`, authorized)
      yield* Effect.promise(async () => {
        await page.getByText("live", { exact: true }).waitFor()
        await requests(page).locator("tbody tr").filter({ hasText: "page=7" }).waitFor()
        assert.strictEqual(await requests(page).locator("tbody tr").count(), 1)
      })
    }).pipe(Effect.scoped)
  )

  it.live("takes back what it said of a mock that was away, and reads again", () =>
    Effect.gen(function* () {
      const { page, stop, url } = yield* overStoppable
      yield* stop
      const alerts = page.getByRole("alert").filter({ hasText: "The mock does not answer" })
      yield* Effect.promise(async () => {
        await page.getByRole("banner").getByText("Disconnected").waitFor()
        await page.getByRole("button", { name: "Reset" }).click()
        await page.getByRole("radio", { name: "slow" }).click()
        await page.getByRole("button", { name: "Reload" }).click()
        await alerts.nth(1).waitFor()
        await referrals(page).getByText("No answer").waitFor()
      })
      yield* MockServer.make({ referrals: 4, port: Number(new URL(url).port) })
      yield* Effect.promise(async () => {
        await referrals(page).locator("tbody tr").nth(3).waitFor()
        await page.getByText("4 referrals", { exact: true }).waitFor()
        assert.strictEqual(await alerts.count(), 0)
        assert.strictEqual(await page.getByText("Disconnected").count(), 0)
        assert.isTrue(await page.getByRole("radio", { name: "happy" }).isChecked())
      })
    }).pipe(Effect.scoped)
  )

  it.live("says of a walk that was refused by which status, and not that there is no mistake in it", () =>
    Effect.gen(function* () {
      const page = yield* open()
      yield* list("limit=500")
      yield* Effect.promise(async () => {
        await page.getByText("refused: 400").waitFor()
        assert.strictEqual(await page.getByText("No mistakes").count(), 0)
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )
})

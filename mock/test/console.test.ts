import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"
import { browserOfFile, requestRows, rows } from "./consolePage.ts"
import { list } from "./http.ts"

const { blank, open } = browserOfFile()

const built = fileURLToPath(new URL("../console/dist", import.meta.url))

describe("the console page's files", () => {
  it("are 90 kB at most as they are sent", () => {
    const files = readdirSync(built, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
    const sizes = files.map(({ name, parentPath }) => gzipSync(readFileSync(join(parentPath, name))).length)
    assert.isBelow(
      sizes.reduce((sum, size) => sum + size, 0),
      90_000
    )
  })
})

describe.skipIf(Chromium.isSkipped)("the console page", () => {
  it.live("is to be seen before its script has come, which then shows everything once", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const page = yield* blank()
      const held = Promise.withResolvers<void>()
      yield* Effect.promise(async () => {
        await page.route("**/assets/*.js", async (route) => {
          await held.promise
          await route.continue()
        })
        await page.goto(url, { waitUntil: "commit" })
        const names = page.getByRole("heading", { name: "piggy-mock", exact: true })
        await names.waitFor()
        assert.strictEqual(await page.getByText("live", { exact: true }).count(), 0)
        held.resolve()
        await page.getByText("live", { exact: true }).waitFor()
        assert.strictEqual(await names.count(), 1)
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 1 })))
  )

  it.live("loads from its own origin alone, without an error, and within its policy", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const page = yield* blank()
      const said: Array<string> = []
      const asked: Array<string> = []
      page.on("console", (message) => said.push(message.text()))
      page.on("pageerror", (error) => said.push(error.message))
      page.on("request", (request) => asked.push(request.url()))
      yield* list("limit=10")
      yield* Effect.promise(async () => {
        const answer = await page.goto(url)
        assert.match(answer?.headers()["content-security-policy"] ?? "", /^default-src 'none'; script-src 'self'; /)
        await requestRows(page).first().waitFor()
        await page.getByRole("link", { name: "Rows" }).click()
        await rows(page).getByRole("row").nth(5).waitFor()
      })
      assert.deepStrictEqual(said, [])
      assert.deepStrictEqual(
        asked.filter((each) => new URL(each).origin !== url),
        []
      )
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("keeps what it shows in its address, and Back takes a step back", () =>
    Effect.gen(function* () {
      yield* list("limit=5&page=1")
      yield* list("limit=5&page=2")
      const page = yield* open("/?find=page%3D2")
      yield* Effect.promise(async () => {
        await requestRows(page).filter({ hasText: "page=2" }).click()
        await page.getByRole("complementary", { name: "Request 2" }).waitFor()
        assert.strictEqual(new URL(page.url()).search, "?request=2&find=page%3D2")
        await page.reload()
        await page.getByRole("complementary", { name: "Request 2" }).getByText("limit").first().waitFor()
        assert.strictEqual(await page.getByRole("searchbox").inputValue(), "page=2")
        await page.getByRole("link", { name: "Rows" }).click()
        await rows(page).getByRole("row").nth(5).waitFor()
        await page.goBack()
        await page.getByRole("complementary", { name: "Request 2" }).waitFor()
        await page.goBack()
        await page.getByRole("complementary", { name: "Request 2" }).waitFor({ state: "detached" })
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("opens as often as it is left, since a page that nobody sees holds no connection", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      yield* list("limit=5&page=1")
      const browser = yield* Effect.acquireRelease(
        Effect.promise(() => Chromium.launchKeepingPages()),
        (started) => Effect.promise(() => started.close())
      )
      const page = yield* Effect.promise(() => browser.newPage())
      yield* Effect.promise(() =>
        Array.fromAsync([1, 2, 3, 4, 5, 6, 7], async (number) => {
          await page.goto(`${url}/?view=rows&page=${number}`)
          await page.getByText("live", { exact: true }).waitFor()
        })
      )
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("goes on with what came while nobody saw it", () =>
    Effect.gen(function* () {
      yield* list("limit=5&page=1")
      const page = yield* open()
      const setHidden = (isHidden: boolean) =>
        Effect.promise(() =>
          page.evaluate(
            `Object.defineProperty(document, "hidden", { value: ${isHidden}, configurable: true })
             document.dispatchEvent(new Event("visibilitychange"))`
          )
        )
      yield* Effect.promise(() => requestRows(page).filter({ hasText: "page=1" }).waitFor())
      yield* setHidden(true)
      yield* list("limit=5&page=2")
      yield* setHidden(false)
      yield* Effect.promise(() => requestRows(page).filter({ hasText: "page=2" }).waitFor())
      yield* list("limit=5&page=3")
      yield* Effect.promise(async () => {
        await requestRows(page).filter({ hasText: "page=3" }).waitFor()
        assert.strictEqual(await requestRows(page).count(), 3)
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 25 })))
  )

  it.live("copies snippets that read this mock, and a chosen theme stays", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const page = yield* open("/?view=connect")
      const copied = () => page.evaluate("navigator.clipboard.readText()")
      const background = () => page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
      yield* Effect.promise(async () => {
        await page.getByRole("button", { name: "Copy the fetch snippet" }).click()
        await page.getByText("Copied the fetch snippet").waitFor()
        assert.include(await copied(), `const list = "${url}/api/v3/oauth/clients/referrals"`)
        await page.getByRole("radio", { name: "curl" }).check()
        await page.getByRole("button", { name: "Copy the curl snippet" }).click()
        await page.getByText("Copied the curl snippet").waitFor()
        assert.include(await copied(), `'${url}/api/v3/oauth/clients/referrals?`)
        const light = await background()
        await page.getByRole("button", { name: /^Theme: system/ }).click()
        await page.getByRole("button", { name: /^Theme: light/ }).click()
        const dark = await background()
        assert.notStrictEqual(dark, light)
        await page.reload()
        await page.getByRole("button", { name: /^Theme: dark/ }).waitFor()
        assert.strictEqual(await background(), dark)
      })
    }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ referrals: 5 })))
  )
})

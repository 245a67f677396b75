import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { createServer, request } from "node:http"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"
import { browserOfFile, rows } from "./consolePage.ts"
import { send } from "./http.ts"

const prefix = "/tools/mock"

/** A proxy that hands on what lies below the prefix, under the Host of what is behind it, as Vite's does with `changeOrigin`. */
const proxyTo = (target: string, keepsPrefix: boolean) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly stop: () => void }>((resume) => {
      const server = createServer((asked, answered) => {
        if (asked.url?.startsWith(`${prefix}/`) !== true) return void answered.writeHead(404).end()
        const path = keepsPrefix ? asked.url : asked.url.slice(prefix.length)
        const headers = { ...asked.headers, host: new URL(target).host }
        const onward = request(`${target}${path}`, { method: asked.method, headers }, (answer) => {
          answered.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(answered)
        })
        onward.on("error", () => answered.destroy())
        answered.on("close", () => onward.destroy())
        asked.pipe(onward)
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const stop = () => {
          server.close()
          server.closeAllConnections()
        }
        resume(Effect.succeed({ url: `http://localhost:${port}${prefix}`, stop }))
      })
    }),
    ({ stop }) => Effect.sync(stop)
  )

const proxies = [
  ["takes its prefix off", {}, false],
  ["leaves its prefix on", { basePath: prefix }, true]
] as const

describe.skipIf(Chromium.isSkipped)("behind a proxy that writes another Host and", () => {
  const { blank } = browserOfFile()

  for (const [what, options, keepsPrefix] of proxies) {
    it.live(`${what}, the console reads, follows and steers the mock, and asks for nothing outside the prefix`, () =>
      Effect.gen(function* () {
        const mock = yield* MockServer.make({ referrals: 25, ...options })
        const { url } = yield* proxyTo(mock.url, keepsPrefix)
        const page = yield* blank()
        const asked: Array<string> = []
        page.on("request", (each) => asked.push(each.url()))
        yield* Effect.promise(async () => {
          await page.goto(`${url}/?view=rows`)
          await page.getByText("live", { exact: true }).waitFor()
          await rows(page).locator("tbody tr").first().waitFor()
          await page.getByRole("button", { name: /^maintenance/ }).click()
          await page.getByText("Playing maintenance").waitFor()
        })
        const { body } = yield* send<{ readonly settings: unknown }>(`${mock.url}/__mock/scenario`)
        assert.deepStrictEqual(body.settings, { preset: "maintenance" })
        assert.deepStrictEqual(
          asked.filter((each) => !each.startsWith(`${url}/`)),
          []
        )
      }).pipe(Effect.scoped)
    )

    it.live(`${what}, the page of the contract sends what is tried out to the mock`, () =>
      Effect.gen(function* () {
        const mock = yield* MockServer.make({ referrals: 25, ...options })
        const { url } = yield* proxyTo(mock.url, keepsPrefix)
        const page = yield* blank()
        yield* Effect.promise(async () => {
          await page.goto(`${url}/docs`)
          await page
            .getByRole("button", { name: /test request/i })
            .first()
            .click()
          const answer = page.waitForResponse((each) => each.url().includes("/api/v3/oauth/clients/referrals"))
          await page.getByRole("button", { name: /send/i }).first().click()
          assert.isTrue((await answer).url().startsWith(`${url}/api/`))
        })
        assert.lengthOf(yield* mock.journal, 1)
      }).pipe(Effect.scoped)
    )
  }
})

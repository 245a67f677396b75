import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as MockServer from "../src/MockServer.ts"
import * as Chromium from "./chromium.ts"
import { broken } from "./consoleAxe.ts"
import { browserOfFile } from "./consolePage.ts"
import { arrange, states } from "./consoleScene.ts"

const { blank } = browserOfFile()

describe.skipIf(Chromium.isSkipped)("every state of the console page", () => {
  // `pnpm --filter @effect-piggy/mock screenshots` looks at each state in both themes and at every width.
  for (const [width, colorScheme] of [
    [1440, "light"],
    [390, "dark"]
  ] as const) {
    const looked = states.filter((_, index) => index % 2 === (width === 1440 ? 0 : 1))
    it.live(
      `keeps the rules of WCAG 2.2 AA that a program can check, in ${looked.length} states at ${width} pixels`,
      () =>
        Effect.gen(function* () {
          const { url } = yield* MockServer.MockServer
          yield* Effect.promise(() => arrange(url))
          const page = yield* blank({ colorScheme, bypassCSP: true, viewport: { width, height: 900 } })
          for (const { name, path, reach } of looked) {
            const found = yield* Effect.promise(async () => {
              await page.goto(url + path)
              await reach(page)
              const tooWide = await page.evaluate<boolean>("document.documentElement.scrollWidth > innerWidth")
              await page.unrouteAll()
              return [...(await broken(page)), ...(tooWide ? ["wider than the screen"] : [])]
            })
            assert.deepStrictEqual([name, found], [name, []])
          }
        }).pipe(Effect.scoped, Effect.provide(MockServer.layer({ seed: "docs" }))),
      300_000
    )
  }
})

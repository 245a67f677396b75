/**
 * The site as its readers get it: built without a warning, no link that leads nowhere, readable by everybody in both
 * themes and at three widths, and searched without a network.
 */
import axe from "axe-core"
import { existsSync } from "node:fs"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import * as BuiltSite from "./builtSite.ts"

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"
const isSkipped = !existsSync(executablePath) && process.env["CI"] === undefined
if (isSkipped) process.stderr.write(`skipped: the site in a browser, since ${executablePath} is missing\n`)

let said = ""
let pages: ReadonlyMap<string, string> = new Map()
let assets: ReadonlySet<string> = new Set()

beforeAll(async () => {
  said = await BuiltSite.build()
  pages = BuiltSite.pages()
  assets = BuiltSite.assets()
})

/** The links of a page that stay on the site: as written, the page's path, and the anchor. */
const linksOf = (path: string, html: string) =>
  [...html.matchAll(/(?:href|src)="([^"]+)"/g)]
    .map(([, link = ""]) => link.replaceAll("&amp;", "&"))
    .filter((link) => !/^(?:[a-z]+:|\/\/)/i.test(link))
    .map((link) => {
      const url = new URL(link, `http://site/${path}`)
      const target = decodeURI(url.pathname.slice(1))
      return {
        link,
        target: target === "" || target.endsWith("/") ? `${target}index.html` : target,
        anchor: decodeURIComponent(url.hash.slice(1))
      }
    })

const leadsSomewhere = (target: string, anchor: string): boolean => {
  const page = pages.get(target)
  if (page === undefined) return assets.has(target) && anchor === ""
  return anchor === "" || page.includes(`id="${anchor}"`) || page.includes(`id="${anchor.replaceAll("&", "&amp;")}"`)
}

describe("the site", () => {
  it("is built without a warning", () => {
    assert.notMatch(said, /warn|\(!\)|error|dead link|deprecat/i)
  })

  it("has no link that leads nowhere, and no anchor either", () => {
    const dead = [...pages].flatMap(([path, html]) =>
      linksOf(path, html)
        .filter(({ anchor, target }) => !leadsSomewhere(target, anchor))
        .map(({ link }) => `${path}: ${link}`)
    )
    assert.deepStrictEqual(dead, [])
  })

  it("loads nothing from another machine", () => {
    const foreign = [...pages].flatMap(([path, html]) =>
      [...html.matchAll(/<(?:script|img|link)[^>]+(?:src|href)="((?:https?:)?\/\/[^"]+)"/g)].map(
        ([, link]) => `${path}: ${link}`
      )
    )
    assert.deepStrictEqual(foreign, [])
  })

  it("has a page for every module that can be imported, of each package, and for the contract", () => {
    const modules = ["Referrals", "promise", "PiggyError", "client", "mock/MockServer", "mock/client", "sync/Drain"]
    for (const name of modules) assert.isTrue(pages.has(`reference/${name}.html`), name)
    assert.include(pages.get("contract.html"), "/api/v3/oauth/clients/referrals")
  })
})

describe.skipIf(isSkipped)("the site in a browser", () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof BuiltSite.serve>>
  // One for all: a new one would load and compile everything anew.
  let page: Page

  beforeAll(async () => {
    server = await BuiltSite.serve()
    browser = await chromium.launch({ executablePath, args: ["--disable-gpu", "--disable-background-networking"] })
    page = await browser.newPage({ reducedMotion: "reduce" })
  })
  afterAll(async () => {
    await browser.close()
    server.close()
  })

  const open = async (path: string): Promise<void> => {
    await page.goto(`${server.url}/${path}`)
    await page.locator("h1").first().waitFor()
  }

  const shown = [
    "",
    "start-with-effect.html",
    "mock.html",
    "all-referrals.html",
    "reference/Referrals.html",
    "contract.html",
    "benchmarks.html"
  ]

  describe.for(shown.map((path, index) => ({ path, index })))("/$path", ({ index, path }) => {
    beforeAll(async () => {
      await open(path)
      await page.evaluate(axe.source)
    })

    const cases = ([390, 820, 1440] as const).flatMap((width) =>
      (["light", "dark"] as const)
        .filter((theme) => index < 2 || width === 1440 || (width === 390) === (theme === "dark"))
        .map((theme) => ({ width, theme }))
    )

    it.for(cases)("$width wide and $theme, has nothing that axe finds", async ({ theme, width }) => {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme: theme })
      await page.waitForFunction(`document.documentElement.classList.contains("dark") === ${theme === "dark"}`)
      const found: ReadonlyArray<{ id: string; nodes: ReadonlyArray<{ html: string }> }> = await page.evaluate(
        "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3).map(({ html }) => ({ html })) })))"
      )
      const wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
      assert.deepStrictEqual([found, wide], [[], false])
    })
  })

  it("finds a page by a word in it, without a network", async () => {
    await open("")
    const asked: Array<string> = []
    page.on("request", (request) => void asked.push(new URL(request.url()).host))
    await page.getByRole("button", { name: "Search" }).first().click()
    await page.getByRole("searchbox").fill("retryAfterCap")
    const first = page.locator("#localsearch-list a").first()
    await first.waitFor()
    assert.match((await first.getAttribute("href")) ?? "", /^\/.+\.html/)
    assert.deepStrictEqual(
      asked.filter((host) => host !== new URL(server.url).host),
      []
    )
  })
})

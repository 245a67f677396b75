/**
 * What a program can check of WCAG 2.2 AA on the console page.
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Page } from "playwright-core"

const require = createRequire(import.meta.url)

/** The short form of axe: a browser reads it in half the time. */
const source = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8")

/** The rules of axe that the page breaks, with where it does. */
export const broken = async (page: Page): Promise<ReadonlyArray<string>> => {
  if (await page.evaluate<boolean>("typeof axe === 'undefined'")) await page.evaluate(source)
  return page.evaluate<ReadonlyArray<string>>(
    `axe.run({ resultTypes: ["violations"], preload: false }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" | ")))`
  )
}

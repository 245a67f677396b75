/**
 * What a program can check of WCAG 2.2 AA on the console page.
 */
import axe from "axe-core"
import type { Page } from "playwright-core"

/** The rules of axe that the page breaks, with where it does. */
export const broken = async (page: Page): Promise<ReadonlyArray<string>> => {
  await page.evaluate(axe.source)
  return page.evaluate<ReadonlyArray<string>>(
    `axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" | ")))`
  )
}

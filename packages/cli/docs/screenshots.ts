/**
 * Pictures for the docs: the terminal and the report, over a mock.
 *
 * Run: `pnpm --filter @effect-piggy/cli screenshots`; needs `script` of util-linux and Chromium.
 */
import { startMockServer } from "@effect-piggy/mock"
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { type Browser, chromium } from "playwright-core"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
const picture = (name: string): string => fileURLToPath(new URL(`../../../docs/cli/${name}.png`, import.meta.url))

const styles: Readonly<Record<string, string>> = {
  1: "font-weight: bold",
  2: "color: #8b8b86",
  31: "color: #e77d5c",
  32: "color: #7bc47f",
  33: "color: #d9b45b",
  34: "color: #5f9df0",
  36: "color: #5bc0c9"
}

const escape = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;")

// Where a terminal's codes begin, as a letter that no command prints.
const mark = "\u{e000}"

/** What a terminal shows of a text: the last state of a line that was drawn again, and its colors. */
const asHtml = (text: string): string =>
  escape(
    text
      .replaceAll("\r\n", "\n")
      .replaceAll("\u001b", mark)
      .replace(/[^\n]*\r\u{e000}\[2K/gu, "")
  ).replace(/\u{e000}\[(\d+)m/gu, (_, code: string) =>
    code === "0" ? "</span>" : `<span style="${styles[code] ?? ""}">`
  )

/** A command on a terminal of so many columns. */
const onTerminal = async (command: string, columns: number, env: NodeJS.ProcessEnv): Promise<string> => {
  const inside = `stty cols ${columns}; ${command.replace(/^piggy/, `'${process.execPath}' '${main}'`)}`
  const { stdout } = await promisify(execFile)("script", ["-qec", inside, "/dev/null"], {
    env: { ...process.env, ...env }
  })
  return stdout
}

const terminal = async (browser: Browser, name: string, command: string, shown: string): Promise<void> => {
  const page = await browser.newPage({ viewport: { width: 900, height: 200 } })
  await page.setContent(
    `<body style="margin: 0; background: #1b1b1a; color: #e6e5e1"><pre style="margin: 0; padding: 18px 20px; display: inline-block; font: 13px/1.4 'DejaVu Sans Mono', monospace">$ ${escape(command)}\n${asHtml(shown)}</pre></body>`
  )
  await page.locator("pre").screenshot({ path: picture(name) })
  await page.close()
}

const folder = mkdtempSync(join(tmpdir(), "piggy-pictures-"))
const report = join(folder, "report.html")
const mock = await startMockServer({ referrals: 2537 })
const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium" })
try {
  const env = { PIGGY_API_KEY: "any", PIGGY_BASE_URL: mock.url, TERM: "xterm-256color" }
  const shown = await onTerminal(`piggy insights --html '${report}'`, 100, env)
  await terminal(
    browser,
    "terminal-insights",
    "piggy insights --html report.html",
    shown.replace(report, "report.html")
  )
  await terminal(browser, "terminal-list", "piggy list --limit 8", await onTerminal("piggy list --limit 8", 100, env))
  for (const [name, colorScheme, width, height] of [
    ["report-light", "light", 860, 1180],
    ["report-dark", "dark", 860, 1180],
    ["report-narrow", "light", 390, 1180]
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const page = await browser.newPage({ colorScheme, viewport: { width, height } })
    // oxlint-disable-next-line no-await-in-loop
    await page.goto(pathToFileURL(report).href)
    // oxlint-disable-next-line no-await-in-loop
    await page.screenshot({ path: picture(name) })
  }
} finally {
  await browser.close()
  await mock.close()
  rmSync(folder, { recursive: true })
}

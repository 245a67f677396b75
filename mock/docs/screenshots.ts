/**
 * Every state of the console page at four widths in both themes: axe's rules are checked in each, and the pictures for the
 * docs are taken.
 *
 * Run: `pnpm --filter @effect-piggy/mock screenshots`. `--all FOLDER` also keeps a picture of each state there,
 * `--docs` takes no others than those for the docs.
 */
import { mkdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { startMockServer } from "../src/index.ts"
import { launch } from "../test/chromium.ts"
import { broken } from "../test/consoleAxe.ts"
import { arrange, type State, states } from "../test/consoleScene.ts"

const widths = [1440, 1024, 768, 390] as const
const themes = ["light", "dark"] as const

/** What stands in the docs: which state at which width, beside the name of its file. */
const documented = new Map<string, string>([
  ["request 1440", "console"],
  ["journal 1024", "console-1024"],
  ["clients 768", "console-768"],
  ["journal 390", "console-390"]
])

const folder = new URL(".", import.meta.url).pathname
const [flag, kept] = process.argv.slice(2)
const all = flag === "--all" ? kept : undefined
const isTaken = (state: State, width: number): boolean => flag !== "--docs" || documented.has(`${state.name} ${width}`)
if (all !== undefined) mkdirSync(all, { recursive: true })

/** Chromium writes WebP itself, through its debugging protocol. */
const save = async (page: Page, file: string): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 60 })
  writeFileSync(file, Buffer.from(data, "base64"))
}

const mock = await startMockServer({ port: 4010, seed: "docs" })
await arrange(mock.url)
const browser = await launch()

/** Brings a page into a state once, and looks at it in both themes. @returns what is wrong */
const look = async (state: State, width: number): Promise<ReadonlyArray<string>> => {
  const page = await browser.newPage({
    bypassCSP: true,
    colorScheme: themes[0],
    reducedMotion: "reduce",
    viewport: { width, height: width < 700 ? 844 : 900 }
  })
  await page.goto(mock.url + state.path)
  await state.reach(page)
  const name = documented.get(`${state.name} ${width}`)
  const found = await Array.fromAsync(themes, async (theme) => {
    await page.emulateMedia({ colorScheme: theme })
    if (name !== undefined) await save(page, join(folder, `${name}-${theme}.webp`))
    if (all !== undefined) await page.screenshot({ path: join(all, `${state.name}-${width}-${theme}.png`) })
    return (await broken(page)).map((problem) => `${state.name}, ${width} pixels, ${theme}: ${problem}`)
  })
  await page.close()
  return found.flat()
}

const shots = states.flatMap((state) =>
  widths.filter((width) => isTaken(state, width)).map((width) => ({ state, width }))
)
// One page at a time, so that none waits for the machine.
const problems = (await Array.fromAsync(shots, ({ state, width }) => look(state, width))).flat()
await browser.close()
await mock.close()
for (const problem of problems) process.stderr.write(`${problem}\n`)
const sizes = [...documented.values()].flatMap((name) =>
  themes.map((theme) => statSync(join(folder, `${name}-${theme}.webp`)).size)
)
const total = sizes.reduce((sum, size) => sum + size, 0)
process.stdout.write(
  `${shots.length * themes.length} pages looked at: ${problems.length} violations of axe's rules; pictures of ${Math.round(total / 1000)} kB\n`
)
if (problems.length > 0) process.exitCode = 1

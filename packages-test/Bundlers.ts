/**
 * The packages in a page: bundled by what people bundle with, and opened in Chromium.
 */
import { readdirSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { chromium } from "playwright-core"
import { type Check, check } from "./Check.ts"
import * as Command from "./Command.ts"
import * as Project from "./Project.ts"
import * as World from "./World.ts"

export interface Bundler {
  readonly name: string
  readonly install: ReadonlyArray<string>
  /** Bundles `NAME.js` into `dist/NAME.js`. */
  readonly command: (name: string) => string
}

export const bundlers: ReadonlyArray<Bundler> = [
  {
    name: "Vite",
    install: ["vite@8.3.8"],
    command: (name) => `vite build --config ${name}.vite.config.js`
  },
  {
    name: "esbuild",
    install: ["esbuild@0.28.2"],
    command: (name) => `esbuild ${name}.js --bundle --minify --format=esm --outfile=dist/${name}.js`
  },
  {
    name: "rolldown",
    install: ["rolldown@1.3.2"],
    command: (name) => `rolldown ${name}.js --platform browser --format iife --minify --file dist/${name}.js`
  },
  {
    name: "webpack",
    install: ["webpack@5.112.2", "webpack-cli@7.3.1"],
    command: (name) => `webpack --mode production --entry ./${name}.js --output-filename ${name}.js`
  }
]

const sources = { core: "@effect-piggy/core/promise", client: "@effect-piggy/client" } as const
const names = ["core", "client"] as const

const page = (name: (typeof names)[number], mock: string): string => `import { makeReferrals } from "${sources[name]}"
const referrals = makeReferrals({ credentials: "page", baseUrl: "${mock}" })
referrals.collect().then(
  ({ summary }) => { document.title = summary.items + " " + summary.complete },
  (error) => { document.title = "failed: " + error.message }
)
`
const viteConfig = (name: string): string => `export default {
  logLevel: "warn",
  build: { emptyOutDir: false, lib: { entry: "${name}.js", formats: ["es"], fileName: () => "${name}.js" } }
}
`

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** The title that a page with this script has in the end. */
const titleOf = async (script: string): Promise<string> => {
  const server = createServer((request, response) => {
    const isScript = request.url === "/main.js"
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html")
    response.end(
      isScript
        ? script
        : '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/main.js"></script>'
    )
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve())
  })
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const browser = await chromium.launch({ executablePath, args: ["--disable-gpu", "--disable-background-networking"] })
  try {
    const opened = await browser.newPage()
    await opened.goto(`http://127.0.0.1:${port}/`)
    await opened.waitForFunction("document.title !== ''")
    return await opened.title()
  } finally {
    await browser.close()
    server.close()
  }
}

export const checksOf = async (bundler: Bundler, world: World.World): Promise<ReadonlyArray<Check>> => {
  const folder = join(world.folder, bundler.name)
  const files = names.flatMap((name) => [
    [`${name}.js`, page(name, world.mock)],
    [`${name}.vite.config.js`, viteConfig(name)]
  ])
  await Project.withNpm(folder, Object.fromEntries(files), [
    World.tarball(world, "core"),
    World.tarball(world, "client"),
    `effect@${World.versionHere("effect")}`,
    ...bundler.install
  ])
  return Promise.all(
    names.map(async (name) => {
      const { code, output } = await Command.run(["npx", ...bundler.command(name).split(" ")], folder)
      if (code !== 0) return check(`${name} is bundled`, false, output)
      const made = readdirSync(join(folder, "dist"))
      if (!made.includes(`${name}.js`)) return check(`${name} is bundled`, false, made)
      const title = await titleOf(readFileSync(join(folder, "dist", `${name}.js`), "utf8"))
      return check(`${name} in Chromium`, title === `${World.referrals} true`, title)
    })
  )
}

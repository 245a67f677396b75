/**
 * What must hold of the mock wherever it was installed.
 */
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { type Check, check } from "./Check.ts"
import type { Ended, Server } from "./Command.ts"

const list = "/api/v3/oauth/clients/referrals"

interface Got {
  readonly status: number
  readonly text: string
}

const get = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Got> => {
  const answer = await fetch(url, { headers: { authorization: "Bearer any", ...headers } })
  return { status: answer.status, text: await answer.text() }
}

const rowsOf = (text: string): number => {
  const page: { readonly data?: unknown } = JSON.parse(text)
  return Array.isArray(page.data) ? page.data.length : -1
}

/** What a server answers: rows, refusals, Prism's own answers, and its pages. */
export const ofServer = async ({ output, url }: Server): Promise<ReadonlyArray<Check>> => {
  const page = await get(`${url}${list}?limit=2`)
  const invalid = await get(`${url}${list}?limit=0`)
  const preferred = await get(`${url}${list}`, { prefer: "code=429" })
  const dynamic = await get(`${url}${list}`, { prefer: "dynamic=true" })
  const docs = await get(`${url}/docs`)
  const start = await get(`${url}/`)
  const parts = [...start.text.matchAll(/(?:src|href)="\.\/((?:assets\/|theme)[^"]+)"/g)].map(([, part = ""]) => part)
  const loaded = await Promise.all(parts.map((part) => get(`${url}/${part}`)))
  return [
    check("a page", page.status === 200 && rowsOf(page.text) === 2, page.text),
    check("1003 for a limit of 0", invalid.status === 400 && /"code":1003\b/.test(invalid.text), invalid.text),
    check("Prefer: code=429", preferred.status === 429, preferred.status),
    check("Prefer: dynamic=true", dynamic.status === 200 && rowsOf(dynamic.text) >= 0, dynamic.text),
    check("/docs", docs.status === 200 && docs.text.includes("Piggy Referrals API"), docs.status),
    check("the console", parts.length === 3 && loaded.every(({ status }) => status === 200), parts.join(" ")),
    check("no warning", !/warning/i.test(output()), output())
  ]
}

const isServing = (url: string): Promise<boolean> =>
  fetch(`${url}/__mock/health`).then(
    () => true,
    () => false
  )

const endsWithin = async (url: string, tries: number): Promise<boolean> => {
  if (!(await isServing(url))) return true
  if (tries === 0) return false
  await sleep(200)
  return endsWithin(url, tries - 1)
}

/** The server goes when what started it is killed. */
export const ofEnd = async ({ kill, url }: Server): Promise<Check> => {
  kill()
  return check("it ends with what started it", await endsWithin(url, 50), "it serves on")
}

/** A Node that is too old is named, with what brings a newer one. */
export const ofRefusal = (what: string, { code, output }: Ended): Check =>
  check(
    `${what} refuses`,
    code === 1 && /needs Node [\d.]+ or later, and this is [\d.]+\. .*node@/s.test(output),
    output
  )

const programs = ["preinstall", "install", "postinstall"] as const

const manifestsIn = (folder: string): ReadonlyArray<string> =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((path) => basename(path) === "package.json")
        .map((path) => join(folder, path))
    : []

const scriptOf = (manifest: string): string | undefined => {
  const { scripts }: { readonly scripts?: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(manifest, "utf8")
  )
  const found = programs.find((program) => scripts?.[program] !== undefined)
  return found === undefined ? undefined : `${manifest}: ${scripts?.[found]}`
}

/** The folder of a package as it was installed: `node_modules/effect`, `node_modules/@redis/client`. */
const isInstalled = (manifest: string): boolean => /\/node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(manifest)

/** What an install left in a project's folder. Yarn keeps packages with scripts in `.yarn/unplugged` where it keeps no others. */
export const ofInstall = (folder: string): ReadonlyArray<Check> => {
  const installed = manifestsIn(join(folder, "node_modules")).filter(isInstalled)
  const unplugged = manifestsIn(join(folder, ".yarn/unplugged"))
  const scripts = [...installed, ...unplugged].map(scriptOf).filter((script) => script !== undefined)
  const isThere = installed.length > 0 || existsSync(join(folder, ".pnp.cjs"))
  return [
    check("it is installed", isThere, readdirSync(folder)),
    check("no install script", scripts.length === 0, scripts.join("; ")),
    check("no Prism, no scarf", !installed.some((path) => /\/@(?:stoplight|scarf)\//.test(path)), "they are there")
  ]
}

/** Megabytes and packages that an install brought, by what can be counted in the folder. */
export const sizeOf = (folder: string): string => {
  const root = join(folder, "node_modules")
  if (!existsSync(root)) return "nothing to count"
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).map((name) => lstatSync(join(root, name)))
  // A file that has several names takes its place once.
  const blocks = new Map(files.map(({ blocks: size, ino }) => [ino, size]))
  const bytes = 512 * [...blocks.values()].reduce((sum, size) => sum + size, 0)
  const packages = new Set(
    manifestsIn(root)
      .filter(isInstalled)
      .map((manifest) => manifest.split("/node_modules/").at(-1))
  )
  return `${packages.size} packages, ${Math.round(bytes / 1e6)} MB`
}

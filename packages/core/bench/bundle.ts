/**
 * What does a program that streams referrals weigh in a browser?
 *
 * One program, bundled by esbuild and rolldown, minified, gzip level 9. Ours is what the bundle would be lighter by
 * without the bytes that the source map puts down to the SDK. Unit: 1,000 bytes. Run: `pnpm bench bundle`
 */
import * as esbuild from "esbuild"
import * as rolldown from "rolldown"
import { SourceMap } from "node:module"
import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import type { Figure } from "./report.ts"

const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))
const gzip = (code: string): number => gzipSync(code, { level: 9 }).length / 1000

// With `splitting`, what is imported when it is needed is in chunks of its own, which this leaves out.
const firstLoad = async (entry: string): Promise<string> => {
  const { metafile, outputFiles } = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    splitting: true,
    outdir: "bundle",
    metafile: true,
    write: false
  })
  const { outputs } = metafile
  const loaded = new Set(Object.keys(outputs).filter((path) => basename(path, ".js") === basename(entry, ".ts")))
  for (const path of loaded) {
    for (const { kind, path: next } of outputs[path]?.imports ?? []) if (kind === "import-statement") loaded.add(next)
  }
  return outputFiles
    .filter(({ path }) => [...loaded].some((name) => path.endsWith(name)))
    .map(({ text }) => text)
    .join("\n")
}

const byEsbuild = async (entry: string): Promise<{ readonly code: string; readonly map: string }> => {
  const { outputFiles } = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    sourcemap: "external",
    outfile: "bundle.js",
    write: false
  })
  const text = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ""
  return { code: text(".js"), map: text(".map") }
}

const byRolldown = async (entry: string): Promise<string> => {
  const bundle = await rolldown.rolldown({ input: entry, platform: "browser" })
  const { output } = await bundle.generate({ format: "esm", minify: true })
  await bundle.close()
  return output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("")
}

// Effect ships its sources too.
const isOurs = (source: string): boolean => /\/src\/[\w/]+\.ts$/.test(source) && !source.includes("node_modules")

// The bundle without what was ours.
const withoutOurs = ({ code, map }: { readonly code: string; readonly map: string }): string => {
  const traced = new SourceMap(JSON.parse(map))
  const keep = (line: string, number: number): string =>
    [...line]
      .filter((_, column) => {
        const entry = traced.findEntry(number, column)
        return !("originalSource" in entry && isOurs(entry.originalSource))
      })
      .join("")
  return code.split("\n").map(keep).join("\n")
}

export const measure = async (): Promise<ReadonlyArray<Figure>> => {
  const bundle = await byEsbuild(fixture("streams.ts"))
  const whole = gzip(bundle.code)
  const promises = await firstLoad(fixture("promises.ts"))
  const byIndex = await byEsbuild(fixture("streams-by-index.ts"))
  return [
    {
      name: "esbuild, minified, gzip",
      headline: "a program that streams referrals, minified, gzip, with Effect: esbuild",
      value: whole,
      unit: "kB",
      atMost: 60
    },
    {
      name: "rolldown, minified, gzip",
      headline: "the same: rolldown",
      value: gzip(await byRolldown(fixture("streams.ts"))),
      unit: "kB",
      atMost: 57
    },
    {
      name: "esbuild, what of it is ours",
      headline: "what of it is the SDK's own",
      value: whole - gzip(withoutOurs(bundle)),
      unit: "kB",
      atMost: 12
    },
    {
      name: "esbuild, what the same without Effect weighs more",
      value: gzip(promises) - whole,
      unit: "kB",
      atMost: 5.5
    },
    { name: "esbuild, the SDK imported from its index", value: gzip(byIndex.code), unit: "kB" },
    {
      name: "rolldown, the SDK imported from its index",
      value: gzip(await byRolldown(fixture("streams-by-index.ts"))),
      unit: "kB"
    }
  ]
}

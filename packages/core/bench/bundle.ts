/**
 * What does a program that streams referrals weigh in a browser?
 *
 * One program, bundled by esbuild and rolldown, minified, gzip level 9; and the part of it that is ours, with `effect`
 * left out. Unit: 1,000 bytes. Run: `pnpm bench bundle`
 */
import * as esbuild from "esbuild"
import * as rolldown from "rolldown"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import type { Figure } from "./report.ts"

const entry = fileURLToPath(new URL("./fixtures/streams.ts", import.meta.url))
const gzip = (code: string | Uint8Array): number => gzipSync(code, { level: 9 }).length / 1000

const byEsbuild = async (external: Array<string>): Promise<number> => {
  const { outputFiles } = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    external,
    write: false
  })
  return outputFiles.reduce((sum, file) => sum + gzip(file.contents), 0)
}

const byRolldown = async (external: Array<RegExp>): Promise<number> => {
  const bundle = await rolldown.rolldown({ input: entry, external, platform: "browser" })
  const { output } = await bundle.generate({ format: "esm", minify: true })
  await bundle.close()
  return output.reduce((sum, chunk) => sum + (chunk.type === "chunk" ? gzip(chunk.code) : 0), 0)
}

export const measure = async (): Promise<ReadonlyArray<Figure>> => [
  { name: "esbuild, minified, gzip", value: await byEsbuild([]), unit: "kB", atMost: 60 },
  { name: "rolldown, minified, gzip", value: await byRolldown([]), unit: "kB", atMost: 57 },
  { name: "esbuild, what of it is ours", value: await byEsbuild(["effect", "effect/*"]), unit: "kB", atMost: 9 }
]

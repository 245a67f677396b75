/**
 * Writes what of the site is made from something else into `generated/`: the reference from the doc comments, the contract
 * from `openapi.yaml`, the figures of the first page, and the files that pages link to.
 *
 * Run: `node generate.ts`
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Application } from "typedoc"
import { parse } from "yaml"
import * as Contract from "./contract.ts"
import * as Figures from "./figures.ts"
import { root } from "./repository.ts"
import * as Sources from "./sources.ts"

const generated = join(root, "site/generated")
const read = (path: string): string => readFileSync(join(root, path), "utf8")

const write = (path: string, text: string): void => {
  const file = join(generated, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** The modules that users can import, without the index, which has the same again. */
const entryPoints = (): Array<string> => {
  const { exports }: { readonly exports: Readonly<Record<string, string>> } = JSON.parse(
    read("packages/core/package.json")
  )
  return Object.entries(exports)
    .filter(([name, path]) => name !== "." && path.endsWith(".ts"))
    .map(([, path]) => join(root, "packages/core", path))
}

/** By TypeDoc; a warning of its is an error here. */
const writeReference = async (): Promise<void> => {
  const app = await Application.bootstrapWithPlugins({
    options: join(root, "site/typedoc.json"),
    entryPoints: entryPoints()
  })
  const project = await app.convert()
  if (project === undefined) throw new Error("TypeDoc found no reference")
  app.validate(project)
  await app.generateOutputs(project)
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error("TypeDoc has warnings: see above")
}

/** The first program of the page on promises. */
const firstProgram = (): string => {
  const program = /^```ts\n[^]*?^```\n/m.exec(read("docs/start-with-promises.md"))?.[0]
  if (program === undefined) throw new Error("docs/start-with-promises.md shows no program")
  return program
}

rmSync(generated, { recursive: true, force: true })
await writeReference()
write("contract.md", Contract.toMarkdown(parse(read("openapi.yaml"))))
write("parts/program.md", firstProgram())
write("parts/figures.md", Figures.toMarkdown(read("README.md")))
for (const [path, text] of Sources.pages()) write(path, text)

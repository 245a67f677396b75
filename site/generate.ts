/**
 * Writes what of the site is made from something else into `generated/`: the reference from the doc comments, the contract
 * from `openapi.yaml`, the figures of the first page, and the files that pages link to.
 *
 * Run: `node generate.ts`
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { parse } from "yaml"
import * as Contract from "./contract.ts"
import * as Figures from "./figures.ts"
import * as Reference from "./reference.ts"
import { root } from "./repository.ts"
import * as Sources from "./sources.ts"

const generated = join(root, "site/generated")
const read = (path: string): string => readFileSync(join(root, path), "utf8")

const write = (path: string, text: string): void => {
  const file = join(generated, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** The first program of the page on promises. */
const firstProgram = (): string => {
  const program = /^```ts\n[^]*?^```\n/m.exec(read("docs/start-with-promises.md"))?.[0]
  if (program === undefined) throw new Error("docs/start-with-promises.md shows no program")
  return program
}

rmSync(generated, { recursive: true, force: true })
await Reference.write()
write("contract.md", Contract.toMarkdown(parse(read("openapi.yaml"))))
write("parts/program.md", firstProgram())
write("parts/figures.md", Figures.toMarkdown(read("README.md")))
for (const [path, text] of Sources.pages()) write(path, text)

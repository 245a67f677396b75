/**
 * A program that a page of the docs shows: as the page has it, as the file has it, and what it prints.
 */
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

/** The page `docs/<name>.md` and its program `examples/<name>.ts`. */
export const programOf = (name: string) => {
  const page = readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), "utf8")
  const file = new URL(`../examples/${name}.ts`, import.meta.url)
  const source = readFileSync(file, "utf8")
  return {
    page,
    /** The first TypeScript on the page. */
    shown: /```ts\n([^]*?)```/.exec(page)?.[1],
    /** The file without its first comment. */
    source: source.slice(source.indexOf("import ")),
    /** What it prints, with a key and what else it is given. */
    run: (env: Readonly<Record<string, string>>) =>
      Effect.map(
        Effect.promise(() =>
          promisify(execFile)(process.execPath, [fileURLToPath(file)], {
            env: { ...process.env, PIGGY_API_KEY: "key", ...env }
          })
        ),
        ({ stdout }) => stdout
      )
  }
}

/**
 * New projects that know nothing of this repository.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import * as Command from "./Command.ts"

export const make = (folder: string, files: Readonly<Record<string, string>>): void => {
  const manifest = { name: "project", version: "0.0.0", private: true, type: "module" }
  for (const [name, text] of Object.entries({ "package.json": JSON.stringify(manifest), ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** Makes a project and adds packages by npm. */
export const withNpm = async (
  folder: string,
  files: Readonly<Record<string, string>>,
  specs: ReadonlyArray<string>
): Promise<void> => {
  make(folder, files)
  const { code, output } = await Command.run(["npx", "-y", "npm@11", "install", "--no-audit", ...specs], folder)
  if (code !== 0) throw new Error(`npm cannot install: ${output}`)
}

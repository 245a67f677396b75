/**
 * Makes `.package` in a package's folder: what `pnpm pack` puts into the tarball. That is the built files, the README with
 * links that work away from the repository, the guides that it links to, `llms.txt`, the licence and the changelog.
 *
 * Runs in the package's folder, as the last part of its `prepack`.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import * as Links from "./Links.ts"
import { llmsText } from "./llmsText.ts"
import { directoryOf, manifestOf, root, writeManifest } from "./Packages.ts"
import * as Repository from "./Repository.ts"

const folder = process.cwd()
const manifest = manifestOf(folder)
const repository = Repository.addressOf(manifest)
const stage = join(folder, ".package")

rmSync(stage, { recursive: true, force: true })

const { files = [] } = manifest
for (const file of files) {
  if (!existsSync(join(folder, file))) throw new Error(`${manifest.name}: ${file} is not there: run \`pnpm build\``)
  cpSync(join(folder, file), join(stage, file), { recursive: true })
}

const readmePath = `${directoryOf(folder)}/README.md`
const readme = readFileSync(join(root, readmePath), "utf8")
const isGuide = (path: string): boolean => /^docs\/(?!decisions\/).+\.md$/.test(path)
const guides = new Map(
  [...new Set(Links.targets(readme, readmePath))]
    .filter(isGuide)
    .map((path) => [path, readFileSync(join(root, path), "utf8")])
)

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(stage, path)), { recursive: true })
  writeFileSync(join(stage, path), text)
}
for (const [path, text] of guides) {
  write(
    path,
    Links.absolute(text, path, repository, (target) => guides.has(target))
  )
}
write("README.md", Links.absolute(readme, readmePath, repository))
write("llms.txt", llmsText(folder, manifest, guides))
cpSync(join(root, "LICENSE"), join(stage, "LICENSE"))
cpSync(join(folder, "CHANGELOG.md"), join(stage, "CHANGELOG.md"))

// What only the repository has a use for stays out.
const { devDependencies: _dev, publishConfig = {}, scripts: _scripts, ...rest } = manifest
const { directory: _stage, linkDirectory: _link, ...config } = publishConfig
const docs = guides.size > 0 ? ["docs"] : []
writeManifest(stage, { ...rest, files: [...files, ...docs, "llms.txt", "CHANGELOG.md"], publishConfig: config })

/**
 * Bundles `src/PrismEngine.ts` with all that it imports of Prism into one file, so that installing the package installs
 * none of it.
 */
import { type OutputChunk, type Plugin, rolldown } from "rolldown"
import { patched, redirected, replaced } from "./changes.ts"

const inPackage = (path: string): string => new URL(`../${path}`, import.meta.url).pathname

const ours = "\0ours:"

/** The changes, as a plugin; a change whose place is not there any more fails the build. */
const changes = (): Plugin => {
  const outstanding = new Set([...replaced, ...redirected, ...patched].map(({ module }) => module))
  return {
    name: "changes",
    resolveId(source, importer) {
      if (replaced.some(({ module }) => module === source)) {
        outstanding.delete(source)
        return `${ours}${source}`
      }
      const redirection = redirected.find(({ module }) => module === source)
      if (redirection === undefined) return undefined
      outstanding.delete(source)
      return this.resolve(redirection.to, importer, { skipSelf: true })
    },
    load(id) {
      if (!id.startsWith(ours)) return undefined
      return replaced.find(({ module }) => module === id.slice(ours.length))?.code
    },
    transform(code, id) {
      const patch = patched.find(({ module }) => id.endsWith(`/node_modules/${module}`))
      if (patch === undefined) return undefined
      if (!code.includes(patch.before)) throw new Error(`${patch.module} has changed: look at bundle/changes.ts`)
      outstanding.delete(patch.module)
      return code.replace(patch.before, () => patch.after)
    },
    buildEnd() {
      if (outstanding.size > 0)
        throw new Error(`Prism uses no ${[...outstanding].join(", ")}: look at bundle/changes.ts`)
    }
  }
}

/** Faker is a dependency of the package: it is large, and its users may have it already. */
const external = [/^node:/, /^@faker-js\/faker$/]

/** Writes the bundle. @returns the modules that are in it, by path */
export const bundle = async (file: string): Promise<ReadonlyArray<string>> => {
  const build = await rolldown({
    input: inPackage("src/PrismEngine.ts"),
    platform: "node",
    external,
    checks: { pluginTimings: false },
    plugins: [changes()]
  })
  const { output } = await build.write({
    file,
    format: "esm",
    codeSplitting: false,
    minify: true,
    comments: { legal: true }
  })
  await build.close()
  return output.filter((one): one is OutputChunk => one.type === "chunk").flatMap(({ moduleIds }) => moduleIds)
}

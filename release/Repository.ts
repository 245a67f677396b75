/**
 * What every published manifest says alike: the repository's address on the web, and how the package is packed.
 */
import { posix } from "node:path"
import type { Manifest, Package } from "./Packages.ts"

/** Stands in the manifests until `pnpm release:repository` has written the real one. No such host can exist (RFC 2606). */
export const placeholder = "https://repository.invalid/effect-piggy"

/** A manifest with the addresses of a repository, and with the scripts that pack and guard it. */
export const withRepository = ({ directory, manifest }: Package, address: string): Manifest => {
  const release = posix.relative(directory, "release")
  return {
    ...manifest,
    homepage: `${address}/tree/main/${directory}#readme`,
    bugs: { url: `${address}/issues` },
    author: "effect-piggy contributors",
    repository: { type: "git", url: `git+${address}.git`, directory },
    publishConfig: { ...manifest.publishConfig, access: "public", directory: ".package", linkDirectory: false },
    scripts: {
      ...manifest.scripts,
      prepack: `node ${release}/requirePnpm.mjs && pnpm build && node ${release}/stage.ts`,
      prepublishOnly: `node ${release}/requirePnpm.mjs && node ${release}/refusePlaceholder.ts`
    }
  }
}

/** The address that a manifest's `repository` was made from. */
export const addressOf = ({ name, repository }: Manifest): string => {
  const address = /^git\+(https:.+)\.git$/.exec(repository?.url ?? "")?.[1]
  if (address === undefined) {
    throw new Error(`${name}: repository.url must be git+https://….git: run \`pnpm release:repository https://…\``)
  }
  return address
}

/** An address as a person gives it, or the reason why it is none. */
export const parse = (text: string): { readonly address: string } | { readonly problem: string } => {
  const url = URL.parse(text.replace(/\/$/, "").replace(/\.git$/, ""))
  return url?.protocol === "https:" && url.pathname.length > 1 && url.username + url.search + url.hash === ""
    ? { address: url.href }
    : { problem: `the repository's address must be like https://github.com/owner/name, got ${JSON.stringify(text)}` }
}

/** Why a package must not be published yet, one sentence each. */
export const problems = (one: Package): ReadonlyArray<string> => {
  const { name } = one.manifest
  const address = addressOf(one.manifest)
  if (new URL(address).hostname.endsWith(".invalid")) {
    return [`${name}: the address ${address} is a placeholder: run \`pnpm release:repository https://…\` first`]
  }
  const isWhole = JSON.stringify(withRepository(one, address)) === JSON.stringify(one.manifest)
  return isWhole ? [] : [`${name}: the manifest is not as others are: run \`pnpm release:repository ${address}\``]
}

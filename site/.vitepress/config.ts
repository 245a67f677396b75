import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { defineConfig, type UserConfig } from "vitepress"
import { extend, slugify, textOf } from "../markdown.ts"
import { bar, sidebar } from "../navigation.ts"
import { markdownFiles, pageOf, root } from "../repository.ts"

const files = markdownFiles().filter((path) => !path.startsWith("site/generated/parts/"))
const pages = new Map(files.flatMap((path) => (pageOf(path) === undefined ? [] : [[path, pageOf(path) ?? ""]])))

type Plugin = NonNullable<NonNullable<UserConfig["vite"]>["plugins"]>[number]

/** The pages lie outside this package, so they find no Vue beside them: they get VitePress's. */
const vueOfVitePress: Plugin = {
  name: "vue-of-vitepress",
  enforce: "pre",
  resolveId(source, importer, options) {
    if (!/^vue(?:\/|$)/.test(source) || importer === undefined || importer.includes("/node_modules/")) return null
    return this.resolve(source, fileURLToPath(import.meta.resolve("vitepress")), { ...options, skipSelf: true })
  }
}

/** The pages' server code runs once, to render them: shaking it would take longer than it saves. */
const unshakenServer: Plugin = {
  name: "unshaken-server",
  config: (_, { isSsrBuild }) => (isSsrBuild === true ? { build: { rollupOptions: { treeshake: false } } } : {})
}

export default defineConfig({
  title: "effect-piggy",
  description: "An Effect SDK for the Piggy (Leat) referrals API, and a mock server that behaves like it",
  lang: "en",
  head: [["link", { rel: "icon", href: "data:," }]],
  // The pages are the repository's own files, where they are.
  srcDir: root,
  srcExclude: markdownFiles().filter((path) => !pages.has(path)),
  rewrites: Object.fromEntries(pages),
  outDir: join(root, "site/dist"),
  cacheDir: join(root, "site/node_modules/.vitepress"),
  cleanUrls: false,
  markdown: {
    config: extend,
    anchor: { slugify },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" }
  },
  themeConfig: {
    nav: bar(),
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: "local", options: { _render: textOf } },
    externalLinkIcon: true
  },
  vite: {
    plugins: [vueOfVitePress, unshakenServer],
    publicDir: join(root, "site/public"),
    build: { target: "es2022", chunkSizeWarningLimit: 4000 },
    optimizeDeps: { entries: [], esbuildOptions: { target: "es2022" } },
    server: { host: "127.0.0.1", fs: { allow: [root] } }
  }
})

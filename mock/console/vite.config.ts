import { fileURLToPath } from "node:url"
import { defineConfig } from "vite"

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  // The page finds its parts beside itself, below whatever path it is served.
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    target: "es2023",
    // The page's policy lets no style or image in that is part of a script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false }
  }
})

/**
 * Bundles the page and serves it: esbuild does both.
 *
 * Run: `node packages/core/examples/browser/serve.ts`
 */
import { context } from "esbuild"

const page = await context({
  entryPoints: [`${import.meta.dirname}/main.ts`],
  outdir: import.meta.dirname,
  bundle: true,
  write: false,
  format: "esm",
  target: "es2024"
})

const { port } = await page.serve({ host: "127.0.0.1", port: 0, servedir: import.meta.dirname })
console.log(`http://127.0.0.1:${port}/?api=http://127.0.0.1:4010`)

/**
 * The site as it was built: its pages, and a server on this machine that answers them.
 */
import { execFile } from "node:child_process"
import { once } from "node:events"
import { globSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import { extname, join } from "node:path"
import { promisify } from "node:util"
import { root } from "../repository.ts"

const dist = join(root, "site/dist")

/** Builds it, and answers all that the build said. */
export const build = async (): Promise<string> => {
  const { stderr, stdout } = await promisify(execFile)("npx", ["-y", "pnpm@12.21.0", "docs:build"], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1" }
  })
  return stdout + stderr
}

/** Every page by its path. */
export const pages = (): ReadonlyMap<string, string> =>
  new Map(globSync("**/*.html", { cwd: dist }).map((path) => [path, readFileSync(join(dist, path), "utf8")]))

/** Every file that is not a page. */
export const assets = (): ReadonlySet<string> => new Set(globSync("**/*.*", { cwd: dist }))

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webp": "image/webp"
}

/** Serves it on a port of its own. */
export const serve = async (): Promise<{ readonly url: string; readonly close: () => void }> => {
  const files = assets()
  const server = createServer(({ url = "/" }, response) => {
    const path = decodeURI(new URL(url, "http://127.0.0.1").pathname.slice(1))
    const file = path === "" || path.endsWith("/") ? `${path}index.html` : path
    if (!files.has(file)) return void response.writeHead(404).end()
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" })
    response.end(readFileSync(join(dist, file)))
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, close: () => server.close().closeAllConnections() }
}

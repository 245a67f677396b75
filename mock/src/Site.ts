/**
 * What people see in a browser: the console page at `/` and the contract as a document at `/docs`.
 *
 * Everything comes from this machine; the pages may not ask any other for anything.
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiScalar from "effect/http-api/HttpApiScalar"
import * as OpenApi from "effect/http-api/OpenApi"
import { existsSync, readFileSync, statSync } from "node:fs"
import { extname, join, normalize } from "node:path"
import type { Documents } from "./ContractFiles.ts"

const headersWith = (policy: ReadonlyArray<string>) => ({
  "content-security-policy": policy.join("; "),
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff"
})

/** The console page: its own files and its own server. */
const strict = headersWith([
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
])

/** What Scalar's page needs: its script and style stand in the page. */
const loose = headersWith([
  "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'",
  "frame-ancestors 'none'",
  "base-uri 'self'"
])

const mediaTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".map": "application/json"
}

/** The file that a path means, if it is one of the folder's. */
const fileAt = (folder: string, path: string): string | undefined => {
  const relative = normalize(path === "/" ? "/index.html" : path)
  const file = join(folder, relative)
  return file.startsWith(folder) && existsSync(file) && statSync(file).isFile() ? file : undefined
}

const notBuilt = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>piggy-mock</title><meta name="color-scheme" content="light dark"></head>
<body>
<h1>piggy-mock is serving</h1>
<p>The console page has not been built. In a checkout, <code>npx -y pnpm@12.21.0 build</code> builds it; then reload this page.</p>
<ul>
<li><a href="docs">The contract</a></li>
<li><a href="__mock/journal">The journal</a> and <a href="__mock/walks">the walks in it</a></li>
<li><a href="__mock/scenario">The scenario</a>; <code>PUT {"preset":"flaky"}</code> changes it</li>
</ul>
</body>
</html>
`

const page = (html: string) => HttpServerResponse.html(html).pipe(HttpServerResponse.setHeaders(strict))

/** The build names what is in here after its content. */
const isHashed = (path: string): boolean => path.startsWith("/assets/")

const staticFile = (file: string, path: string) =>
  HttpServerResponse.uint8Array(readFileSync(file), {
    contentType: mediaTypes[extname(file)] ?? "application/octet-stream",
    headers: { ...strict, "cache-control": isHashed(path) ? "public, max-age=31536000, immutable" : "no-cache" }
  })

/** Stands in the document where the page's own address belongs; the browser knows it, whatever proxy it came through. */
const thisServer = "piggy-mock-here"

/** The document with this mock in front of the other servers, so that what is tried out on the page is tried here. */
const withThisServer = (document: object): Record<string, unknown> => {
  const others: unknown = "servers" in document ? document.servers : []
  const here = { url: thisServer, description: "This mock." }
  return { ...document, servers: [here, ...(Array.isArray(others) ? others : [])] }
}

/** Nothing that leads to another machine: no fonts, no telemetry, no toolbar and no client of Scalar's own. */
const scalar = { withDefaultFonts: false, telemetry: false, showDeveloperTools: "never", hideClientButton: true }

/** Scalar's page comes with Effect for its own contracts; the transformation puts ours in the place of an empty one. */
const docsOf = (document: object) =>
  Effect.gen(function* () {
    const api = HttpApi.make("contract").annotate(OpenApi.Transform, () => withThisServer(document))
    const answer = yield* yield* HttpRouter.toHttpEffect(HttpApiScalar.layer(api, { path: "/docs", scalar }))
    const html = yield* Effect.promise(() => HttpServerResponse.toWeb(answer).text())
    return html.replace(`"${thisServer}"`, () => 'new URL(".", location.href).href.replace(/\\/$/, "")')
  }).pipe(Effect.scoped, Effect.orDie)

/** What browsers ask every site for; it should not stand in the journal as a mistake. */
const icon = HttpServerResponse.text(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#e8799a"/>' +
    '<ellipse cx="8" cy="9" rx="3.5" ry="2.5" fill="#f7b6c8"/><circle cx="6.8" cy="9" r=".7"/><circle cx="9.2" cy="9" r=".7"/></svg>',
  { contentType: "image/svg+xml" }
)

export interface Options {
  /** Folder of the built console page; it may be missing. */
  readonly consolePath: string
  /** The contract that is in force. */
  readonly contract: () => Documents
}

/** The page or file at a path, or nothing if the path is not the site's. */
export const make = ({ consolePath, contract }: Options) => {
  let shown: { readonly document: object; readonly html: string } | undefined
  const docs = Effect.gen(function* () {
    const { document } = contract()
    if (shown?.document !== document) shown = { document, html: yield* docsOf(document) }
    return HttpServerResponse.html(shown.html).pipe(HttpServerResponse.setHeaders(loose))
  })
  return (
    method: string,
    path: string
  ): Effect.Effect<HttpServerResponse.HttpServerResponse, never, HttpServerRequest.HttpServerRequest> | undefined => {
    if (method !== "GET" && method !== "HEAD") return undefined
    if (path === "/docs") return docs
    if (path === "/openapi.yaml") {
      return Effect.sync(() => HttpServerResponse.text(contract().text, { contentType: "application/yaml" }))
    }
    const file = fileAt(consolePath, path)
    if (file !== undefined) return Effect.sync(() => staticFile(file, path))
    if (path === "/favicon.ico") return Effect.succeed(icon)
    return path === "/" ? Effect.succeed(page(notBuilt)) : undefined
  }
}

/**
 * The server that the cases come from and report to. It also plays what piggy-mock does not: a request that is never
 * answered, a redirect, JSON that is cut short, a referral that says who asked.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import type { MockServer } from "@effect-piggy/mock"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as NetAddress from "effect/net/NetAddress"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import { createServer } from "node:http"
import { readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { Report } from "./cases/report.ts"
import type { Plan } from "./cases/world.ts"

const mediaTypes: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" }

// In a browser this policy forbids eval.
const policy = { "content-security-policy": "default-src 'none'; script-src 'self'; connect-src http://127.0.0.1:*" }

const decodeReport = Schema.decodeUnknownEffect(Schema.fromJsonString(Report))

export interface Options {
  readonly mock: MockServer.Service
  /** Base URL at which nobody listens. */
  readonly refused: string
  /** The folder of the page and its scripts. */
  readonly folder: string
}

/** Serves until the scope closes. */
export const make = Effect.fnUntraced(function* ({ folder, mock, refused }: Options) {
  const reports = yield* Queue.unbounded<Report>()
  const plan: typeof Plan.Type = {
    mock: mock.url,
    refused,
    uuids: mock.dataset.slice({}, 0, mock.dataset.count({})).map(({ uuid }) => uuid),
    completed: mock.dataset.count({ status: "completed" })
  }
  const hanging = { came: 0, left: 0 }

  const answer = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest, path: string) {
    switch (path.split("/")[1]) {
      case "plan":
        return HttpServerResponse.jsonUnsafe(plan)
      case "arrived":
        return HttpServerResponse.jsonUnsafe((yield* mock.journal).length)
      case "hanging":
        if (request.url.endsWith("?reset")) Object.assign(hanging, { came: 0, left: 0 })
        return HttpServerResponse.jsonUnsafe(hanging)
      case "hang":
        hanging.came++
        return yield* Effect.onInterrupt(Effect.interruptible(Effect.never), () => Effect.sync(() => hanging.left++))
      case "redirect":
        return HttpServerResponse.redirect(mock.url)
      case "cut-json":
        return HttpServerResponse.text('{"data":[{"uuid":', { contentType: "application/json" })
      case "who": {
        const agent = request.headers["user-agent"] ?? "nobody"
        const contact = { uuid: "contact", email: null }
        return HttpServerResponse.jsonUnsafe({
          data: [{ uuid: agent, referring_contact: contact, referred_contact: contact, status: "pending" }]
        })
      }
      case "no-gzip":
        return HttpServerResponse.text("no gzip", { headers: { "content-encoding": "gzip" } })
      case "report":
        yield* Queue.offer(reports, yield* Effect.orDie(Effect.flatMap(request.text, decodeReport)))
        return HttpServerResponse.empty()
      case "page.html":
      case "page.js":
      case "cases.js":
        return HttpServerResponse.text(readFileSync(join(folder, path), "utf8"), {
          contentType: mediaTypes[extname(path)] ?? "text/plain",
          headers: policy
        })
      default:
        return HttpServerResponse.empty({ status: 404 })
    }
  })

  const nodeServer = createServer()
  const server = yield* NodeHttpServer.make(() => nodeServer, {
    host: "127.0.0.1",
    port: 0,
    disablePreemptiveShutdown: true
  })
  yield* Effect.addFinalizer(() => Effect.sync(() => nodeServer.closeAllConnections()))
  yield* server.serve(
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
      answer(request, new URL(request.url, "http://home").pathname)
    )
  )
  return { url: NetAddress.formatUrlUnsafe(server.address), nextReport: Queue.take(reports) }
})

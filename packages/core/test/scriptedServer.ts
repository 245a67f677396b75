/**
 * A TCP server that writes what a script says, byte for byte. No HTTP library stands in between.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as net from "node:net"
import { referral } from "../src/testing/FakePiggy.ts"

/** A request line that was read. */
export interface Request {
  readonly url: URL
  readonly page: number
  /** How often this page was asked for before. */
  readonly nth: number
}

/** Writes an answer, or does worse. */
export type Reply = (socket: net.Socket, request: Request) => void

export interface ScriptedServer {
  readonly url: string
  readonly port: number
  readonly requests: ReadonlyArray<Request>
  /** Connections that are open at this moment. */
  readonly connections: () => number
  readonly close: Effect.Effect<void>
}

const reasons = new Map([[200, "OK"]])

/** An answer in bytes; content-length is that of the body unless the headers say otherwise. */
export const http = (
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array = ""
): Uint8Array => {
  const bytes = typeof body === "string" ? Buffer.from(body) : body
  const all = {
    ...(Object.keys(headers).some((name) => /^(?:content-length|transfer-encoding)$/.test(name))
      ? {}
      : { "content-length": String(bytes.byteLength) }),
    "content-type": "application/json",
    connection: "close",
    ...headers
  }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status} ${reasons.get(status) ?? "No"}\r\n${head.join("")}\r\n`),
    bytes
  ])
}

/** Sends the bytes and closes. */
export const send =
  (bytes: Uint8Array): Reply =>
  (socket) => {
    socket.end(bytes)
  }

export const rowsOnAPage = 100

/** Page `page` of a list of `total` referrals, as JSON. */
export const pageBody = (page: number, total: number): string => {
  const first = (page - 1) * rowsOnAPage
  const length = Math.max(0, Math.min(rowsOnAPage, total - first))
  return JSON.stringify({ data: Array.from({ length }, (_, index) => referral(first + index)), meta: [] })
}

/** Listens on a free port of 127.0.0.1 until the scope closes. */
export const make = (reply: Reply): Effect.Effect<ScriptedServer, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<ScriptedServer>((resume) => {
      const open = new Set<net.Socket>()
      const requests: Array<Request> = []
      const server = net.createServer((socket) => {
        open.add(socket)
        socket.on("close", () => open.delete(socket))
        socket.on("error", () => socket.destroy())
        let received = ""
        socket.on("data", (chunk) => {
          // A TLS hello.
          if (received === "" && chunk[0] === 0x16) return void socket.end("HTTP/1.1 400 No\r\n\r\n")
          received += chunk.toString("latin1")
          if (!received.includes("\r\n\r\n")) return
          const target = received.split(" ", 2)[1] ?? "/"
          received = ""
          const url = new URL(target, "http://127.0.0.1")
          const page = Number(url.searchParams.get("page") ?? 1)
          const request = { url, page, nth: requests.filter((earlier) => earlier.page === page).length }
          requests.push(request)
          reply(socket, request)
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(
          Effect.succeed({
            url: `http://127.0.0.1:${port}`,
            port,
            requests,
            connections: () => open.size,
            close: Effect.callback<void>((closed) => {
              for (const socket of open) socket.destroy()
              server.close(() => closed(Effect.void))
            })
          })
        )
      })
    }),
    (server) => server.close
  )

/**
 * An API that serves rows which no contract allows, on a port of its own.
 */
import * as Effect from "effect/Effect"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

const isBound = (address: ReturnType<ReturnType<typeof createServer>["address"]>): address is AddressInfo =>
  typeof address === "object" && address !== null

/** Serves rows as the first page, and nothing behind it, until the scope ends. @returns the base URL */
export const serve = (rows: ReadonlyArray<unknown>) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(
        () =>
          new Promise<ReturnType<typeof createServer>>((resolve) => {
            const server = createServer((request, response) => {
              const page = new URL(request.url ?? "", "http://localhost").searchParams.get("page") ?? "1"
              response.setHeader("content-type", "application/json")
              response.end(JSON.stringify({ data: page === "1" ? rows : [], meta: [] }))
            })
            server.listen(0, "127.0.0.1", () => resolve(server))
          })
      ),
      (server) =>
        Effect.sync(() => {
          server.close()
          server.closeAllConnections()
        })
    ),
    (server) => {
      const address = server.address()
      return isBound(address) ? `http://127.0.0.1:${address.port}` : ""
    }
  )

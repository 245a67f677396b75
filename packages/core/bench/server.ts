/**
 * The API for the benchmarks, in a process of its own: pages written once, each answered after a given time.
 *
 * Usage: `node bench/server.ts <referrals> <fixed:50 | drawn:20-200>`; prints its address.
 */
import { createServer } from "node:http"
import { FakePiggy } from "@effect-piggy/core/testing"
import { latencyOf, pageSize } from "./latencies.ts"

const [, , count = "20000", latency = "fixed:50"] = process.argv
const total = Number(count)

const pages = new Map<number, Buffer>()
const bodyOf = (page: number): Buffer => {
  const known = pages.get(page)
  if (known !== undefined) return known
  const from = (page - 1) * pageSize
  const data = Array.from({ length: Math.max(0, Math.min(pageSize, total - from)) }, (_, i) =>
    FakePiggy.referral(from + i)
  )
  const body = Buffer.from(JSON.stringify({ data, meta: [] }))
  if (total <= 100_000) pages.set(page, body)
  return body
}

// Written before the first request, where they fit.
if (total <= 100_000) for (let page = 1; page <= Math.ceil(total / pageSize) + 20; page++) bodyOf(page)

const server = createServer((request, response) => {
  const page = Number(new URL(request.url ?? "/", "http://localhost").searchParams.get("page") ?? 1)
  const answer = () => {
    const body = bodyOf(page)
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length })
    response.end(body)
  }
  const wait = latencyOf(latency, page)
  if (wait === 0) answer()
  else setTimeout(answer, wait)
})

server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (typeof address === "object" && address !== null) console.log(`http://127.0.0.1:${address.port}`)
})

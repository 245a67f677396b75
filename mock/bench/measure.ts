/**
 * How the servers are asked, and what is read off them.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { Agent, request } from "node:http"
import autocannon from "autocannon"
import { headers, listPath, type Served } from "./processes.ts"

export const median = (numbers: ReadonlyArray<number>): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0

/** Requests per second at ten connections. */
export const throughput = async (server: Served, seconds: number): Promise<number> => {
  const { non2xx, requests } = await autocannon({
    url: `${server.url}${listPath}?limit=30`,
    headers,
    connections: 10,
    duration: seconds
  })
  if (non2xx > 0) throw new Error(`${server.url} refused ${non2xx} requests`)
  return requests.average
}

/** Milliseconds from a request to the last byte of its answer. */
const timed = (agent: Agent, url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const started = performance.now()
    request(url, { agent, headers }, (response) => {
      response.resume()
      response.on("end", () => resolve(performance.now() - started))
    })
      .on("error", reject)
      .end()
  })

/** Pages all over the list, under each filter in turn; the same share of the list for every size. */
const query = (turn: number, referrals: number): string => {
  const filter = ["", "&status=completed", "&status=pending", "&status=failed"][turn % 4] ?? ""
  const pages = Math.max(1, Math.floor(referrals / 30 / (turn % 4 === 0 ? 1 : 10)))
  return `limit=30&page=${1 + ((turn * 7919) % pages)}${filter}`
}

export interface Sized {
  readonly server: Served
  readonly referrals: number
}

const percentile99 = (times: ReadonlyArray<number>): number =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? 0

/**
 * The latency that 99 of 100 requests stay under, in milliseconds, for each of the servers.
 *
 * One request at a time, to one server after the other, so that whatever else the machine does hits both alike.
 */
export const p99 = async (servers: ReadonlyArray<Sized>, requests: number): Promise<ReadonlyArray<number>> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times = servers.map((): Array<number> => [])
  const next = async (step: number): Promise<void> => {
    const turn = Math.floor(step / servers.length)
    const which = step % servers.length
    const sized = servers[which]
    if (turn === requests || sized === undefined) return
    times[which]?.push(await timed(agent, `${sized.server.url}${listPath}?${query(turn, sized.referrals)}`))
    await next(step + 1)
  }
  await next(0)
  agent.destroy()
  return times.map(percentile99)
}

/** Sends that many requests at ten connections. */
export const flood = async (server: Served, requests: number): Promise<void> => {
  await autocannon({ url: `${server.url}${listPath}?limit=30`, headers, connections: 10, amount: requests })
}

/** Three requests to each of that many sessions, eight sessions at a time. */
export const visit = async (server: Served, sessions: number): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  let next = 0
  const visitor = async (): Promise<void> => {
    const session = next++
    if (session >= sessions) return
    const base = `${server.url}/__session/visitor-${session}${listPath}`
    await timed(agent, `${base}?page=1`)
    await timed(agent, `${base}?page=2`)
    await timed(agent, `${base}?page=3`)
    await visitor()
  }
  await Promise.all(Array.from({ length: 8 }, visitor))
  agent.destroy()
}

/** The live heap of a server that was started with `heap.ts`, in megabytes, after a forced collection. */
export const liveHeap = async (server: Served): Promise<number> => {
  const answered = new Promise<number>((resolve) => {
    server.process.once("message", (bytes) => resolve(Number(bytes) / 1e6))
  })
  server.process.send("collect")
  const heap = await answered
  await sleep(10)
  return heap
}

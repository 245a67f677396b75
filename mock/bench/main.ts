/**
 * How fast the mock is, beside stock Prism on the same contract: `pnpm bench:mock`.
 *
 * Both run silent, on this Node, one after the other, and answer bodies of the same 30 rows. Writes `RESULTS.md`.
 */
import { cpus } from "node:os"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { flood, liveHeap, median, p99, throughput, visit } from "./measure.ts"
import { memoryOf, type Served, startHeapMock, startMock, startPrism, stop, writeContract } from "./processes.ts"

const quick = process.argv.includes("--quick")
const rounds = quick ? 1 : 5
const seconds = quick ? 2 : 6
const floodSize = quick ? 20_000 : 200_000

interface Figure {
  readonly what: string
  readonly mock: string
  readonly beside: string
  readonly wanted: string
  readonly holds: boolean
}

const using = async <A>(starting: Promise<Served>, use: (server: Served) => Promise<A>): Promise<A> => {
  const server = await starting
  try {
    return await use(server)
  } finally {
    await stop(server)
  }
}

/** Runs `once` one after the other; two servers must not share the machine. */
const inTurn = async <A>(times: number, once: (round: number) => Promise<A>): Promise<ReadonlyArray<A>> => {
  const results: Array<A> = []
  const next = async (round: number): Promise<void> => {
    if (round === times) return
    results.push(await once(round))
    await next(round + 1)
  }
  await next(0)
  return results
}

const folder = mkdtempSync(join(tmpdir(), "piggy-bench-"))
const contract = join(folder, "contract.json")
writeContract(contract)

const figures: Array<Figure> = []
const tell = (figure: Figure): void => {
  figures.push(figure)
  const { beside, holds, mock, wanted, what } = figure
  console.log(`${holds ? "ok    " : "MISSED"} ${what}: ${mock}, beside ${beside} (wanted: ${wanted})`)
}

// The first start of each fills the disk's cache; it is not counted.
await using(startPrism(contract), () => Promise.resolve())
await using(startMock(), () => Promise.resolve())

const starts = await inTurn(rounds, async () => ({
  prism: await using(startPrism(contract), ({ firstAnswer }) => Promise.resolve(firstAnswer)),
  mock: await using(startMock(), ({ firstAnswer }) => Promise.resolve(firstAnswer))
}))
const prismStart = median(starts.map(({ prism }) => prism))
const mockStart = median(starts.map(({ mock }) => mock))
tell({
  what: `First answer after start, median of ${rounds}`,
  mock: `${mockStart.toFixed(0)} ms`,
  beside: `stock Prism ${prismStart.toFixed(0)} ms`,
  wanted: "at most 1.5 × stock",
  holds: mockStart <= 1.5 * prismStart
})

const speeds = await inTurn(Math.min(rounds, 3), async () => ({
  prism: await using(startPrism(contract), async (server) => {
    await throughput(server, 2)
    return throughput(server, seconds)
  }),
  mock: await using(startMock(), async (server) => {
    await throughput(server, 2)
    return throughput(server, seconds)
  })
}))
const prismSpeed = median(speeds.map(({ prism }) => prism))
const mockSpeed = median(speeds.map(({ mock }) => mock))
tell({
  what: `Requests per second at limit 30, ten connections, median of ${speeds.length} × ${seconds} s`,
  mock: mockSpeed.toFixed(0),
  beside: `stock Prism ${prismSpeed.toFixed(0)}`,
  wanted: "at least stock",
  holds: mockSpeed >= prismSpeed
})

const few = 1000
const many = 1_000_000
const latencies = await using(startMock("--referrals", String(few)), (small) =>
  using(startMock("--referrals", String(many)), async (large) => {
    const servers = [
      { server: small, referrals: few },
      { server: large, referrals: many }
    ]
    await p99(servers, 4000)
    const rounds99 = await inTurn(Math.min(rounds, 3), () => p99(servers, quick ? 2000 : 20_000))
    return {
      small: median(rounds99.map(([ofSmall = 0]) => ofSmall)),
      large: median(rounds99.map(([, ofLarge = 0]) => ofLarge)),
      smallMemory: memoryOf(small.process.pid).peak,
      largeMemory: memoryOf(large.process.pid).peak
    }
  })
)
tell({
  what: "p99 at 1,000,000 referrals, pages all over the list under four filters, asked in turn with 1,000",
  mock: `${latencies.large.toFixed(2)} ms`,
  beside: `at 1,000 referrals ${latencies.small.toFixed(2)} ms`,
  wanted: "at most 1.5 ×",
  holds: latencies.large <= 1.5 * latencies.small
})
tell({
  what: "Resident memory with 1,000,000 referrals, at its peak",
  mock: `${latencies.largeMemory} MB`,
  beside: `at 1,000 referrals ${latencies.smallMemory} MB`,
  wanted: "at most 600 MB",
  holds: latencies.largeMemory <= 600
})

const growth = await using(startHeapMock(), async (server) => {
  await flood(server, 10_000)
  const before = await liveHeap(server)
  await flood(server, floodSize)
  return { before, after: await liveHeap(server) }
})
tell({
  what: `Live heap after ${floodSize.toLocaleString("en")} requests and a forced collection`,
  mock: `${growth.after.toFixed(1)} MB`,
  beside: `before them ${growth.before.toFixed(1)} MB`,
  wanted: "at most 10 MB more",
  holds: growth.after - growth.before <= 10
})

const sessions = 10_000
const crowd = await using(startHeapMock(), async (server) => {
  await visit(server, 100)
  const before = await liveHeap(server)
  const residentBefore = memoryOf(server.process.pid).now
  await visit(server, sessions)
  const after = await liveHeap(server)
  return { before, after, residentBefore, residentAfter: memoryOf(server.process.pid).now }
})
tell({
  what: `Live heap with ${sessions.toLocaleString("en")} sessions of three requests each`,
  mock: `${crowd.after.toFixed(1)} MB (resident ${crowd.residentAfter} MB)`,
  beside: `with 100 of them ${crowd.before.toFixed(1)} MB (resident ${crowd.residentBefore} MB)`,
  wanted: "at most 200 MB more alive",
  holds: crowd.after - crowd.before <= 200
})
rmSync(folder, { recursive: true })

const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, Node ${process.version}`
const rows = figures.map(
  ({ beside, holds, mock, wanted, what }) =>
    `| ${what} | ${mock} | ${beside} | ${wanted} | ${holds ? "yes" : "**no**"} |`
)
if (!quick) {
  writeFileSync(
    new URL("RESULTS.md", import.meta.url),
    `# The mock, measured

Command: \`pnpm bench:mock\`. Both servers silent, on the same contract, answering the same 30 rows; ${machine}.
The mock computes its rows and validates every answer; stock Prism answers an example and validates it.

| what | piggy-mock | beside | wanted | holds |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`
  )
}
process.exitCode = figures.every(({ holds }) => holds) ? 0 : 1

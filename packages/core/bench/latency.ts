/**
 * How long does a whole list take, when each page takes its time on the server?
 *
 * Lists of 201, 20, 5 and 1 pages of 100, from a server in a process of its own; the empty page at the end is one of the
 * 201. Sequential peers, and `p-limit(8)` that is told the number of pages. Unit: milliseconds for the list, medians.
 * Run: `pnpm bench latency`
 */
import { Bench } from "tinybench"
import * as clients from "./clients.ts"
import { lowerBound, pageSize } from "./latencies.ts"
import type { Figure } from "./report.ts"
import { serve } from "./serve.ts"

const referrals = 20_000
const pages = referrals / pageSize + 1

const medians = async (
  tasks: Readonly<Record<string, clients.Client>>,
  baseUrl: string,
  rounds: { readonly iterations: number; readonly warmupIterations: number },
  expected: number = referrals
): Promise<(name: string) => number> => {
  const bench = new Bench({ time: 0, warmupTime: 0, warmup: rounds.warmupIterations > 0, ...rounds })
  for (const [name, client] of Object.entries(tasks)) {
    bench.add(name, async () => {
      const count = await client(baseUrl)
      if (count !== expected) throw new Error(`${name} read ${count} referrals of ${expected}`)
    })
  }
  await bench.run()
  return (name) => {
    const result = bench.getTask(name)?.result
    if (result === undefined || !("latency" in result)) throw new Error(`${name} did not finish`)
    return result.latency.p50
  }
}

const sequential = {
  "fetch loop": clients.fetchLoop,
  "openapi-fetch loop": clients.openapiFetchLoop,
  "got.paginate": clients.gotPaginate,
  "@smithy/core createPaginator": clients.smithyPaginator,
  "Stream.paginate": clients.streamPaginate
}
const parallel = {
  default: clients.effectPiggy(),
  "concurrency 8": clients.effectPiggy({ concurrency: 8 }),
  "concurrency 8, collect": clients.effectPiggyCollect({ concurrency: 8 }),
  "p-limit(8)": clients.pLimitLoop(pages)
}
const rounds = { iterations: 7, warmupIterations: 3 }

const fixed = async (): Promise<ReadonlyArray<Figure>> => {
  await using server = await serve(referrals, "fixed:50")
  const slow = await medians(sequential, server.url, { iterations: 3, warmupIterations: 0 })
  const fast = await medians(parallel, server.url, rounds)
  const ours = fast("default")
  const wide = fast("concurrency 8")
  const fastest = Math.min(...Object.keys(sequential).map(slow))
  const ideal = Math.ceil(pages / 8) * 50
  return [
    ...Object.keys(sequential).map((name) => ({ name: `50 ms a page: ${name}`, value: slow(name), unit: "ms" })),
    ...Object.keys(parallel).map((name) => ({ name: `50 ms a page: ${name}`, value: fast(name), unit: "ms" })),
    {
      name: "default: times as fast as the fastest sequential peer",
      headline: "20,000 referrals, 50 ms a page: times as fast as the fastest of five sequential clients",
      value: fastest / ours,
      atLeast: 3.85
    },
    {
      name: "concurrency 8: times as fast as the fastest sequential peer",
      headline: "the same with `concurrency: 8`",
      value: fastest / wide,
      atLeast: 7.4
    },
    {
      name: `concurrency 8: against the ideal of ${ideal} ms`,
      headline: "its time against the ideal, eight requests always under way",
      value: wide / ideal,
      atMost: 1.1
    },
    {
      name: `concurrency 8, collect: against the ideal of ${ideal} ms`,
      headline: "the same by `collect`",
      value: fast("concurrency 8, collect") / ideal,
      atMost: 1.06
    },
    {
      name: "concurrency 8: against p-limit(8), which is told the pages",
      value: wide / fast("p-limit(8)"),
      atMost: 1.15
    }
  ]
}

// Most lists are short.
const short = async (rows: number): Promise<ReadonlyArray<Figure>> => {
  await using server = await serve(rows, "fixed:50")
  const tasks = {
    "one round trip": clients.roundTrip,
    "fetch loop": clients.fetchLoop,
    "openapi-fetch loop": clients.openapiFetchLoop,
    "got.paginate": clients.gotPaginate,
    default: clients.effectPiggy(),
    "collect, concurrency 8": clients.effectPiggyCollect({ concurrency: 8 })
  }
  const { "one round trip": once, ...whole } = tasks
  const trip = (await medians({ once }, server.url, rounds, Math.min(rows, pageSize)))("once")
  const times = await medians(whole, server.url, rounds, rows)
  const named = `${Math.ceil(rows / pageSize)} pages, 50 ms a page`
  return [
    ...Object.keys(whole).map((name) => ({ name: `${named}: ${name}`, value: times(name), unit: "ms" })),
    ...(rows < pageSize
      ? [
          {
            name: "a list of one page by collect: against one round trip",
            headline: "a list of one page: its time against one round trip",
            value: times("collect, concurrency 8") / trip,
            atMost: 1.1
          }
        ]
      : [])
  ]
}

const drawn = async (): Promise<ReadonlyArray<Figure>> => {
  const spec = "drawn:20-200"
  await using server = await serve(referrals, spec)
  const { "concurrency 8": client } = parallel
  const time = (await medians({ client }, server.url, { iterations: 5, warmupIterations: 1 }))("client")
  const bound = lowerBound(spec, pages, 8)
  return [
    { name: "20 to 200 ms a page: concurrency 8", value: time, unit: "ms" },
    { name: `concurrency 8: against the lower bound of ${bound.toFixed(0)} ms`, value: time / bound, atMost: 1.25 }
  ]
}

export const measure = async (): Promise<ReadonlyArray<Figure>> => [
  ...(await fixed()),
  ...(await short(95)),
  ...(await short(495)),
  ...(await short(1995)),
  ...(await drawn())
]

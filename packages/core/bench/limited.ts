/**
 * How do clients get through a list behind a limit that refuses: 10 requests a second, and then 429 with `Retry-After`?
 *
 * 300 pages of 100 from `piggy-mock --rate-limit 10/1` in a process of its own, eight requests at once where a client can
 * do that. Each client has a session of the mock, and so a limit, to itself; all run at the same time, since they mostly
 * wait. Unit: seconds for the list; a client that gives up, or takes more than two minutes, has not read it.
 * Run: `pnpm bench limited`
 */
import { AdaptiveRetryStrategy, StandardRetryStrategy } from "@smithy/core/retry"
import { Octokit } from "@octokit/core"
import { throttling } from "@octokit/plugin-throttling"
import { connect, type MockClient } from "@effect-piggy/mock/client"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import pLimit from "p-limit"
import { type Client, effectPiggy, effectPiggyCollect, headers, path } from "./clients.ts"
import type { Figure } from "./report.ts"

const pages = 300
const referrals = pages * 100
const longestRun = 120_000

const startMock = async () => {
  const main = fileURLToPath(new URL("../../../mock/src/main.ts", import.meta.url))
  const flags = ["--port", "0", "--referrals", String(referrals), "--rate-limit", "10/1"]
  const child = spawn(process.execPath, [main, ...flags], { stdio: ["ignore", "pipe", "inherit"] })
  let printed = ""
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    printed += String(chunk)
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
    if (url !== undefined) {
      return {
        url,
        [Symbol.asyncDispose]: async () => {
          child.kill()
          if (child.exitCode === null) await once(child, "exit")
        }
      }
    }
  }
  throw new Error(`the mock did not start: ${printed}`)
}

class Refused extends Error {
  readonly retryAfter: number
  constructor(status: number, retryAfter: number) {
    super(`answered ${status}`)
    this.retryAfter = retryAfter
  }
}

const fetchPage = async (baseUrl: string, page: number): Promise<number> => {
  const response = await fetch(`${baseUrl}${path}?limit=100&page=${page}`, { headers })
  if (!response.ok) {
    await response.body?.cancel()
    throw new Refused(response.status, Number(response.headers.get("retry-after") ?? 0))
  }
  const { data } = (await response.json()) as { readonly data: ReadonlyArray<unknown> }
  return data.length
}

const loop: Client = async (baseUrl) => {
  let count = 0
  for (let page = 1; ; page++) {
    const length = await fetchPage(baseUrl, page)
    if (length === 0) return count
    count += length
  }
}

// Eight at once over a number of pages that is known before; each page by `ask`.
const eightAtOnce =
  (ask: (page: number) => Promise<number>): (() => Promise<number>) =>
  async () => {
    const limit = pLimit(8)
    const lengths = await Promise.all(Array.from({ length: pages + 1 }, (_, i) => limit(() => ask(i + 1))))
    return lengths.reduce((sum, length) => sum + length, 0)
  }

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

interface RetryToken {
  getRetryCount(): number
  getRetryDelay(): number
}

/** What the two strategies share. Written as methods, since each takes only tokens of its own kind. */
interface RetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<RetryToken>
  refreshRetryTokenForRetry(
    token: RetryToken,
    error: { readonly errorType: "THROTTLING"; readonly retryAfterHint: Date }
  ): Promise<RetryToken>
  recordSuccess(token: RetryToken): void
}

// As the retry middleware of the AWS SDK asks its strategy, with the hint of `Retry-After`.
const withStrategy =
  (strategy: RetryStrategy): Client =>
  (baseUrl) =>
    eightAtOnce(async (page) => {
      let token = await strategy.acquireInitialRetryToken("")
      while (true) {
        try {
          const length = await fetchPage(baseUrl, page)
          strategy.recordSuccess(token)
          return length
        } catch (error) {
          if (!(error instanceof Refused)) throw error
          token = await strategy.refreshRetryTokenForRetry(token, {
            errorType: "THROTTLING",
            retryAfterHint: new Date(Date.now() + 1000 * error.retryAfter)
          })
          await wait(token.getRetryDelay())
        }
      }
    })()

const Throttled = Octokit.plugin(throttling)

// It waits as GitHub asks, whose reset is a time since 1970 and not seconds from now.
const octokit: Client = (baseUrl) => {
  const client = new Throttled({
    baseUrl,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    throttle: { onRateLimit: () => true, onSecondaryRateLimit: () => true }
  })
  return eightAtOnce(async (page) => {
    const { data } = await client.request(`GET ${path}`, { headers, limit: 100, page })
    return data.data.length
  })()
}

const clients: Readonly<Record<string, Client>> = {
  "this SDK, concurrency 8": effectPiggy({ concurrency: 8 }),
  "this SDK, collect, concurrency 8": effectPiggyCollect({ concurrency: 8 }),
  "fetch loop": loop,
  "p-limit(8)": (baseUrl) => eightAtOnce((page) => fetchPage(baseUrl, page))(),
  "AWS's standard retries": withStrategy(new StandardRetryStrategy(3)),
  "AWS's adaptive retries": withStrategy(new AdaptiveRetryStrategy(3)),
  "AWS's adaptive retries, 100 attempts": withStrategy(new AdaptiveRetryStrategy(100))
}

const tooLong = async (): Promise<never> => {
  await wait(longestRun)
  throw new Error(`not done after ${longestRun / 1000} s`)
}

// One that sends thousands of requests would slow down the others.
const alone: Readonly<Record<string, Client>> = { "octokit's throttling plugin": octokit }

// The first ten go at once, and ten more each second.
const ideal = Math.ceil((pages + 1) / 10) - 1

const measureOne = async (mock: MockClient, name: string, client: Client): Promise<ReadonlyArray<Figure>> => {
  const session = await mock.session()
  const begun = performance.now()
  const failure = await Promise.race([client(session.url), tooLong()]).then(
    (count) => (count === referrals ? undefined : `${count} rows`),
    (error: unknown) => (error instanceof Error ? error.message : String(error))
  )
  const seconds = (performance.now() - begun) / 1000
  const { requests, statuses } = await session.counts()
  const refused = statuses["429"] ?? 0
  const line = `10 requests a second, ${name}`
  const figures = [
    {
      name: `${line}: ${failure === undefined ? "every page" : `not finished, "${failure}"`}`,
      value: seconds,
      unit: "s"
    },
    { name: `${line}: requests refused`, value: refused }
  ]
  if (!name.startsWith("this SDK")) return figures
  return [
    ...figures,
    {
      name: `${line}: against the ideal of ${ideal} s`,
      headline: `300 pages behind a limit of 10 requests a second, ${name.slice(10)}: time against the ideal`,
      value: failure === undefined ? seconds / ideal : Infinity,
      atMost: Number((1.25 + 2 / ideal).toFixed(2))
    },
    { name: `${line}: share of requests refused`, value: refused / requests, atMost: 0.1 }
  ]
}

export const measure = async (): Promise<ReadonlyArray<Figure>> => {
  await using mock = await startMock()
  const control = connect(mock.url)
  const together = (batch: Readonly<Record<string, Client>>) =>
    Promise.all(Object.entries(batch).map(([name, client]) => measureOne(control, name, client)))
  return [...(await together(clients)), ...(await together(alone))].flat()
}

/**
 * The ways to read a whole list that are compared: ours, and what people use today.
 */
import { createPaginator } from "@smithy/core"
import { constructStack } from "@smithy/core/client"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import got from "got"
import createClient from "openapi-fetch"
import pLimit from "p-limit"
import { Credentials, PiggyClient, type Referral, Referrals } from "@effect-piggy/core"

export const path = "/api/v3/oauth/clients/referrals"
export const headers = { authorization: "Bearer bench", accept: "application/json" }

interface Page {
  readonly data: ReadonlyArray<Referral.Referral>
}

/** Reads everything and answers how many rows there were. */
export type Client = (baseUrl: string) => Promise<number>

const fetchPage = async (baseUrl: string, page: number): Promise<Page> => {
  const response = await fetch(`${baseUrl}${path}?limit=100&page=${page}`, { headers })
  return response.json() as Promise<Page>
}

/** A loop of `fetch` and `response.json()`, nothing checked. */
export const fetchLoop: Client = async (baseUrl) => {
  let count = 0
  for (let page = 1; ; page++) {
    const { data } = await fetchPage(baseUrl, page)
    if (data.length === 0) return count
    count += data.length
  }
}

interface Paths {
  "/api/v3/oauth/clients/referrals": {
    get: {
      parameters: { query: { limit: number; page: number } }
      responses: { 200: { content: { "application/json": { data: Array<Referral.Referral> } } } }
    }
  }
}

export const openapiFetchLoop: Client = async (baseUrl) => {
  const client = createClient<Paths>({ baseUrl, headers })
  let count = 0
  for (let page = 1; ; page++) {
    const { data } = await client.GET(path, { params: { query: { limit: 100, page } } })
    const rows = data?.data ?? []
    if (rows.length === 0) return count
    count += rows.length
  }
}

export const gotPaginate: Client = async (baseUrl) => {
  let count = 0
  const pages = got.paginate<Referral.Referral, string>(`${baseUrl}${path}`, {
    headers,
    searchParams: { limit: 100, page: 1 },
    pagination: {
      transform: (response) => [...(JSON.parse(response.body) as Page).data],
      paginate: ({ currentItems, response }) => {
        if (currentItems.length === 0) return false
        const next = new URL(response.requestUrl)
        next.searchParams.set("page", String(Number(next.searchParams.get("page")) + 1))
        return { url: next, searchParams: undefined }
      }
    }
  })
  for await (const _ of pages) count++
  return count
}

interface SmithyInput {
  readonly page?: number
}
interface SmithyOutput extends Page {
  readonly next?: number
}
class SmithyClient {
  readonly config = {}
  readonly middlewareStack = constructStack()
  readonly destroy = () => {}
  readonly baseUrl: string
  constructor(baseUrl: string) {
    this.baseUrl = baseUrl
  }
  async send(command: ListCommand): Promise<SmithyOutput> {
    const page = command.input.page ?? 1
    const { data } = await fetchPage(this.baseUrl, page)
    return data.length === 0 ? { data } : { data, next: page + 1 }
  }
}
class ListCommand {
  readonly input: SmithyInput
  constructor(input: SmithyInput) {
    this.input = input
  }
}

export const smithyPaginator: Client = async (baseUrl) => {
  const paginate = createPaginator(SmithyClient, ListCommand, "page", "next", "limit")
  let count = 0
  for await (const page of paginate({ client: new SmithyClient(baseUrl), pageSize: 100 }, {})) {
    count += (page as unknown as SmithyOutput).data.length
  }
  return count
}

export const streamPaginate: Client = (baseUrl) =>
  Stream.paginate(1, (page) =>
    Effect.map(
      Effect.flatMap(HttpClient.HttpClient, (client) =>
        Effect.flatMap(client.get(`${baseUrl}${path}`, { urlParams: { limit: 100, page }, headers }), (r) => r.json)
      ),
      (body) => {
        const { data } = body as unknown as Page
        return [data, data.length === 0 ? Option.none<number>() : Option.some(page + 1)] as const
      }
    )
  ).pipe(Stream.runCount, Effect.provide(FetchHttpClient.layer), Effect.runPromise)

/** `p-limit(8)` over a number of pages that is known before. */
export const pLimitLoop =
  (pages: number): Client =>
  async (baseUrl) => {
    const limit = pLimit(8)
    const all = await Promise.all(Array.from({ length: pages }, (_, i) => limit(() => fetchPage(baseUrl, i + 1))))
    return all.reduce((sum, { data }) => sum + data.length, 0)
  }

/** One request for one page: a round trip. */
export const roundTrip: Client = async (baseUrl) => (await fetchPage(baseUrl, 1)).data.length

/** This SDK. */
const withReferrals =
  (count: (referrals: Referrals.Referrals["Service"]) => Effect.Effect<number, unknown>): Client =>
  async (baseUrl) => {
    const runtime = ManagedRuntime.make(
      Referrals.layer.pipe(
        Layer.provide(PiggyClient.layer({ credentials: Credentials.apiKey(Redacted.make("bench")), baseUrl })),
        Layer.provide(FetchHttpClient.layer)
      )
    )
    const counted = await runtime.runPromise(Effect.flatMap(Referrals.Referrals, count))
    await runtime.dispose()
    return counted
  }

export const effectPiggy = (options: Referrals.StreamOptions = {}): Client =>
  withReferrals((referrals) => Stream.runCount(referrals.stream({}, options)))

export const effectPiggyCollect = (options: Referrals.CollectOptions = {}): Client =>
  withReferrals((referrals) => Effect.map(referrals.collect({}, options), ({ summary }) => summary.items))

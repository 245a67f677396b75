import { assert, describe, it } from "@effect/vitest"
import { getEventListeners } from "node:events"
import { createServer, type ServerResponse } from "node:http"
import { makeReferrals, type Options, PiggyError } from "@effect-piggy/core/promise"
import { FakePiggy } from "@effect-piggy/core/testing"
import { rejection } from "./promises.ts"

interface Api {
  readonly client: (options?: Partial<Options>) => ReturnType<typeof makeReferrals>
  /** Resolves once the client gave up on all that waits for an answer. */
  readonly abandonedAll: () => Promise<void>
  /** Resolves once so many requests wait for an answer that does not come. */
  readonly waiting: (count: number) => Promise<void>
}

/** A real server of 950 referrals, whose pages from `silentFrom` on are never answered. */
const withApi = async (silentFrom: number, use: (api: Api) => Promise<void>): Promise<void> => {
  const silent: Array<ServerResponse> = []
  const watchers: Array<() => void> = []
  let abandoned = 0
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1")
    const page = Number(url.searchParams.get("page") ?? 1)
    if (request.headers.authorization === "Bearer wrong") {
      response.writeHead(401).end("{}")
    } else if (page < silentFrom) {
      const from = (page - 1) * 100
      const rows = Array.from({ length: Math.max(0, Math.min(100, 950 - from)) }, (_, i) =>
        FakePiggy.referral(from + i)
      )
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data: rows, meta: [] }))
    } else {
      silent.push(response)
      response.on("close", () => {
        abandoned++
        for (const watch of watchers) watch()
      })
      for (const watch of watchers) watch()
    }
  })
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  assert(typeof address === "object" && address !== null)
  const until = (done: () => boolean) =>
    new Promise<void>((resolve) => {
      const watch = () => done() && resolve()
      watchers.push(watch)
      watch()
    })
  try {
    await use({
      client: (options) =>
        makeReferrals({ credentials: "key", baseUrl: `http://127.0.0.1:${address.port}`, ...options }),
      abandonedAll: () => until(() => abandoned === silent.length),
      waiting: (count) => until(() => silent.length >= count)
    })
    // Whatever was left unanswered, the client let go of.
    await until(() => abandoned === silent.length)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => void server.close(resolve))
  }
}

describe("callers without Effect", () => {
  it("list a page, collect all, and iterate", () =>
    withApi(99, async ({ client }) => {
      const referrals = client()
      assert.strictEqual((await referrals.list({ limit: 100, page: 10 })).data.length, 50)
      const { referrals: all, summary } = await referrals.collect()
      assert.strictEqual(all.length, 950)
      assert.isTrue(summary.complete)
      const uuids: Array<string> = []
      for await (const referral of referrals.stream({}, { concurrency: 8 })) uuids.push(referral.uuid)
      assert.deepStrictEqual(
        uuids,
        all.map(({ uuid }) => uuid)
      )
      const pages: Array<number> = []
      for await (const page of referrals.pages()) pages.push(page.items.length)
      assert.strictEqual(pages.length, 10)
    }))

  it("get the same PiggyError", () =>
    withApi(99, async ({ client }) => {
      const refused = await rejection(client({ credentials: "wrong" }).list())
      assert.instanceOf(refused, PiggyError)
      assert(refused instanceof PiggyError)
      assert.strictEqual(refused.reason._tag, "Unauthorized")
      const invalid = await rejection(client().collect({}, { pageSize: 500 }))
      assert(invalid instanceof PiggyError)
      assert.include(invalid.message, "pageSize must be an integer from 1 to 100, got 500")
      const empty = await rejection(client({ credentials: "" }).list())
      assert(empty instanceof PiggyError)
      assert.include(empty.message, "the API key is empty: set PIGGY_API_KEY")
      // What `process.env.PIGGY_API_KEY!` is where the variable is not set, whatever the types say.
      const unset: { readonly credentials: string } = JSON.parse("{}")
      const missing = await rejection(client({ credentials: unset.credentials }).list())
      assert(missing instanceof PiggyError)
      assert.include(missing.message, "the API key is empty: set PIGGY_API_KEY")
    }))

  it("abort what is in flight by leaving the loop", () =>
    withApi(6, async ({ client, waiting }) => {
      let count = 0
      for await (const _ of client().stream({}, { concurrency: 4 })) {
        if (++count === 450) await waiting(1)
        if (count === 500) break
      }
      assert.strictEqual(count, 500)
    }))

  it("abort a call by its signal, and get the signal's reason", () =>
    withApi(6, async ({ client, waiting }) => {
      const controller = new AbortController()
      const collecting = rejection(client().collect({}, { signal: controller.signal }))
      await waiting(1)
      controller.abort(new Error("enough"))
      assert.include(String(await collecting), "enough")
    }))

  it("abort an iteration by its signal", () =>
    withApi(6, async ({ client, waiting }) => {
      const controller = new AbortController()
      let count = 0
      const reading = rejection(
        (async () => {
          for await (const _ of client().stream({}, { signal: controller.signal })) count++
        })()
      )
      await waiting(1)
      controller.abort(new Error("enough"))
      assert.include(String(await reading), "enough")
      assert.isAbove(count, 0)
      assert.isAtMost(count, 500)
    }))

  it("send nothing when the signal was aborted before", async () => {
    let sent = 0
    const referrals = makeReferrals({
      credentials: "key",
      fetch: () => {
        sent++
        return Promise.resolve(FakePiggy.json({ data: [], meta: [] }))
      }
    })
    const traversal = { signal: AbortSignal.abort(new Error("before")) }
    const read = async (all: AsyncIterable<unknown>) => {
      for await (const _ of all) assert.fail("it went on")
    }
    const errors = await Promise.all(
      [
        referrals.list({}, traversal),
        referrals.collect({}, traversal),
        read(referrals.stream({}, traversal)),
        read(referrals.pages({}, traversal))
      ].map(rejection)
    )
    assert.deepStrictEqual(
      errors.map(String),
      Array.from({ length: 4 }, () => "Error: before")
    )
    assert.strictEqual(sent, 0)
  })

  it("abort what is in flight at once, also while the loop is busy, and get no more rows", () =>
    withApi(6, async ({ abandonedAll, client, waiting }) => {
      const controller = new AbortController()
      let count = 0
      const reading = rejection(
        (async () => {
          for await (const _ of client().stream({}, { signal: controller.signal, concurrency: 4 })) {
            if (++count !== 450) continue
            await waiting(1)
            controller.abort(new Error("enough"))
            await abandonedAll()
          }
        })()
      )
      assert.include(String(await reading), "enough")
      assert.strictEqual(count, 450)
      assert.lengthOf(getEventListeners(controller.signal, "abort"), 0)
    }))

  it("leave nothing on the signal, however their loops end, and may iterate more than once", () =>
    withApi(99, async ({ client }) => {
      const { signal } = new AbortController()
      const all = client().stream({}, { signal })
      const counts = await Promise.all(
        [1, 150, 5000, 5000].map(async (most) => {
          let count = 0
          for await (const _ of all) if (++count === most) break
          return count
        })
      )
      assert.deepStrictEqual(counts, [1, 150, 950, 950])
      await rejection(client({ credentials: "wrong" }).pages({}, { signal })[Symbol.asyncIterator]().next())
      await client().list({}, { signal })
      assert.lengthOf(getEventListeners(signal, "abort"), 0)
    }))
})

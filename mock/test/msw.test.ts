import { afterAll, afterEach, assert, beforeAll, describe, it } from "@effect/vitest"
import { http } from "msw"
import { setupServer } from "msw/node"
import https from "node:https"
import { startMockServer } from "../src/index.ts"
import { authorized, referralsPath } from "./http.ts"

const api = "https://api.piggy.eu"
const mock = await startMockServer({ referrals: 40, listen: false })
const server = setupServer(http.all(`${api}/*`, ({ request }) => mock.fetch(request)))

beforeAll(() => server.listen({ onUnhandledFrame: "error" }))
afterEach(() => mock.reset())
afterAll(async () => {
  server.close()
  await mock.close()
})

const ask = (path: string, init: RequestInit = {}) => fetch(api + path, { headers: authorized, ...init })

/** The same through Node's own client. */
const byNode = (path: string): Promise<{ readonly status: number | undefined; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const asking = https.get(api + path, { headers: authorized }, (response) => {
      let text = ""
      response.setEncoding("utf8").on("data", (piece: string) => (text += piece))
      response.on("end", () => resolve({ status: response.statusCode, text })).on("error", reject)
    })
    asking.on("error", reject)
  })

const failure = (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => undefined,
    (error: unknown) => error
  )

describe("MSW in Node", () => {
  it("hands requests to the API on to the mock, from fetch and from Node's client", async () => {
    const answer = await ask(`${referralsPath}?limit=5`)
    assert.strictEqual(answer.status, 200)
    const text = await answer.text()
    assert.lengthOf(JSON.parse(text).data, 5)
    assert.deepStrictEqual(await byNode(`${referralsPath}?limit=5`), { status: 200, text })
    assert.deepStrictEqual(
      (await mock.journal()).map(({ query, rows }) => [query, rows]),
      [
        ["limit=5", 5],
        ["limit=5", 5]
      ]
    )
  })

  it("gets a token with a body of its own", async () => {
    const form = { grant_type: "client_credentials", client_id: "1", client_secret: "secret" }
    const token = await fetch(`${api}/oauth/token`, { method: "POST", body: new URLSearchParams(form) })
    const { access_token } = JSON.parse(await token.text())
    const listed = await fetch(api + referralsPath, { headers: { authorization: `Bearer ${access_token}` } })
    assert.deepStrictEqual([token.status, listed.status], [200, 200])
  })

  it("feels the scenario: limits, resets, bodies that break off, and one request's own", async () => {
    await mock.play({ rateLimit: { requests: 1, window: 60 } })
    const statuses = [(await ask(referralsPath)).status, (await ask(referralsPath)).status]
    assert.deepStrictEqual(statuses, [200, 429])
    await mock.advanceClock({ seconds: 60 })
    assert.strictEqual((await ask(referralsPath)).status, 200)

    await mock.play({ connection: { reset: 1 } })
    assert.instanceOf(await failure(ask(referralsPath)), TypeError)
    assert.instanceOf(await failure(byNode(referralsPath)), Error)

    await mock.play({ connection: { truncated: 1 } })
    assert.instanceOf(await failure(ask(referralsPath).then((answer) => answer.text())), Error)

    await mock.play({})
    const down = await ask(referralsPath, { headers: { ...authorized, "x-mock-scenario": "maintenance" } })
    assert.strictEqual(down.status, 503)
  })

  it("keeps tests apart by a session each", async () => {
    await using session = await mock.session({ referrals: 1 })
    server.use(http.all(`${api}/*`, ({ request }) => session.fetch(request)))
    assert.lengthOf(JSON.parse(await (await ask(referralsPath)).text()).data, 1)
    server.resetHandlers()
    assert.lengthOf(JSON.parse(await (await ask(referralsPath)).text()).data, 30)
    assert.lengthOf(await session.journal(), 1)
  })
})

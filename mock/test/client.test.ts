import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { validateInput, validateOutput } from "@stoplight/prism-http/dist/validator/index.js"
import { createServer } from "node:http"
import { fileURLToPath } from "node:url"
import { connect, MockError } from "../src/client.ts"
import * as Contract from "../src/Contract.ts"
import { startMockServer } from "../src/index.ts"
import { authorized, referralsPath } from "./http.ts"

const controlContract = fileURLToPath(new URL("../control-openapi.yaml", import.meta.url))
const methods = ["get", "put", "post", "patch", "delete"] as const

/** A `fetch` that holds what goes out and what comes back against the contract of the control API. */
const checkedFetch = async () => {
  const { operations } = await Effect.runPromise(Contract.load(controlContract))
  const used = new Set<string>()
  const complaints: Array<string> = []
  const checked = async (url: string, init: RequestInit) => {
    const { pathname, searchParams } = new URL(url)
    const method = methods.find((one) => one === init.method?.toLowerCase()) ?? "get"
    const resource = operations.find(
      (one) => one.method === method && new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(pathname)
    )
    const answer = await fetch(url, init)
    if (resource === undefined) {
      complaints.push(`the contract has no ${method} ${pathname}`)
      return answer
    }
    used.add(resource.iid ?? resource.id)
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined
    const headers = Object.fromEntries(new Headers(init.headers))
    const query = Object.fromEntries(searchParams)
    const sent = validateInput({ resource, element: { method, url: { path: pathname, query }, headers, body } })
    const text = await answer.clone().text()
    const received = validateOutput({
      resource,
      element: {
        statusCode: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: text === "" ? undefined : JSON.parse(text)
      }
    })
    for (const verdict of [sent, received]) {
      if (verdict._tag === "Left")
        complaints.push(...verdict.left.map(({ message }) => `${method} ${pathname}: ${message}`))
    }
    return answer
  }
  return { fetch: checked, used, complaints }
}

describe("the client of the control API", () => {
  it("says and hears what the control contract says, in every call", async () => {
    await using server = await startMockServer({ referrals: 12 })
    const checked = await checkedFetch()
    const mock = connect(`${server.url}/`, checked)
    {
      await using session = await mock.session({
        name: "typed",
        referrals: "page-and-one",
        seed: "typed",
        key: "own-key",
        scenario: { rateLimit: { requests: 2, window: 60 } },
        clients: { "1": "secret" }
      })
      const status = async () => {
        const headers = { authorization: "Bearer own-key" }
        return (await fetch(`${session.url}${referralsPath}?limit=100&page=2`, { headers })).status
      }
      assert.deepStrictEqual([await status(), await status(), await status()], [200, 200, 429])
      await session.advanceClock({ seconds: 60 })
      assert.strictEqual(await status(), 200)
      await session.play({ maintenance: true })
      assert.strictEqual(await status(), 503)
      assert.deepStrictEqual(await session.counts(), { requests: 5, statuses: { "200": 3, "429": 1, "503": 1 } })
      assert.deepStrictEqual(
        (await session.journal()).map((entry) => entry.status),
        [200, 200, 429, 200, 503]
      )
      const [walk] = await session.walks()
      assert.deepStrictEqual([walk?.pages, walk?.mistakes.map(({ kind }) => kind)[0]], [[2], "pageFetchedTwice"])
      const added = await session.add({ referred_contact: { email: null } })
      assert.strictEqual((await session.change(added.uuid, { status: "failed" })).status, "failed")
      await session.remove(added.uuid)
      const [, info] = await mock.sessions()
      assert.deepInclude(info, { name: "typed", path: "/__session/typed", requests: 5 })
      await session.reset()
      assert.deepStrictEqual(await session.journal(), [])
    }
    await mock.play({})
    assert.deepStrictEqual(
      (await mock.sessions()).map(({ name }) => name),
      ["default"]
    )
    assert.deepStrictEqual(checked.complaints, [])
    assert.sameMembers(
      [...checked.used],
      [
        "addReferral",
        "advanceClock",
        "changeReferral",
        "endSession",
        "getCounts",
        "getJournal",
        "getSessions",
        "getWalks",
        "makeSession",
        "playScenario",
        "removeReferral",
        "reset"
      ]
    )
  })

  it("says what the mock refused, and where, piece by piece", async () => {
    await using server = await startMockServer({ referrals: 1 })
    const mock = connect(server.url)
    const refusal = async (call: Promise<unknown>) =>
      call.then(
        () => undefined,
        (error: unknown) => error
      )
    const row = await refusal(mock.add({ uuid: "x" }))
    if (!(row instanceof MockError)) assert.fail(String(row))
    assert.deepStrictEqual([row.status, row.problems.map(({ path }) => path)], [422, ["uuid"]])
    assert.include(row.message, `POST ${server.url}/__mock/referrals?session=default: uuid: must match format "uuid"`)
    const taken = await refusal(Promise.all([mock.session({ name: "one" }), mock.session({ name: "one" })]))
    assert.include(String(taken), 'there is a session "one" already')
  })

  it("says where no mock answers, and where somebody else does", async () => {
    const other = createServer((_, response) => response.end("<html>"))
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve))
    const address = other.address()
    const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
    const said = async () =>
      String(
        await connect(url)
          .journal()
          .catch((error: unknown) => error)
      )
    assert.include(await said(), `GET ${url}/__mock/journal?session=default: answered 200, and not as piggy-mock does`)
    await new Promise((resolve) => other.close(resolve))
    assert.include(await said(), `No mock answers at ${url}. Is it running there?`)
  })

  it("steers the session of a mock behind a path, and ends it once", async () => {
    await using server = await startMockServer({ referrals: 1 })
    const mock = connect(server.url)
    const session = await mock.session()
    await Promise.all([session.close(), session.close()])
    await session.close()
    assert.strictEqual((await fetch(session.url + referralsPath, { headers: authorized })).status, 410)
    {
      await using ended = await mock.session()
      await fetch(`${server.url}/__mock/sessions/${ended.name}`, { method: "DELETE" })
    }
    const orphan = await mock.session()
    await server.close()
    assert.match(await orphan.close().then(String, String), /No mock answers/)
  })
})

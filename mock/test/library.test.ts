import { assert, describe, it } from "@effect/vitest"
import { Dataset, startMockServer } from "../src/index.ts"
import { authorized, referralsPath } from "./http.ts"

const refused = (start: Promise<{ readonly close: () => Promise<void> }>): Promise<string> =>
  start.then(
    (mock) => mock.close().then(() => "was started"),
    (error: unknown) => String(error)
  )

describe("startMockServer", () => {
  it("plays, moves its clock, tells its journal, starts over and closes, all without Effect", async () => {
    const mock = await startMockServer({ referrals: "page-and-one" })
    const status = async () => (await fetch(`${mock.url}${referralsPath}?page=2`, { headers: authorized })).status
    assert.strictEqual(mock.dataset.count({}), Dataset.sizes["page-and-one"])
    await mock.play({ rateLimit: { requests: 1, window: 60 } })
    assert.deepStrictEqual([await status(), await status()], [200, 429])
    await mock.advanceClock({ seconds: 60 })
    assert.strictEqual(await status(), 200)
    assert.deepStrictEqual(
      (await mock.journal()).map((entry) => entry.status),
      [200, 429, 200]
    )
    await mock.reset()
    assert.deepStrictEqual(await mock.journal(), [])
    await mock.close()
    await mock.close()
    assert.match(await status().then(String, String), /fetch failed/)
  })

  it("says what is wrong with options that no type has checked", async () => {
    const wrong: ReadonlyArray<readonly [string, RegExp]> = [
      ['{ "scenario": { "preset": "hapy" } }', /happy, flaky, slow, rate-limited, drifting, maintenance/],
      ['{ "referrals": "lots" }', /0 to 1000000, or none, one, page, page-and-one, many, got lots/],
      ['{ "referrals": 1e9 }', /0 to 1000000/],
      ['{ "data": "/nowhere.json", "referrals": 3 }', /`referrals` makes rows, and `data` brings them: leave one out/],
      ['{ "data": "/nowhere.json" }', /nowhere.json cannot be used: there is no such file/],
      ['{ "contract": "/nowhere.yaml" }', /nowhere.yaml cannot be used: there is no such file/],
      ['{ "sessionIdle": -1 }', /`sessionIdle` takes 1 to 31536000; got -1/],
      ['{ "maxSessions": 0 }', /`maxSessions` takes 1 to 1000000; got 0/],
      ['{ "host": "198.51.100.1" }', /Is 198.51.100.1 an address of this machine/]
    ]
    const answers = await Promise.all(wrong.map(([json]) => refused(startMockServer(JSON.parse(json)))))
    for (const [position, [, said]] of wrong.entries()) assert.match(answers[position] ?? "", said)
  })

  it("refuses to move its clock by what is no time, and keeps it", async () => {
    await using mock = await startMockServer({ referrals: 1 })
    const status = async () => (await fetch(mock.url + referralsPath, { headers: authorized })).status
    await mock.play({ rateLimit: { requests: 1, window: 60 } })
    assert.deepStrictEqual([await status(), await status()], [200, 429])
    const wrong = [-60, Number.NaN, Infinity, 1e12]
    const said = await Promise.all(wrong.map((seconds) => mock.advanceClock({ seconds }).then(String, String)))
    for (const one of said) assert.match(one, /seconds: takes a number from 0 to 31536000/)
    assert.strictEqual(await status(), 429)
  })

  it("says what to do about a taken port in the words of its options", async () => {
    const mock = await startMockServer({ referrals: 1 })
    const port = Number(new URL(mock.url).port)
    assert.match(await refused(startMockServer({ port })), /is taken\..* port: 0 picks a free one/)
    await mock.close()
  })

  it("prints an address that a browser can open when it listens on all of them", async () => {
    const mock = await startMockServer({ host: "0.0.0.0", referrals: 1 })
    const { status } = await fetch(`${mock.url}/__mock/health`)
    assert.deepStrictEqual([new URL(mock.url).hostname, status], ["127.0.0.1", 200])
    await mock.close()
  })
})

import { assert, describe, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { startMockServer } from "../../src/index.ts"
import * as Handover from "../src/Handover.ts"
import * as Replay from "../src/Replay.ts"
import * as RequestSnippets from "../src/RequestSnippets.ts"

const sent = {
  baseUrl: "http://127.0.0.1:4010",
  entry: { method: "GET", path: "/api/v3/oauth/clients/referrals", query: "page=2&limit=5" },
  headers: {
    host: "127.0.0.1:4010",
    authorization: "Bearer [cut]",
    "x-note": "it's",
    accept: "*/*",
    "user-agent": "axios/1.7.2"
  },
  body: ""
}

describe("a request to run again", () => {
  it("has the headers that the client chose, and a credential that the mock lets in", () => {
    assert.strictEqual(
      RequestSnippets.curl(sent),
      `curl -i 'http://127.0.0.1:4010/api/v3/oauth/clients/referrals?page=2&limit=5' \\
  -H 'authorization: Bearer any' \\
  -H 'x-note: it'\\''s'
`
    )
  })

  it("is a line that a shell reads as one command", () => {
    const line = RequestSnippets.curl({ ...sent, body: '{"a":"it\'s"}', entry: { ...sent.entry, method: "POST" } })
    const words = execFileSync("sh", ["-c", `curl() { printf '%s\\n' "$@"; }; ${line}`], { encoding: "utf8" })
    assert.deepStrictEqual(words.trim().split("\n"), [
      "-i",
      "-X",
      "POST",
      "http://127.0.0.1:4010/api/v3/oauth/clients/referrals?page=2&limit=5",
      "-H",
      "authorization: Bearer any",
      "-H",
      "x-note: it's",
      "-d",
      '{"a":"it\'s"}'
    ])
  })

  for (const [outcome, expected] of [
    [{ status: 429, faults: ["rate limit", "latency 20 ms"], retryAfter: 4.2 }, 429],
    [{ status: 500, faults: ["error 500"] }, 500],
    [{ status: 504, faults: ["error 504"] }, 504],
    [{ status: 503, faults: ["maintenance"], retryAfter: 1 }, 503],
    [{ status: 0, faults: ["connection reset"] }, 0],
    [{ status: 200, faults: ["latency 20 ms"] }, 200]
  ] as const) {
    it(`gets ${expected === 0 ? "no answer" : expected} for certain in a test, whatever was drawn or counted`, async () => {
      const scenario = RequestSnippets.scenarioFor(outcome, { preset: "flaky", limitClamp: 2 })
      await using mock = await startMockServer({ listen: false, referrals: 5, scenario })
      const answer = await mock.fetch(
        new Request(mock.url + sent.entry.path, { headers: { authorization: "Bearer any" } })
      )
      assert.strictEqual(answer.status, expected, JSON.stringify(scenario))
      assert.strictEqual(scenario.limitClamp, 2)
    })
  }

  it("is a program in JavaScript, and a test", () => {
    assert.include(
      RequestSnippets.fetch(sent),
      'await fetch("http://127.0.0.1:4010/api/v3/oauth/clients/referrals?page=2&limit=5", {'
    )
    const made = { seed: "docs", referrals: 101, scenario: { preset: "flaky" } } as const
    const test = RequestSnippets.test(sent, { status: 500, faults: ["error 500"] }, made, "http://127.0.0.1:4010")
    assert.include(test, 'seed: "docs",\n    referrals: 101,\n    scenario: {"errors":{"status":500}}')
    assert.include(test, "expect((await asked).status).toBe(500)")
  })
})

describe("a state to hand over", () => {
  it("is read from the answer that it was the state of", async () => {
    await using mock = await startMockServer({ listen: false, referrals: 40, seed: 7, scenario: { limitClamp: 30 } })
    const answer = await mock.fetch(
      new Request(`${mock.url}${sent.entry.path}?limit=100`, { headers: { authorization: "Bearer any" } })
    )
    const token = Replay.tokenOf(Object.fromEntries(answer.headers)) ?? ""
    const made = await Replay.read(token)
    assert.deepInclude(made, { seed: 7, referrals: 40, scenario: { limitClamp: 30 } })
    const outcome = { status: 200, faults: ["limit clamped to 30"], rows: 30 }
    const test = RequestSnippets.test(sent, outcome, made, mock.url)
    assert.include(test, 'scenario: {"limitClamp":30}')
    assert.include(test, "expect(data).toHaveLength(30)")
  })

  it("has seed, size, scenario, and what was done to rows by hand", () => {
    const referral = {
      uuid: "one",
      referring_contact: { uuid: "a", email: null },
      referred_contact: { uuid: "b", email: "b@example.com" },
      status: "failed"
    } as const
    const text = Handover.asTest({
      mockUrl: "http://127.0.0.1:4010",
      program: { seed: "docs", source: "generated", referrals: 25 },
      settings: { preset: "slow" },
      edits: [
        { do: "add", referral },
        { do: "take", uuid: "two" },
        { do: "take", uuid: "three" }
      ]
    })
    assert.include(text, 'seed: "docs",\n    referrals: 26,\n    scenario: {"preset":"slow"}')
    assert.include(text, 'await session.remove("two")')
    assert.include(text, "await session.add(")
  })
})

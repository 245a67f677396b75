import { afterEach, assert, describe, it, vi } from "@effect/vitest"
import { startMockServer } from "../src/index.ts"
import { authorized, referralsPath } from "./http.ts"

afterEach(() => {
  vi.useRealTimers()
})

describe("a test that fakes timers", () => {
  for (const [what, scenario] of [
    ["an answer", {}],
    ["a late answer", { latency: 20 }],
    ["a body that trickles", { connection: { slow: 1, duration: 40 } }]
  ] as const) {
    it(`still gets ${what} from a mock in its process`, async () => {
      const mock = await startMockServer({ referrals: 5, scenario })
      vi.useFakeTimers()
      const answer = await fetch(`${mock.url}${referralsPath}`, { headers: authorized })
      assert.lengthOf(JSON.parse(await answer.text()).data, 5)
      vi.useRealTimers()
      await mock.close()
    })
  }
})

import { assert, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import * as Rows from "../src/Rows.ts"
import * as Scenario from "../src/Scenario.ts"
import * as Sessions from "../src/Sessions.ts"
import { entry } from "./entry.ts"

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

/** What is alive, in megabytes. */
const heap = (): number => {
  collect()
  collect()
  return process.memoryUsage().heapUsed / 1e6
}

const path = "/api/v3/oauth/clients/referrals"

it("10,000 sessions that were used cost less than 100 MB, and next to nothing once they have ended", () => {
  const scenario = Scenario.make({})
  const setup = {
    rows: Rows.generated(1, 2537),
    scenario,
    clients: new Map<string, string>(),
    key: undefined,
    webhook: undefined,
    allowInvalidRows: false
  }
  const sessions = Sessions.make(
    setup,
    Sessions.defaultLimits,
    () => 0,
    () => undefined
  )
  const visit = (name: string): void => {
    const { clock, note, replay, run } = Result.getOrThrow(sessions.use(name)).snapshot()
    for (const page of [1, 2, 3]) {
      run.counters.schedule.next(run.nextBehaviour(), `GET ${path}?page=${page}`)
      const rows = run.dataset().slice({}, (page - 1) * 30, 30)
      note({ ...entry, at: clock.now(), query: `page=${page}`, rows: rows.length })
    }
    replay()
  }
  visit("first")
  const before = heap()
  for (let n = 0; n < 9_999; n++) visit(`session-${n}`)
  const full = heap()
  assert.strictEqual(sessions.all().length, 10_001)
  assert.isBelow(full - before, 100)
  for (const { session } of sessions.all()) sessions.end(session.name)
  assert.isBelow(heap() - before, 10)
})

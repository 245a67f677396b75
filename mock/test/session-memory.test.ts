import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { existsSync, readFileSync } from "node:fs"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import * as Rows from "../src/Rows.ts"
import * as Scenario from "../src/Scenario.ts"
import * as Sessions from "../src/Sessions.ts"
import { startCommand } from "./command.ts"
import { entry } from "./entry.ts"
import { get, referralsPath } from "./http.ts"

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

/** What is alive, in megabytes. */
const heap = (): number => {
  collect()
  collect()
  return process.memoryUsage().heapUsed / 1e6
}

const path = "/api/v3/oauth/clients/referrals"

it("10,000 sessions that were used keep less than 80 MB alive, and next to nothing once they have ended", () => {
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
  assert.isBelow(full - before, 80)
  for (const { session } of sessions.all()) sessions.end(session.name)
  assert.isBelow(heap() - before, 10)
})

/** What the process takes of the machine, in megabytes. */
const residentOf = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1000

/** With V8's own idea of when to look for garbage it is twice as much. */
it.live.skipIf(!existsSync("/proc/self/status"))(
  "the command grows by less than 75 MB for 2,500 sessions that read three pages each",
  () =>
    Effect.gen(function* () {
      const { child, line } = yield* startCommand("--port", "0")
      const [url = ""] = (yield* line(/http:\/\/127\.0\.0\.1:\d+/)).split(" ")
      const visit = (name: string) =>
        Effect.forEach([1, 2, 3], (page) => get(url, `${referralsPath}?page=${page}`, { "x-mock-session": name }))
      const visits = (from: number, to: number) =>
        Effect.forEach(
          Array.from({ length: to - from }, (_, n) => `session-${from + n}`),
          visit,
          { concurrency: 8, discard: true }
        )
      // By then its code is compiled, and its young generation as large as it gets.
      yield* visits(0, 500)
      const before = residentOf(child.pid)
      yield* visits(500, 3000)
      assert.isBelow(residentOf(child.pid) - before, 75)
    }).pipe(Effect.scoped),
  240_000
)

import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Journal from "../src/Journal.ts"
import * as JournalMemory from "../src/JournalMemory.ts"
import * as Rows from "../src/Rows.ts"
import * as Scenario from "../src/Scenario.ts"
import * as Sessions from "../src/Sessions.ts"
import { entry } from "./entry.ts"

const setup = {
  rows: Rows.generated(1, 3),
  scenario: Scenario.make({}),
  clients: new Map<string, string>(),
  key: undefined,
  webhook: undefined,
  allowInvalidRows: false
}

/** Sessions whose clock, in seconds, the test sets. */
const sessionsAt = (limits: Sessions.Limits) => {
  const time = { now: 0 }
  return {
    time,
    sessions: Sessions.make(
      setup,
      limits,
      () => time.now,
      () => undefined
    )
  }
}

const names = ({ all }: Sessions.Sessions): ReadonlyArray<string> => all().map(({ session }) => session.name)
const statusOf = (found: Result.Result<unknown, Sessions.Refusal>): number =>
  Result.isFailure(found) ? found.failure.status : 200
const detailOf = (found: Result.Result<unknown, Sessions.Refusal>): string =>
  Result.isFailure(found) ? found.failure.detail : ""

describe("a session that nobody uses", () => {
  it("ages out, says so to the next request, and is made again by name", () => {
    const { sessions, time } = sessionsAt({ most: 10, idle: 3600 })
    sessions.use("busy")
    sessions.use("idle")
    for (time.now = 0; time.now < 7200; time.now += 600) assert.strictEqual(statusOf(sessions.use("busy")), 200)
    assert.deepStrictEqual(names(sessions), ["default", "busy"])
    const gone = sessions.use("idle")
    assert.strictEqual(statusOf(gone), 410)
    assert.include(detailOf(gone), 'the session "idle" is no more: it was idle for 1 hour; POST /__mock/sessions')
    assert.strictEqual(statusOf(sessions.make("idle", {})), 200)
    assert.strictEqual(statusOf(sessions.use("idle")), 200)
  })

  it("stays while somebody listens to its journal, and the default one always", () => {
    const { sessions, time } = sessionsAt({ most: 10, idle: 60 })
    const watched = sessions.use("watched")
    assert.isTrue(Result.isSuccess(watched))
    if (Result.isFailure(watched)) return
    const leave = watched.success.journal.listen(() => undefined)
    time.now = 1000
    assert.deepStrictEqual(names(sessions), ["default", "watched"])
    leave()
    time.now = 2000
    assert.deepStrictEqual(names(sessions), ["default"])
  })

  it("stays while a request waits for its answer", () => {
    const { sessions, time } = sessionsAt({ most: 10, idle: 60 })
    const slow = sessions.use("slow")
    if (Result.isFailure(slow)) assert.fail(slow.failure.detail)
    const pen = slow.success.journal.pen()
    const { duration: _, status: __, violations: ___, ...waiting } = entry
    const ticket = pen.wait(waiting)
    time.now = 600
    assert.deepStrictEqual(names(sessions), ["default", "slow"])
    pen({ ...entry, ticket })
    time.now = 659
    assert.deepStrictEqual(names(sessions), ["default", "slow"])
    time.now = 660
    assert.deepStrictEqual(names(sessions), ["default"])
  })

  it("takes its journal's listeners along, and another session may have its key", () => {
    const { sessions, time } = sessionsAt({ most: 10, idle: 60 })
    const made = sessions.make("keyed", { key: "k" })
    if (Result.isFailure(made)) assert.fail(made.failure.detail)
    const news: Array<unknown> = []
    made.success.journal.listen((one) => news.push(one))
    sessions.end("keyed")
    assert.deepStrictEqual(news, ["cleared", "ended"])
    sessions.make("keyed again", { key: "k" })
    time.now = 61
    assert.deepStrictEqual(names(sessions), ["default"])
    assert.strictEqual(statusOf(sessions.make("other", { key: "k" })), 200)
  })

  it("says so to a request with its key too, until another session has that key, or its name", () => {
    const { sessions, time } = sessionsAt({ most: 10, idle: 60 })
    const nameOf = (key: string) =>
      Result.map(sessions.ofBearer(`Bearer ${key}`), (session) => session?.name ?? "default")
    sessions.make("ended", { key: "one" })
    sessions.make("idle", { key: "two" })
    sessions.end("ended")
    time.now = 60
    assert.include(detailOf(sessions.ofBearer("Bearer one")), 'the session "ended" is no more: it was ended')
    assert.include(detailOf(sessions.ofBearer("Bearer two")), 'the session "idle" is no more: it was idle for 60 s')
    sessions.make("heir", { key: "one" })
    sessions.make("idle", { key: "three" })
    assert.deepStrictEqual(["one", "two", "three"].map(nameOf), ["heir", "default", "idle"].map(Result.succeed))
    assert.strictEqual(statusOf(sessions.make("another", { key: "three" })), 409)
    time.now = 120
    assert.strictEqual(statusOf(sessions.make("another", { key: "three" })), 200)
  })
})

describe("sessions without end", () => {
  it("are refused in words while the others are in use, and take the place of one that is not", () => {
    const { sessions, time } = sessionsAt({ most: 3, idle: 86_400 })
    for (const name of ["a", "b", "c"]) sessions.use(name)
    const refused = sessions.use("d")
    assert.strictEqual(statusOf(refused), 503)
    assert.include(detailOf(refused), "3 sessions are open, which is the most; end some with DELETE")
    time.now = 601
    sessions.use("a")
    assert.strictEqual(statusOf(sessions.use("d")), 200)
    assert.deepStrictEqual(names(sessions), ["default", "a", "c", "d"])
    assert.include(detailOf(sessions.use("b")), "another needed room")
  })

  it("are remembered by name up to a bound, and a made-up name is never one that was taken", () => {
    const { sessions } = sessionsAt({ most: 2, idle: 60 })
    for (let n = 0; n < 10_001; n++) {
      sessions.make(`s${n}`, { key: `k${n}` })
      sessions.end(`s${n}`)
    }
    assert.deepStrictEqual([statusOf(sessions.use("s1")), statusOf(sessions.find("s0"))], [410, 404])
    assert.deepStrictEqual(
      [statusOf(sessions.ofBearer("Bearer k1")), statusOf(sessions.ofBearer("Bearer k0"))],
      [410, 200]
    )
    sessions.use("session-1")
    const made = sessions.make(undefined, {})
    assert.strictEqual(Result.isSuccess(made) ? made.success.name : "", "session-2")
  })
})

describe("the journals of all sessions", () => {
  const idsOf = (journal: Journal.Journal) => journal.after(0).map(({ id }) => id)

  it("remember so much together, the oldest of whichever session goes first, and the counts stay true", () => {
    const memory = JournalMemory.make(6)
    const [one, two] = [Journal.make(4, memory), Journal.make(4, memory)]
    for (let n = 0; n < 5; n++) one.pen()(entry)
    assert.deepStrictEqual(idsOf(one), [2, 3, 4, 5])
    for (let n = 0; n < 3; n++) two.pen()({ ...entry, status: 429 })
    assert.deepStrictEqual(
      [idsOf(one), idsOf(two)],
      [
        [3, 4, 5],
        [1, 2, 3]
      ]
    )
    for (let n = 0; n < 10; n++) two.pen()(entry)
    assert.deepStrictEqual([idsOf(one), idsOf(two)], [[], [10, 11, 12, 13]])
    assert.deepStrictEqual(two.counts(), { requests: 13, statuses: { "200": 10, "429": 3 } })
    one.pen()(entry)
    assert.deepStrictEqual(idsOf(one), [6])
  })

  it("do not take what was written before a reset, nor give up what came after it", () => {
    const journal = Journal.make(4, JournalMemory.make(3))
    const before = journal.pen()
    before(entry)
    journal.clear()
    before(entry)
    assert.deepStrictEqual([idsOf(journal), journal.counts().requests], [[], 0])
    for (let n = 0; n < 3; n++) journal.pen()(entry)
    assert.deepStrictEqual(idsOf(journal), [2, 3, 4])
  })
})

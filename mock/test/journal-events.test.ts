import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as Journal from "../src/Journal.ts"
import * as JournalEvents from "../src/JournalEvents.ts"
import * as JournalMemory from "../src/JournalMemory.ts"
import * as MockServer from "../src/MockServer.ts"
import { entry } from "./entry.ts"

describe("an event stream", () => {
  it.effect("says something at least every 15 seconds, and nothing that a reader would take for an event", () =>
    Effect.gen(function* () {
      const journal = Journal.make(10, JournalMemory.make(10))
      const decoder = new TextDecoder()
      const said: Array<string> = []
      const reading = yield* JournalEvents.after(journal, 0).pipe(
        Stream.runForEach((bytes) => Effect.sync(() => void said.push(decoder.decode(bytes)))),
        Effect.forkChild
      )
      for (let quarter = 0; quarter < 8; quarter++) {
        const before = said.length
        yield* TestClock.adjust(Duration.seconds(15))
        assert.isAbove(said.length, before)
      }
      journal.pen()(entry)
      journal.tell("ended")
      yield* Fiber.join(reading)
      const events = said.filter((text) => text !== ":\n\n")
      assert.deepStrictEqual(
        events.map((text) => text.split("\n")[0]),
        ["retry: 1000", "id: 1", "event: ended"]
      )
    })
  )

  it.effect("begins with everything that the journal remembers, however much it is", () =>
    Effect.gen(function* () {
      const journal = Journal.make(10_000, JournalMemory.make(10_000))
      journal.mark({ kind: "clock", at: 0, seconds: 1 })
      const pen = journal.pen()
      for (let count = 0; count < 5000; count++) pen(entry)
      pen.wait({ at: 0, method: "GET", path: "/", query: "", client: "a", faults: [] })
      const text = yield* JournalEvents.after(journal, 0).pipe(Stream.decodeText, Stream.take(2), Stream.mkString)
      const events = text.split("\n").filter((line) => line.startsWith("event: "))
      assert.strictEqual(events.length, 5002)
      assert.deepStrictEqual(events.slice(0, 3), ["event: mark", "event: waiting", "event: request"])
    })
  )

  it.live("asks proxies neither to hold it back nor to pack it", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.make({ referrals: 1 })
      const leaving = new AbortController()
      yield* Effect.addFinalizer(() => Effect.sync(() => leaving.abort()))
      const { headers } = yield* Effect.promise(() =>
        fetch(`${url}/__mock/journal`, { headers: { accept: "text/event-stream" }, signal: leaving.signal })
      )
      assert.strictEqual(headers.get("content-type"), "text/event-stream")
      assert.strictEqual(headers.get("x-accel-buffering"), "no")
      assert.include(headers.get("cache-control"), "no-transform")
    }).pipe(Effect.scoped)
  )
})

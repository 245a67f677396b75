/**
 * What became of the referrals since they were last read: by a stored snapshot, and by polling.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { type Referral, Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { clientOf, inTestTime } from "./support.ts"

const over =
  (fake: FakePiggy.FakePiggy["Service"]) =>
  <A, E>(effect: Effect.Effect<A, E, Referrals.Referrals>) =>
    Effect.provide(effect, Referrals.layer.pipe(Layer.provide(clientOf(fake, { retry: { attempts: 1 } }))))

const told = (changes: ReadonlyArray<Referrals.Change>) =>
  changes.map((change) => [
    change._tag,
    change.referral.uuid,
    ...(change._tag === "StatusChanged" ? [change.from] : []),
    change.referral.status
  ])

const { uuid: uuid0 } = FakePiggy.referral(0)
const setStatus = (rows: Array<Referral.Referral>, index: number, status: string) => {
  const row = rows[index]
  if (row !== undefined) rows[index] = { ...row, status }
}
const remove = (rows: Array<Referral.Referral>, uuid: string) => {
  rows.splice(
    rows.findIndex((row) => row.uuid === uuid),
    1
  )
}

describe("a stored snapshot", () => {
  it.effect("tells what appeared, changed its status and vanished since, once", () => {
    const fake = FakePiggy.make({ referrals: 250 })
    return Effect.gen(function* () {
      const first = yield* Referrals.snapshot()
      assert.deepStrictEqual((yield* Referrals.changesSince(first)).changes, [])
      fake.referrals.push(FakePiggy.referral(900))
      setStatus(fake.referrals, 3, "completed")
      remove(fake.referrals, uuid0)
      const stored = JSON.stringify(Schema.encodeSync(Referrals.Snapshot)(first))
      const { changes, snapshot } = yield* Referrals.changesSince(
        Schema.decodeUnknownSync(Referrals.Snapshot)(JSON.parse(stored))
      )
      assert.deepStrictEqual(told(changes), [
        ["StatusChanged", FakePiggy.referral(3).uuid, "pending", "completed"],
        ["Appeared", FakePiggy.referral(900).uuid, "pending"],
        ["Vanished", uuid0, "pending"]
      ])
      assert.deepStrictEqual((yield* Referrals.changesSince(snapshot)).changes, [])
      assert.isTrue(snapshot.settled)
    }).pipe(over(fake))
  })

  it.effect("holds no email", () =>
    Effect.gen(function* () {
      const snapshot = yield* Referrals.snapshot()
      assert.notInclude(JSON.stringify(snapshot), "@")
      assert.lengthOf(snapshot.rows, 30)
    }).pipe(over(FakePiggy.make({ referrals: 30 })))
  )

  it.effect("of one contact's referrals is compared with that contact's", () => {
    const fake = FakePiggy.make({ referrals: 30 })
    return Effect.gen(function* () {
      const { uuid } = FakePiggy.referral(4).referring_contact
      const first = yield* Referrals.snapshot({ referring_contact_uuid: uuid })
      assert.lengthOf(first.rows, 3)
      setStatus(fake.referrals, 4, "failed")
      setStatus(fake.referrals, 20, "pending")
      const { changes } = yield* Referrals.changesSince(first)
      assert.deepStrictEqual(told(changes), [["StatusChanged", FakePiggy.referral(4).uuid, "completed", "failed"]])
    }).pipe(over(fake))
  })

  it.effect("does not take a UUID in the other case for another referral", () => {
    const fake = FakePiggy.make({ referrals: 5 })
    const upper = { ...FakePiggy.referral(1), uuid: FakePiggy.referral(0xabc).uuid }
    fake.referrals.push(upper)
    return Effect.gen(function* () {
      const first = yield* Referrals.snapshot()
      fake.referrals.pop()
      fake.referrals.push({ ...upper, uuid: upper.uuid.toUpperCase() })
      assert.deepStrictEqual((yield* Referrals.changesSince(first)).changes, [])
    }).pipe(over(fake))
  })

  it.effect("tells nothing of rows that share id and contacts, but a status that none of them had", () => {
    const twin = FakePiggy.referral(1)
    const fake = FakePiggy.make({
      referrals: [
        { ...twin, status: "pending" },
        { ...twin, status: "failed" }
      ]
    })
    return Effect.gen(function* () {
      const both = yield* Referrals.snapshot()
      fake.referrals.pop()
      const one = yield* Referrals.changesSince(both)
      assert.deepStrictEqual(one.changes, [])
      fake.referrals.push({ ...twin, status: "failed" })
      const again = yield* Referrals.changesSince(one.snapshot)
      assert.deepStrictEqual(again.changes, [])
      setStatus(fake.referrals, 1, "completed")
      const { changes } = yield* Referrals.changesSince(again.snapshot)
      assert.deepStrictEqual(told(changes), [["StatusChanged", twin.uuid, "failed", "completed"]])
    }).pipe(over(fake))
  })

  it.effect("is not read with options that would hide rows, nor with fewer than two passes", () =>
    Effect.gen(function* () {
      const refusal = (options: object) =>
        Effect.map(Effect.flip(Referrals.snapshot({}, options)), (error) => error.message)
      assert.include(yield* refusal({ maxItems: 5 }), "Referrals.snapshot failed: maxItems is not known")
      assert.include(yield* refusal({ invalidItems: "report" }), "invalidItems is not known")
      assert.include(yield* refusal({ passes: 1 }), "passes must be an integer, 2 or more, got 1")
    }).pipe(over(FakePiggy.make()))
  )
})

describe("a list that moves while it is compared", () => {
  it.effect("is not said to have lost a referral until two readings agree that it has", () => {
    let isMoving = false
    let next = 1000
    const fake = FakePiggy.make({
      referrals: 250,
      respond: ({ page }) => {
        // Newest first: every row moves on, over pages that are read already or are about to be.
        if (isMoving && page === 2) fake.referrals.unshift(FakePiggy.referral(next++))
        return undefined
      }
    })
    return Effect.gen(function* () {
      const first = yield* Referrals.snapshot()
      isMoving = true
      remove(fake.referrals, uuid0)
      const moving = yield* Referrals.changesSince(first)
      assert.isFalse(moving.snapshot.settled)
      assert.isAbove(moving.changes.length, 0)
      for (const { _tag } of moving.changes) assert.strictEqual(_tag, "Appeared")
      isMoving = false
      const still = yield* Referrals.changesSince(moving.snapshot)
      assert.isTrue(still.snapshot.settled)
      assert.deepStrictEqual(
        told(still.changes).filter(([tag]) => tag !== "Appeared"),
        [["Vanished", uuid0, "pending"]]
      )
      // Each of the new ones was told once.
      const appeared = [...moving.changes, ...still.changes].flatMap(({ _tag, referral }) =>
        _tag === "Appeared" ? [referral.uuid] : []
      )
      assert.sameMembers(
        appeared,
        Array.from({ length: next - 1000 }, (_, index) => FakePiggy.referral(1000 + index).uuid)
      )
    }).pipe(over(fake))
  })
})

describe("polling", () => {
  const failing = (status: number) => {
    const faults = new Set<number>()
    const fake = FakePiggy.make({
      referrals: 250,
      respond: ({ page }) => (faults.has(page) ? FakePiggy.json({ message: "no" }, { status }) : undefined)
    })
    return { fake, faults }
  }

  it.effect("tells changes as they come, and waits between readings", () => {
    const fake = FakePiggy.make({ referrals: 30 })
    return Effect.gen(function* () {
      const first = yield* Referrals.snapshot()
      const fiber = yield* Effect.forkChild(
        Stream.runCollect(Stream.take(Referrals.changes(first, { every: "5 minutes" }), 3))
      )
      yield* TestClock.adjust("1 minute")
      setStatus(fake.referrals, 2, "completed")
      yield* TestClock.adjust("3 minutes")
      const before = fake.requests.length
      yield* TestClock.adjust("1 minute")
      assert.isAbove(fake.requests.length, before)
      remove(fake.referrals, uuid0)
      yield* TestClock.adjust("5 minutes")
      const polls = yield* Fiber.join(fiber)
      assert.deepStrictEqual(
        polls.map(({ changes }) => told(changes)),
        [[], [["StatusChanged", FakePiggy.referral(2).uuid, "failed", "completed"]], [["Vanished", uuid0, "pending"]]]
      )
    }).pipe(over(fake))
  })

  it.effect("that fails half-way has found nothing, and the next one compares with what was known before", () => {
    const { fake, faults } = failing(500)
    const failures: Array<string> = []
    return inTestTime(
      Effect.gen(function* () {
        const first = yield* Referrals.snapshot()
        faults.add(2)
        setStatus(fake.referrals, 3, "completed")
        const polls = yield* Referrals.changes(first, {
          every: "20 millis",
          onFailure: ({ message }) =>
            Effect.sync(() => {
              failures.push(message)
              if (failures.length === 3) faults.clear()
            })
        }).pipe(Stream.take(1), Stream.runCollect)
        assert.lengthOf(failures, 3)
        for (const message of failures) assert.match(message, /^Referrals\.changes failed: /)
        assert.deepStrictEqual(told(polls.flatMap(({ changes }) => changes)), [
          ["StatusChanged", FakePiggy.referral(3).uuid, "pending", "completed"]
        ])
      }).pipe(over(fake))
    )
  })

  it.effect("ends with a failure that does not pass", () => {
    const { fake, faults } = failing(401)
    return Effect.gen(function* () {
      const first = yield* Referrals.snapshot()
      faults.add(1)
      const error = yield* Effect.flip(Stream.runDrain(Referrals.changes(first)))
      assert.strictEqual(error.operation, "Referrals.changes")
      assert.strictEqual(error.reason._tag, "Unauthorized")
    }).pipe(over(fake))
  })

  it.effect("is refused at once with options that it does not know", () =>
    Effect.gen(function* () {
      const first = yield* Referrals.snapshot()
      const misspelt: object = { evry: "1 minute" }
      const error = yield* Effect.flip(Stream.runDrain(Referrals.changes(first, misspelt)))
      assert.include(error.message, "Referrals.changes failed: evry is not known: did you mean every?")
      const never = yield* Effect.flip(Stream.runDrain(Referrals.changes(first, { every: 0 })))
      assert.include(never.message, "every must be a duration of more than 0")
    }).pipe(over(FakePiggy.make({ referrals: 3 })))
  )
})

const Index = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 249 }))
const Edit = Schema.Union([
  Schema.Struct({ _tag: Schema.Literal("add"), index: Index }),
  Schema.Struct({ _tag: Schema.Literal("remove"), index: Index }),
  Schema.Struct({
    _tag: Schema.Literal("set"),
    index: Index,
    status: Schema.Literals(["completed", "failed", "in_progress"])
  })
])
const Poll = Schema.Struct({
  edits: Schema.Array(Edit).check(Schema.isMaxLength(5)),
  /** The page whose request fails; 0 for none. */
  fails: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4 }))
})

describe("changes, one comparison after the other", () => {
  it.effect.prop(
    "make of the first snapshot the list as it is, whichever readings fail and where",
    [Schema.Array(Poll).check(Schema.isMaxLength(6))],
    ([polls]) => {
      let fails = 0
      const fake = FakePiggy.make({
        referrals: 250,
        respond: ({ page }) => (page === fails ? FakePiggy.json({ message: "no" }, { status: 500 }) : undefined)
      })
      const now = () => new Map(fake.referrals.map(({ status, uuid }) => [uuid, status]))
      let added = 1000
      const edit = (step: typeof Edit.Type) => {
        if (step._tag === "add") fake.referrals.splice(step.index, 0, FakePiggy.referral(added++))
        else if (step._tag === "remove") fake.referrals.splice(step.index, 1)
        else setStatus(fake.referrals, step.index, step.status)
      }
      return Effect.gen(function* () {
        let known = yield* Referrals.snapshot()
        const model = now()
        for (const poll of [...polls, { edits: [], fails: 0 }]) {
          for (const step of poll.edits) edit(step)
          ;({ fails } = poll)
          const compared = yield* Effect.result(Referrals.changesSince(known))
          if (compared._tag === "Failure") continue
          known = compared.success.snapshot
          for (const change of compared.success.changes) {
            const { status, uuid } = change.referral
            if (change._tag === "Vanished") {
              assert.strictEqual(model.get(uuid), status)
              model.delete(uuid)
            } else {
              assert.strictEqual(model.get(uuid), change._tag === "StatusChanged" ? change.from : undefined)
              model.set(uuid, status)
            }
          }
          assert.sameDeepMembers([...model], [...now()])
        }
      }).pipe(over(fake))
    },
    { arbitrary: { runs: 40 } }
  )
})

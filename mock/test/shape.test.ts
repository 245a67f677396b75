import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Dataset from "../src/Dataset.ts"
import * as MockServer from "../src/MockServer.ts"
import * as Shape from "../src/dataset/Shape.ts"
import { control } from "./http.ts"

const of = (links: ReadonlyArray<readonly [referrer: number, referred: number]>) =>
  Shape.of(
    {
      contacts: 10,
      rows: links.map((_, row) => row),
      referrerOf: (row) => links[row]?.[0] ?? 0,
      referredOf: (row) => links[row]?.[1]
    },
    2
  )

describe("who refers whom", () => {
  it("is counted by contact, and by how far from somebody who came by themselves", () => {
    const { depths, longest, most } = of([
      [0, 1],
      [0, 2],
      [0, 3],
      [2, 4],
      [4, 5],
      [2, 6]
    ])
    assert.deepStrictEqual(most, [
      { contact: 0, referrals: 3 },
      { contact: 2, referrals: 2 }
    ])
    assert.deepStrictEqual(depths, [3, 2, 1])
    assert.deepStrictEqual(longest, [0, 2, 4])
  })

  it("ends where contacts refer each other in a circle, or nobody refers", () => {
    assert.deepStrictEqual(of([]), { most: [], depths: [], longest: [] })
    const { depths, longest } = of([
      [0, 1],
      [1, 0]
    ])
    assert.strictEqual(
      depths.reduce((sum, count) => sum + count, 0),
      2
    )
    assert.isAtMost(longest.length, 2)
  })

  it("is what counting the rows one by one gives", () => {
    const dataset = Dataset.make({ referrals: 2537, seed: 7 })
    const counts = new Map<string, number>()
    for (const {
      referring_contact: { uuid }
    } of dataset.slice({}, 0, 2537)) {
      counts.set(uuid, (counts.get(uuid) ?? 0) + 1)
    }
    const { depths, referrers } = dataset.shape()
    const most = [...counts.values()].toSorted((one, other) => other - one).slice(0, 8)
    assert.deepStrictEqual(
      referrers.map(({ contact, referrals }) => [referrals, counts.get(contact.uuid)]),
      most.map((count) => [count, count])
    )
    assert.strictEqual(
      depths.reduce((sum, count) => sum + count, 0),
      2537
    )
  })

  it.live("follows what is done to rows by hand", () =>
    Effect.gen(function* () {
      const contact = { uuid: "7c2a1f8e-6b1d-4a7e-9a64-0f0f6f1f2a3b", email: "new@example.com" }
      for (let n = 0; n < 3; n++) yield* control("POST /referrals", { referring_contact: contact })
      const { body } = yield* control<Dataset.Shape>("GET /program/shape")
      assert.deepStrictEqual(body.referrers[0], { contact, referrals: 3 })
    }).pipe(Effect.provide(MockServer.layer({ referrals: 1 })))
  )
})

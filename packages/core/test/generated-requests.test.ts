/**
 * Requests drawn from the contract, sent to stock Prism, to piggy-mock and to the fake that is exported for tests.
 *
 * `PIGGY_CONFORMANCE_REQUESTS=20000` is the long run, `PIGGY_CONFORMANCE_SEED` draws others.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { isDeepStrictEqual } from "node:util"
import type { Referral } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { type Answer, bodyOf, judge } from "../conformance/contract.ts"
import * as Dice from "../conformance/Dice.ts"
import { draw, type Drawn } from "../conformance/drawn.ts"
import {
  fakeParts,
  operationOf,
  outsideBecause,
  partings,
  prismPartsBecause,
  unanswered
} from "../conformance/outside.ts"
import * as Prism from "../conformance/prism.ts"
import { requests, seed } from "../conformance/seed.ts"
import { sender } from "../conformance/wire.ts"

const drawn = (contact: string): ReadonlyArray<Drawn> => {
  const dice = Dice.make(seed)
  return Array.from({ length: requests }, () => draw(dice, contact))
}

const inWords = ({ body, headers, method, path }: Drawn): string =>
  `${method} ${path} ${JSON.stringify(headers)} ${body ?? ""}`.slice(0, 400)

/** What the contract has against an answer, unless it does not speak of the request. */
const complaintsOn = (request: Drawn, answer: Answer): ReadonlyArray<string> => {
  const operation = operationOf(request)
  if (operation !== undefined && outsideBecause(request) === undefined) return judge(operation, answer)
  return [200, 400, 401, 404, 405, 406, 422].includes(answer.status) ? [] : [`status ${answer.status}`]
}

const dataOf = (answer: Answer): unknown => {
  const body = bodyOf(answer)
  return typeof body === "object" && body !== null && "data" in body ? body.data : undefined
}

/** Sends to a fake that answers from these rows. */
const fakeOf = (referrals: ReadonlyArray<Referral.Referral>) => {
  const { client } = FakePiggy.make({ referrals })
  return ({ headers, path }: Drawn): Effect.Effect<Answer> =>
    Effect.gen(function* () {
      const response = yield* client.execute(HttpClientRequest.get(`http://127.0.0.1${path}`, { headers }))
      return { status: response.status, headers: response.headers, text: yield* response.text }
    }).pipe(Effect.orDie)
}

// A preference that no answer meets: piggy-mock says so, and Prism answers as its own check of the code falls out.
const isUnmet = ({ path }: Drawn, mock: Answer): boolean => path.includes("__") && [404, 406, 422].includes(mock.status)

/** What is wrong with the answers of the three to one request, in words. */
const wrongOn = (request: Drawn, prism: Answer, mock: Answer, fake: Answer | undefined): ReadonlyArray<string> => {
  const same = (claim: boolean, what: string) => (claim ? [] : [`not the same ${what}`])
  return [
    ...same(
      prismPartsBecause(request) !== undefined || prism.status === mock.status || isUnmet(request, mock),
      `status: Prism ${prism.status}, piggy-mock ${mock.status}`
    ),
    ...same(
      fake === undefined || fake.status === mock.status,
      `status: fake ${fake?.status}, piggy-mock ${mock.status}`
    ),
    ...same(fake === undefined || isDeepStrictEqual(dataOf(fake), dataOf(mock)), "rows from the fake and piggy-mock"),
    ...[prism, mock, ...(fake === undefined ? [] : [fake])].flatMap((answer) => complaintsOn(request, answer))
  ].map((wrong) => `${inWords(request)}: ${wrong}`)
}

/** What the fake is asked as well: the list, as the contract describes it. */
const isForFake = (request: Drawn): boolean =>
  operationOf(request) === "listReferrals" && outsideBecause(request) === undefined && !fakeParts(request)

describe(`${requests} requests drawn from the contract (seed ${seed})`, () => {
  it.live(
    "get one status from stock Prism, piggy-mock and the exported fake, one page from the latter two, and keep the contract",
    () =>
      Effect.gen(function* () {
        const { dataset, url } = yield* MockServer.make({ referrals: 120 })
        const toMock = yield* sender(url)
        const toPrism = yield* sender(yield* Prism.mock)
        const rows = dataset.slice({}, 0, 120)
        const toFake = fakeOf(rows)
        const seen = new Set<number>()
        const found = yield* Effect.forEach(
          drawn(rows[0]?.referring_contact.uuid ?? ""),
          (request) =>
            Effect.gen(function* () {
              const [prism, mock] = yield* Effect.all([toPrism(request), toMock(request)], { concurrency: 2 })
              const fake = isForFake(request) ? yield* toFake(request) : undefined
              seen.add(mock.status)
              return wrongOn(request, prism, mock, fake)
            }),
          { concurrency: 4 }
        )
        assert.deepStrictEqual(found.flat().slice(0, 12), [])
        assert.includeMembers([...seen], [200, 400, 401, 404, 405, 406, 422])
      }).pipe(Effect.scoped),
    600_000
  )
})

describe("a request that stock Prism never answers is answered by piggy-mock:", () => {
  for (const { name, request, status } of unanswered) {
    it.live(name, () =>
      Effect.gen(function* () {
        const { url } = yield* MockServer.make({ referrals: 3 })
        const send = yield* sender(url)
        const answer = yield* send(request)
        assert.strictEqual(answer.status, status)
        assert.deepStrictEqual(complaintsOn({ ...request, headers: {} }, answer), [])
      }).pipe(Effect.scoped)
    )
  }
})

describe("the exported fake differs from the servers only as listed:", () => {
  for (const { reason, shownBy } of partings) {
    it.live(reason, () =>
      Effect.gen(function* () {
        const { url } = yield* MockServer.make({ referrals: 3 })
        const send = yield* sender(url)
        const [mock, fake] = yield* Effect.all([send(shownBy), fakeOf([])(shownBy)])
        assert.notStrictEqual(mock.status, fake.status)
      }).pipe(Effect.scoped)
    )
  }
})

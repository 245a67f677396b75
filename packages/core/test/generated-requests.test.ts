/**
 * Requests drawn from the contract, sent to stock Prism, to piggy-mock and to the fake that is exported for tests.
 *
 * `PIGGY_CONFORMANCE_REQUESTS=20000` is the long run, `PIGGY_CONFORMANCE_SEED` draws others.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { Referral } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { type Answer, bodyOf, judge } from "../conformance/contract.ts"
import * as Dice from "../conformance/Dice.ts"
import { draw, type Drawn } from "../conformance/drawn.ts"
import { fakeParts, operationOf, outsideBecause, partings, unanswered } from "../conformance/outside.ts"
import * as Prism from "../conformance/prism.ts"
import { requests, seed } from "../conformance/seed.ts"
import { sender } from "../conformance/wire.ts"

const drawn = (): ReadonlyArray<Drawn> => {
  const dice = Dice.make(seed)
  return Array.from({ length: requests }, () => draw(dice))
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

describe(`${requests} requests drawn from the contract (seed ${seed})`, () => {
  it.live(
    "get the same status from stock Prism and piggy-mock, and answers that the contract allows",
    () =>
      Effect.gen(function* () {
        const { url } = yield* MockServer.make({ referrals: 120 })
        const toMock = yield* sender(url)
        const toPrism = yield* sender(yield* Prism.mock)
        const seen = new Set<number>()
        const found = yield* Effect.forEach(
          drawn(),
          (request) =>
            Effect.map(Effect.all([toPrism(request), toMock(request)], { concurrency: 2 }), ([prism, mock]) => {
              seen.add(mock.status)
              const complaints = [...complaintsOn(request, prism), ...complaintsOn(request, mock)]
              return prism.status === mock.status && complaints.length === 0
                ? []
                : [`${inWords(request)}: Prism ${prism.status}, piggy-mock ${mock.status}; ${complaints.join("; ")}`]
            }),
          { concurrency: 4 }
        )
        assert.deepStrictEqual(found.flat().slice(0, 5), [])
        assert.includeMembers([...seen], [200, 400, 401, 404, 405, 406, 422])
      }).pipe(Effect.scoped),
    600_000
  )

  it.live(
    "get the same status and rows from piggy-mock and the exported fake",
    () =>
      Effect.gen(function* () {
        const { dataset, url } = yield* MockServer.make({ referrals: 120 })
        const toMock = yield* sender(url)
        const toFake = fakeOf(dataset.slice({}, 0, 120))
        const lists = drawn().filter(
          (request) =>
            operationOf(request) === "listReferrals" && outsideBecause(request) === undefined && !fakeParts(request)
        )
        const found = yield* Effect.forEach(
          lists,
          (request) =>
            Effect.map(Effect.all([toMock(request), toFake(request)], { concurrency: 2 }), ([mock, fake]) => {
              const complaints = judge("listReferrals", fake)
              const isSame =
                mock.status === fake.status && JSON.stringify(dataOf(mock)) === JSON.stringify(dataOf(fake))
              return isSame && complaints.length === 0
                ? []
                : [`${inWords(request)}: piggy-mock ${mock.status}, fake ${fake.status}; ${complaints.join("; ")}`]
            }),
          { concurrency: 4 }
        )
        assert.deepStrictEqual(found.flat().slice(0, 5), [])
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

describe("the exported fake parts from the servers, and only where it is listed:", () => {
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

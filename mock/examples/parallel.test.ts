import { type MockFixtures, mockFixtures } from "@effect-piggy/mock/vitest"
import { describe, expect, test as base } from "vitest"

const test = base.extend<MockFixtures>(mockFixtures({ referrals: 101 }))

/** What your program does: it reads a page, and tries once more if it is told to wait. */
const readPage = async (baseUrl: string, number: number): Promise<number> => {
  const url = `${baseUrl}/api/v3/oauth/clients/referrals?limit=100&page=${number}`
  const ask = () => fetch(url, { headers: { authorization: "Bearer any" } })
  const first = await ask()
  const answer = first.status === 429 ? await ask() : first
  const page: { data: Array<unknown> } = JSON.parse(await answer.text())
  return page.data.length
}

describe.concurrent("two tests at once, one mock", () => {
  test("reads the page after the last full one", async ({ mock }) => {
    expect(await readPage(mock.url, 2)).toBe(1)
    expect(await mock.journal()).toHaveLength(1)
  })

  test("tries again after a 429", async ({ mock }) => {
    await mock.play({ steps: [{ errors: { status: 429, retryAfter: 0 } }] })
    expect(await readPage(mock.url, 1)).toBe(100)
    expect((await mock.counts()).statuses).toEqual({ "200": 1, "429": 1 })
  })
})

describe("a program of one's own", () => {
  test.override({ mockSession: { referrals: 3 } })

  test("has as many referrals as the test says, and one more by hand", async ({ mock }) => {
    await mock.add({ status: "completed" })
    expect(await readPage(mock.url, 1)).toBe(4)
  })
})

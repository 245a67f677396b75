import { assert, describe, it } from "@effect/vitest"
import * as Answer from "../src/Answer.ts"

const read = (status: number, body: unknown, retryAfter?: string) =>
  Answer.read({ status, text: typeof body === "string" ? body : JSON.stringify(body), retryAfter })

describe("an answer of the API, as the page reads it", () => {
  it("is a page, with what its paging object promises", () => {
    assert.deepStrictEqual(read(200, { data: [], meta: [] }), {
      _tag: "Page",
      rows: [],
      lastPage: undefined,
      total: undefined
    })
    const page = read(200, { data: [], meta: { last_page: 3, total: 61 } })
    assert.deepInclude(page, { lastPage: 3, total: 61 })
  })

  it("is the vendor's error with its code, its fields and the time to wait", () => {
    const body = {
      message: "Invalid input.",
      code: 1003,
      errors: { limit: ["too many", "no number"], status: "unknown" }
    }
    assert.deepStrictEqual(read(400, body, "2"), {
      _tag: "Refused",
      status: 400,
      message: "Invalid input.",
      code: 1003,
      errors: ["limit: too many", "limit: no number", "status: unknown"],
      retryAfter: "2"
    })
  })

  it("names a field once, and takes the mock's report where the body says nothing of the fields", () => {
    const refused = { message: "Invalid input.", code: 1003 }
    const told = read(400, { ...refused, errors: { limit: ["limit must be <= 100"] } })
    assert.deepInclude(told, { errors: ["limit must be <= 100"] })
    const violations = JSON.stringify([{ side: "request", message: "no bearer was sent" }])
    const response = { status: 400, text: JSON.stringify(refused), retryAfter: undefined }
    assert.deepInclude(Answer.read({ ...response, violations }), { errors: ["no bearer was sent"] })
    assert.deepInclude(Answer.read({ ...response, violations: "Too many violations! [{" }), { errors: [] })
  })

  it("is a gateway's page in its own words, or the mock's own refusal", () => {
    const html = "<html><head><title>502</title></head><body><center><h1>502</h1></center></body></html>\n"
    assert.deepInclude(read(502, html), { status: 502, message: "not the API's own answer: 502" })
    assert.deepInclude(read(422, { detail: "no such scenario" }), { message: "no such scenario" })
  })

  it("is broken if the body is cut, or no page", () => {
    assert.strictEqual(read(200, '{"data":[{"uu')._tag, "Broken")
    assert.strictEqual(read(200, null)._tag, "Broken")
    assert.strictEqual(read(200, { data: "none" })._tag, "Broken")
  })
})

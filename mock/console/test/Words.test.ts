import { assert, describe, it } from "@effect/vitest"
import { byKind } from "../src/Mistakes.ts"
import { nameOf, program } from "../src/ClientName.ts"
import { count, duration, notes } from "../src/Words.ts"

describe("words on the page", () => {
  it("count and measure as people do", () => {
    assert.deepStrictEqual([count(1, "row"), count(0, "row"), count(2537, "row")], ["1 row", "0 rows", "2,537 rows"])
    assert.deepStrictEqual([0.42, 9.96, 12.3, 1250].map(duration), ["0.4 ms", "10.0 ms", "12 ms", "1.25 s"])
  })

  it("tell first what breaks the contract, then what the mock did", () => {
    const violation = {
      side: "request",
      location: ["query", "limit"],
      severity: "error",
      message: "Request query parameter limit must be <= 100"
    } as const
    const entry = {
      id: 1,
      at: 0,
      duration: 1,
      method: "GET",
      path: "/",
      query: "",
      status: 400,
      client: "one",
      faults: ["latency 20 ms"],
      violations: [violation]
    }
    assert.deepStrictEqual(notes(entry), ["limit must be <= 100", "latency 20 ms"])
    assert.strictEqual(notes({ ...entry, violations: [violation, violation] })[0], "limit must be <= 100 (1 more)")
  })

  it("tell each kind of mistake once, with what was said each time", () => {
    const mistake = (kind: "pageFetchedTwice" | "pageSkipped", request: number) => ({
      kind,
      page: 1,
      request,
      message: `request ${request}`
    })
    const made = [mistake("pageFetchedTwice", 3), mistake("pageSkipped", 4), mistake("pageFetchedTwice", 5)]
    assert.deepStrictEqual(
      byKind(made).map(({ kind, mistakes }) => [kind, mistakes.map(({ message }) => message)]),
      [
        ["pageFetchedTwice", ["request 3", "request 5"]],
        ["pageSkipped", ["request 4"]]
      ]
    )
  })

  it("name a client as it names itself, and tell two alike apart", () => {
    const client = "c0ffee00"
    assert.strictEqual(nameOf({ client, userAgent: "axios/1.7.2" }), "axios 1.7.2 · c0ff")
    assert.strictEqual(nameOf({ client }), "c0ffee00")
    const chrome =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
    assert.strictEqual(program(chrome), "Chrome 143")
    assert.strictEqual(program(chrome.replace("Safari/537.36", "Safari/537.36 Edg/143.0.0.0")), "Edge 143")
    assert.strictEqual(program("Mozilla/5.0 (Macintosh) AppleWebKit/605.1 Version/18.1 Safari/605.1"), "Safari 18")
  })
})

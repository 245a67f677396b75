/**
 * A wait that a server names is read as it was meant, and nothing else is taken for one.
 */
import { assert, describe, it } from "@effect/vitest"
import { retryAfter } from "../src/internal/http/retryAfter.ts"

/** Seven seconds before the date of the RFC's examples. */
const now = Date.UTC(1994, 10, 6, 8, 49, 30)
const clock = "Sun, 06 Nov 1994 08:49:30 GMT"

const read = (header: string | undefined, headers: Readonly<Record<string, string>> = {}, at = now) =>
  retryAfter({ "retry-after": header, ...headers }, at)

describe("Retry-After in seconds", () => {
  it.each([
    ["7", 7000],
    ["0", 0],
    ["+7", 7000],
    ["120", 120_000],
    [" 7 ", 7000],
    ["7.", 7000],
    ["1.01", 2000],
    ["1.25", 2000],
    ["9".repeat(400), 1e15],
    ["3, 10", 10_000],
    ["10,3", 10_000],
    ["soon, 4", 4000]
  ])("%s is %d ms", (header, millis) => {
    assert.strictEqual(read(header), millis)
  })

  it.each([undefined, "", "-1", "7s", "s7", "++7", "1e3", ".5", "1.5.5", "7x7", "seven"])("%s is none", (header) => {
    assert.isUndefined(read(header))
  })
})

describe("Retry-After as a date", () => {
  it.each([
    ["Sun, 06 Nov 1994 08:49:37 GMT", 7000],
    ["sun, 06 nov 1994 08:49:37 gmt", 7000],
    ["Sun, 06 Nov 1994 08:49:37 UTC", 7000],
    ["Sun, 06 Nov 1994 08:49:37 +0000", 7000],
    ["Sun, 06 Nov 1994 08:49:37 -0000", 7000],
    ["Sunday, 06-Nov-94 08:49:37 GMT", 7000],
    ["Sun Nov  6 08:49:37 1994", 7000],
    ["sun nov 16 08:49:30 1994", 864_000_000],
    ["1994-11-06T08:49:37Z", 7000],
    ["1994-11-06t08:49:37z", 7000],
    ["1994-11-06T08:49:37.250Z", 7250],
    ["1994-11-06T09:49:37+01:00", 7000],
    ["1994-11-06T07:49:37-01:00", 7000],
    ["Sun, 06 Nov 1994 08:49:30 GMT", 0],
    ["Sun, 06 Nov 1994 08:00:00 GMT", 0],
    ["Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:40 GMT", 10_000],
    ["5, Sun, 06 Nov 1994 08:49:37 GMT", 7000]
  ])("%s is %d ms ahead", (header, millis) => {
    assert.strictEqual(read(header), millis)
  })

  it.each([
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 CET",
    "Sun, 06 Nov 1994 08:49:37 +0100",
    "Sun, 06 Nov 1994 08:49:37 GMT.",
    "1 Sun, 06 Nov 1994 08:49:37 GMT",
    "Su, 06 Nov 1994 08:49:37 GMT",
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 4 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994 GMT",
    "1 Sun Nov  6 08:49:37 1994",
    "Sun Nov  6 08:49:37 94",
    "Sun Nov x6 08:49:37 1994",
    "1994-11-06",
    "1994-11-06T08:49:37",
    "1994-11-06T08:49Z",
    "1994-11-06T08:49:37.Z",
    "1994-11-06T08:49:37+01",
    "11994-11-06T08:49:37Z",
    "1994-11-06T08:49:37Z.",
    "06 Nov 1994"
  ])("%s is none", (header) => {
    assert.isUndefined(read(header))
  })
})

describe("Retry-After as a date, where clocks differ", () => {
  const date = "Sun, 06 Nov 1994 08:49:37 GMT"

  it("counts from the server's clock where the one here is not set", () => {
    assert.strictEqual(read(date, { date: clock }, 0), 7000)
    assert.strictEqual(read(date, { date: ` ${clock} ` }, 0), 7000)
  })

  it("counts from the clock here where the server's is late, or a cache kept its Date", () => {
    assert.strictEqual(read(date, { date: "Sun, 06 Nov 1994 08:00:00 GMT" }), 7000)
  })

  it("waits by the clock that has not passed the date", () => {
    assert.strictEqual(read(date, { date: "Sun, 06 Nov 1994 08:50:00 GMT" }), 7000)
    assert.strictEqual(read(date, { date: clock }, now + 60_000), 7000)
  })

  it("adds what a cache says of the answer's age", () => {
    assert.strictEqual(read(date, { date: "Sun, 06 Nov 1994 08:49:20 GMT", age: "10" }, 0), 7000)
    assert.strictEqual(read(date, { date: "Sun, 06 Nov 1994 08:49:20 GMT", age: "old" }, 0), 17_000)
  })

  it("has no use for a Date that is none", () => {
    assert.strictEqual(read(date, { date: "today" }), 7000)
  })

  it("does not count the clocks for seconds", () => {
    assert.strictEqual(read("7", { date: "Sun, 06 Nov 1994 08:00:00 GMT" }, 0), 7000)
  })
})

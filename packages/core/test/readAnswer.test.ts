import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as Answer from "../src/internal/http/readAnswer.ts"
import { retryAfter } from "../src/internal/http/retryAfter.ts"
import { redactText } from "../src/internal/redact.ts"
import { reasonOf } from "../src/internal/http/connectionFailure.ts"

const secrets = ["pk-0123456789"]

const read = (status: number, body: unknown, headers: Answer.Headers = {}) =>
  Answer.read(
    { status, text: typeof body === "string" ? body : JSON.stringify(body), headers: () => headers },
    { secrets, now: 0 }
  )

const reason = (status: number, body: unknown, headers: Answer.Headers = {}) => {
  const result = read(status, body, headers)
  assert(Result.isFailure(result))
  return result.failure
}

describe("an answer", () => {
  for (const [status, code, tag] of [
    [400, 1003, "InvalidInput"],
    [422, 1003, "InvalidInput"],
    [200, 1003, "InvalidInput"],
    [400, 1000, "ServerFailure"],
    [200, 1000, "ServerFailure"],
    [503, 1000, "Maintenance"],
    [429, 1000, "RateLimited"],
    [400, 55031, "NotFound"],
    [400, 60013, "NotFound"],
    [400, 55018, "NotFound"],
    [400, 7002, "Forbidden"],
    [400, 7011, "Forbidden"],
    [401, 7011, "Forbidden"],
    [400, 9999, "UnexpectedStatus"],
    [409, 9999, "UnexpectedStatus"],
    [404, 9999, "NotFound"],
    [599, 9999, "ServerFailure"]
  ] as const) {
    it(`is judged by its code, then by its status: ${status} with ${code} is ${tag}`, () => {
      assert.strictEqual(reason(status, { code, message: "x", status_code: status })._tag, tag)
      assert.strictEqual(reason(status, { code: String(code) })._tag, tag)
    })
  }

  it("is a page if it has rows, whatever else it has", () => {
    for (const beside of [{ code: 1003 }, { status_code: 500 }, { message: "ok" }]) {
      assert.deepStrictEqual(read(200, { data: [{}], ...beside }), Result.succeed({ data: [{}], ...beside }))
    }
  })

  it("without rows is the error in its envelope, also with status 200", () => {
    assert.strictEqual(reason(200, { data: [], message: "Invalid input.", code: 1003 })._tag, "InvalidInput")
    assert.strictEqual(reason(200, { data: [], message: "down", status_code: 503 })._tag, "Maintenance")
    for (const beside of [{ code: 200 }, { status_code: 200 }, { message: "ok" }]) {
      assert.deepStrictEqual(read(200, { data: [], ...beside }), Result.succeed({ data: [], ...beside }))
    }
  })

  it("with status 200 and a status_code is judged by the status_code", () => {
    assert.strictEqual(reason(200, { status_code: 503, message: "down" })._tag, "Maintenance")
  })

  it("tells what the API says, field by field, and the request's id", () => {
    const failure = reason(
      400,
      {
        code: 1003,
        message: "Invalid input. | Ongeldig.",
        errors: { limit: ["too many", "really"], status: "no", n: 1 }
      },
      { "x-request-id": "req-1" }
    )
    assert(failure._tag === "InvalidInput")
    assert.strictEqual(failure.message, "Invalid input. | Ongeldig.")
    assert.deepStrictEqual(failure.errors, { limit: ["too many", "really"], status: ["no"] })
    assert.strictEqual(failure.requestId, "req-1")
  })

  it("keeps Retry-After if waiting helps", () => {
    for (const status of [408, 429, 500, 503]) {
      const failure = reason(status, "", { "retry-after": "7" })
      assert("retryAfter" in failure && failure.retryAfter !== undefined)
      assert.strictEqual(Duration.toSeconds(failure.retryAfter), 7)
    }
  })
})

describe("Retry-After", () => {
  const now = Date.parse("Sun, 06 Nov 1994 08:49:30 GMT")
  for (const [header, wait] of [
    ["0", 0],
    [" 12 ", 12_000],
    ["Sun, 06 Nov 1994 08:49:37 GMT", 7000],
    ["Sunday, 06-Nov-94 08:49:37 GMT", 7000],
    ["Sun Nov  6 08:49:37 1994", 7000],
    ["Sun, 06 Nov 1994 08:49:00 GMT", 0],
    ["1.5", 2000],
    ["2.0", 2000],
    ["+2", 2000],
    ["2, 2", 2000],
    ["1, 120", 120_000],
    ["soon, 3", 3000],
    ["Sun, 06 Nov 1994 08:49:37 UTC", 7000],
    ["Sun, 06 Nov 1994 08:49:37 +0000", 7000],
    ["sun, 06 nov 1994 08:49:37 gmt", 7000],
    ["Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:39 GMT", 9000],
    ["2, Sun, 06 Nov 1994 08:49:37 GMT", 7000],
    ["1994-11-06T09:49:37+01:00", 7000],
    ["-1", undefined],
    ["1e3", undefined],
    ["soon", undefined],
    ["", undefined],
    ["1994-11-06T08:49:37Z", 7000],
    ["1994-11-06", undefined],
    ["Sun, 06 Nov 1994 08:49:37 PST", undefined],
    ["Sun, 99 Nov 1994 08:49:37 GMT", undefined],
    [undefined, undefined]
  ] as const) {
    it(`${header ?? "absent"} is ${wait ?? "ignored"}`, () => {
      assert.strictEqual(retryAfter({ "retry-after": header }, now), wait)
    })
  }
})

describe("a Retry-After of a", () => {
  const now = Date.parse("Sun, 06 Nov 1994 08:00:00 GMT")
  const at = (seconds: number) => new Date(now + seconds * 1000).toUTCString()

  for (const [what, headers, wait] of [
    [
      "is measured by the server's clock, where ours is an hour fast",
      { date: at(-3600), "retry-after": at(-3593) },
      7000
    ],
    [
      "is measured by the server's clock, where ours is an hour slow",
      { date: at(3600), "retry-after": at(3607) },
      7000
    ],
    ["counts the Age of an answer that a cache kept", { date: at(-3600), age: "3600", "retry-after": at(2) }, 2000],
    ["is not measured by the Date of a cache that sends no Age", { date: at(-3600), "retry-after": at(2) }, 2000],
    ["is not measured by a Date older than the Age allows", { date: at(-3600), age: "60", "retry-after": at(2) }, 2000],
    ["is no wait once it is past", { date: at(-3600), age: "3600", "retry-after": at(-2) }, 0],
    ["does without a Date that is none", { date: "yesterday", age: "old", "retry-after": at(2) }, 2000]
  ] as const) {
    it(`date ${what}`, () => assert.strictEqual(retryAfter(headers, now), wait))
  }
})

describe("text of the vendor's", () => {
  for (const [given, kept] of [
    ["Contact jane@example.eu not found", "Contact [email] not found"],
    ["jane%40example.eu, <joe.o'neil+x@sub.example.eu>", "[email], <[email]>"],
    ["no 9b1e0a52-70f4-4c0e-9d55-5c3f8f3f1c11", "no [id]"],
    ["token pk-0123456789 expired", "token [credential] expired"],
    ["bearer other-token", "Bearer [credential]"],
    ["jane&#64;example.eu, jane&#x40;example.eu, jane&commat;example&period;eu", "[email], [email], [email]"],
    [String.raw`{"to":"jane\u0040example.eu"} and jane%2540example.eu`, '{"to":"[email]"} and [email]'],
    ["jane\uFF20example.eu", "[email]"],
    [`key ${btoa("pk-0123456789")} of ${btoa("user:pk-0123456789")}`, "key [credential] of dXNlc[credential]"],
    ["PK-0123456789", "[credential]"],
    ["100%25 of 3 &lt; 4", "100% of 3 < 4"],
    ["two\nlines\u0000 and\u001B[31mtabs\t", "two lines and [31mtabs"]
  ] as const) {
    it(`loses its secrets: ${JSON.stringify(given)}`, () => assert.strictEqual(redactText(given, secrets), kept))
  }

  it("is cut, and never through a secret or an email", () => {
    const long = redactText(`${"a ".repeat(490)}jane.planted@example.eu and more`, secrets)
    assert.isAtMost(long.length, 301)
    const word = redactText(`${"x".repeat(990)} pk-0123456789`, secrets)
    assert.notInclude(word, "pk-")
  })

  it("is cleaned in a moment, however long a word is", () => {
    const begun = performance.now()
    redactText("a".repeat(10_000_000), secrets)
    redactText("@".repeat(10_000_000), secrets)
    assert.isBelow(performance.now() - begun, 1000)
  })
})

const request = { host: "https://api.piggy.eu", status: undefined, elapsed: () => Duration.seconds(300) }

describe("a connection that failed", () => {
  const thrown = (code: string) =>
    new TypeError("fetch failed", { cause: Object.assign(new Error("secret"), { code }) })

  for (const [code, isRetryable] of [
    ["ECONNREFUSED", true],
    ["ECONNRESET", true],
    ["EAI_AGAIN", true],
    ["ETIMEDOUT", true],
    ["UND_ERR_SOCKET", true],
    ["UND_ERR_CONNECT_TIMEOUT", true],
    ["ENOTFOUND", false],
    ["CERT_HAS_EXPIRED", false],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", false],
    ["SELF_SIGNED_CERT_IN_CHAIN", false],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", false],
    ["ERR_TLS_CERT_ALTNAME_INVALID", false],
    ["ERR_SSL_WRONG_VERSION_NUMBER", false]
  ] as const) {
    it(`by ${code} is ${isRetryable ? "tried again" : "final"}, and reported with its code`, () => {
      const failure = reasonOf(thrown(code), request)
      assert(failure._tag === "Unreachable")
      assert.strictEqual(failure.detail, code)
      assert.strictEqual(failure.isRetryable, isRetryable)
      assert.notInclude(JSON.stringify(failure), "secret")
    })
  }

  const inWords = (words: string) => new TypeError("fetch failed", { cause: new Error(words) })
  const sending = "error sending request for url (http://127.0.0.1:2/refused?secret): client error"

  for (const [words, detail, isRetryable] of [
    [`${sending} (Connect): tcp connect error: Connection refused (os error 111)`, "ECONNREFUSED", true],
    ["Connection reset by peer (os error 104)", "ECONNRESET", true],
    [`${sending} (Connect): tcp connect error: Network is unreachable (os error 101)`, "Connect", true],
    [`${sending} (SendRequest): invalid HTTP version parsed`, "SendRequest", true],
    ["Too many open files (os error 24)", "SystemError", true],
    [
      `${sending} (Connect): dns error: failed to lookup address information: Temporary failure in name resolution`,
      "EAI_AGAIN",
      true
    ],
    [
      `${sending} (Connect): dns error: failed to lookup address information: Name or service not known`,
      "ENOTFOUND",
      false
    ],
    [`${sending} (Connect): invalid peer certificate: UnknownIssuer`, "CERT_INVALID", false],
    [`${sending} (Connect): received corrupt message of type InvalidContentType`, "EPROTO", false]
  ] as const) {
    it(`in Deno, which only gives a message, is reported with a code: ${detail}, ${isRetryable ? "tried again" : "final"}`, () => {
      const failure = reasonOf(inWords(words), request)
      assert(failure._tag === "Unreachable")
      assert.strictEqual(failure.detail, detail)
      assert.strictEqual(failure.isRetryable, isRetryable)
      assert.notInclude(JSON.stringify(failure), "secret")
    })
  }

  it("in a browser, which does not say why, is tried again", () => {
    assert.isTrue(reasonOf(new TypeError("Failed to fetch"), request).isRetryable)
  })

  it("because the platform refuses it is final", () => {
    const refused = new TypeError("fetch failed", { cause: new Error("bad port") })
    assert.isFalse(reasonOf(refused, request).isRetryable)
  })

  it("while a body was decompressed is a malformed answer", () => {
    for (const code of ["Z_DATA_ERROR", "ZlibError", "BrotliDecompressionError"]) {
      assert.strictEqual(reasonOf(thrown(code), { ...request, status: 200 })._tag, "MalformedResponse")
    }
  })
})

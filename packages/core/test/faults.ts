/**
 * What can go wrong between a client and the API, row by row, and what the SDK makes of it.
 */
import { brotliCompressSync, gzipSync } from "node:zlib"
import type { Reason } from "../src/PiggyError.ts"
import { http, pageBody, type Reply, send } from "./scriptedServer.ts"

/** Rows of the list that every fault is thrown at: three pages of up to 100, and an empty one. */
export const total = 250

/** What becomes of a traversal: every row once and in order, or the one error and the attempts it took. */
export type Outcome = "recovered" | readonly [reason: Reason["_tag"], attempts: number | "refusals"]

export interface Fault {
  readonly name: string
  readonly reply: Reply
  /** When the fault strikes one request. */
  readonly once: Outcome
  /** When it strikes every request for the page. */
  readonly always: Outcome
  /** The page that is struck; default 2. A 404 past page 1 is an end and no fault. */
  readonly page?: number
  /** Where requests go instead of to the scripted server; `{port}` is the server's. */
  readonly baseUrl?: string
  /** For one attempt, in milliseconds; default 5,000. */
  readonly timeout?: number
  /** Takes so much of the processor that it runs by itself. */
  readonly isHeavy?: true
}

const retried = { once: "recovered", always: ["Unreachable", 3] } as const
// An answer that does come has to come in this time, on a busy machine too.
const slow = { once: "recovered", always: ["TimedOut", 3], timeout: 500 } as const
const fatal = (reason: Reason["_tag"]) => ({ once: [reason, 1], always: [reason, 1] }) as const
const harmless = { once: "recovered", always: "recovered" } as const

const json = (body: string, headers: Readonly<Record<string, string>> = {}): Reply => send(http(200, headers, body))

// What page 2 holds, changed before it is sent.
const changed =
  (change: (body: string) => string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Reply =>
  (socket, { page }) => {
    socket.end(http(200, headers, change(pageBody(page, total))))
  }

const connection: ReadonlyArray<Fault> = [
  {
    name: "connection refused",
    reply: () => {},
    // Nothing listens there.
    baseUrl: "http://127.0.0.1:2/",
    once: ["Unreachable", 3],
    always: ["Unreachable", 3]
  },
  { name: "a port that fetch refuses", reply: () => {}, baseUrl: "http://127.0.0.1:1/", ...fatal("Unreachable") },
  { name: "reset before the headers", reply: (socket) => socket.resetAndDestroy(), ...retried },
  { name: "closed before the headers", reply: (socket) => socket.end(), ...retried },
  {
    name: "reset in the middle of the headers",
    reply: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-ty", () => socket.resetAndDestroy())
    },
    ...retried
  },
  {
    name: "reset in the middle of the body",
    reply: (socket, { page }) => {
      const bytes = http(200, {}, pageBody(page, total))
      socket.write(bytes.subarray(0, bytes.length / 2), () => socket.resetAndDestroy())
    },
    ...retried
  },
  { name: "body shorter than Content-Length", reply: json("{}", { "content-length": "5000" }), ...retried },
  {
    name: "chunked body that stops before its last chunk",
    reply: json('5\r\n{"dat\r\n', { "transfer-encoding": "chunked" }),
    ...retried
  },
  {
    name: "chunk longer than it says",
    reply: json('3\r\n{"data":[]}\r\n0\r\n\r\n', { "transfer-encoding": "chunked" }),
    ...retried
  },
  { name: "headers stalled", reply: () => {}, ...slow },
  {
    name: "body stalled",
    reply: (socket) => {
      socket.write(http(200, { "content-length": "5000" }, '{"data":['))
    },
    ...slow
  },
  {
    name: "body trickled, a byte every 5 ms",
    reply: (socket) => {
      socket.write(http(200, { "content-length": "5000" }))
      const timer = setInterval(() => socket.write(" "), 5)
      socket.on("close", () => clearInterval(timer))
    },
    ...slow
  },
  {
    name: "error whose body stalls (known by its status)",
    reply: (socket) => {
      socket.write(http(503, { "content-length": "5000" }, "{"))
    },
    once: "recovered",
    always: ["Maintenance", 3],
    // Room for headers that come late on a busy machine.
    timeout: 600
  },
  {
    name: "error whose body breaks off (known by its status)",
    reply: (socket) => {
      socket.write(http(503, { "content-length": "5000" }, "{"), () => socket.resetAndDestroy())
    },
    once: "recovered",
    always: ["Maintenance", 3]
  },
  {
    name: "error with a body of 20 MB (known by its status)",
    reply: send(http(403, {}, Buffer.alloc(20_000_000, " "))),
    isHeavy: true,
    ...fatal("Forbidden")
  },
  { name: "an answer that is no HTTP", reply: send(Buffer.from("SSH-2.0-OpenSSH_9.2\r\n")), ...retried },
  {
    name: "a host that does not exist",
    reply: () => {},
    // A label of 64 characters: no resolver is asked.
    baseUrl: `http://${"a".repeat(64)}.invalid/`,
    ...fatal("Unreachable")
  },
  { name: "TLS where none is spoken", reply: () => {}, baseUrl: "https://127.0.0.1:{port}/", ...fatal("Unreachable") }
]

const html = "<!doctype html><title>Error</title><p>jane@example.eu"

type Expected = Pick<Fault, "once" | "always">

// Status by status: what a body in the vendor's form says, and what the status says by itself.
const byStatus: ReadonlyArray<readonly [status: number, vendor: object, withVendor: Expected, withoutBody: Expected]> =
  [
    [
      400,
      { code: 1003, message: "Invalid input.", status_code: 400 },
      fatal("InvalidInput"),
      fatal("UnexpectedStatus")
    ],
    [401, { message: "Unauthenticated." }, fatal("Unauthorized"), fatal("Unauthorized")],
    [403, { code: 7011, message: "No access." }, fatal("Forbidden"), fatal("Forbidden")],
    [404, { code: 55031, message: "Contact not found." }, fatal("NotFound"), fatal("NotFound")],
    [408, { message: "Request timeout." }, ...both("UnexpectedStatus")],
    [409, { code: 9999, message: "Conflict." }, fatal("UnexpectedStatus"), fatal("UnexpectedStatus")],
    [418, { message: "I'm a teapot." }, fatal("UnexpectedStatus"), fatal("UnexpectedStatus")],
    [422, { code: 1003, message: "Invalid input." }, fatal("InvalidInput"), fatal("UnexpectedStatus")],
    [429, { message: "Too Many Attempts." }, ...both("RateLimited")],
    [500, { code: 1000, message: "Internal error." }, ...both("ServerFailure")],
    [502, { message: "Bad gateway." }, ...both("ServerFailure")],
    [503, { message: "Service Unavailable" }, ...both("Maintenance")],
    [504, { message: "Gateway timeout." }, ...both("ServerFailure")],
    [520, { message: "Web server returned an unknown error." }, ...both("ServerFailure")],
    [525, { message: "SSL handshake failed." }, fatal("ServerFailure"), fatal("ServerFailure")],
    [529, { message: "Site is overloaded." }, ...both("ServerFailure")]
  ]

function both(reason: Reason["_tag"]): readonly [Expected, Expected] {
  const expected = { once: "recovered", always: [reason, reason === "RateLimited" ? "refusals" : 3] } as const
  return [expected, expected]
}

const statuses: ReadonlyArray<Fault> = byStatus.flatMap(([status, vendor, withVendor, withoutBody]) => [
  { name: `${status}, vendor's body`, reply: send(http(status, {}, JSON.stringify(vendor))), page: 1, ...withVendor },
  {
    name: `${status}, HTML`,
    reply: send(http(status, { "content-type": "text/html" }, html)),
    page: 1,
    ...withoutBody
  },
  { name: `${status}, empty`, reply: send(http(status, {})), page: 1, ...withoutBody }
])

const envelopes: ReadonlyArray<Fault> = [
  { name: "200 with code 1003", reply: json('{"code":1003,"message":"x"}'), page: 1, ...fatal("InvalidInput") },
  { name: "200 with code 7002", reply: json('{"code":7002,"message":"x"}'), ...fatal("Forbidden") },
  { name: "400 with code 60013", reply: send(http(400, {}, '{"code":60013}')), page: 1, ...fatal("NotFound") },
  { name: "400 with code 55018", reply: send(http(400, {}, '{"code":55018}')), page: 1, ...fatal("NotFound") },
  {
    name: "400 with code 1000",
    reply: send(http(400, {}, '{"code":1000,"message":"Internal error.","status_code":400}')),
    once: "recovered",
    always: ["ServerFailure", 3]
  },
  {
    name: "422 with errors by field and no code",
    reply: send(http(422, {}, '{"message":"The given data was invalid.","errors":{"page":["too far"]}}')),
    page: 1,
    ...fatal("InvalidInput")
  }
]

const after = (seconds: number) => new Date(Math.ceil(Date.now() / 1000 + seconds) * 1000).toUTCString()

const limited =
  (status: number, retryAfter: () => string): Reply =>
  (socket) => {
    socket.end(http(status, { "retry-after": retryAfter() }, "{}"))
  }

const waiting: ReadonlyArray<Fault> = [
  {
    name: "429, Retry-After: 0",
    reply: limited(429, () => "0"),
    once: "recovered",
    always: ["RateLimited", "refusals"]
  },
  {
    name: "429, Retry-After: 1",
    reply: limited(429, () => "1"),
    once: "recovered",
    always: ["RateLimited", "refusals"]
  },
  {
    name: "429, Retry-After: 0.5 (rounded up to a second)",
    reply: limited(429, () => "0.5"),
    once: "recovered",
    always: ["RateLimited", "refusals"]
  },
  {
    name: "429, Retry-After: 1, 1 (sent twice)",
    reply: limited(429, () => "1, 1"),
    once: "recovered",
    always: ["RateLimited", "refusals"]
  },
  {
    name: "503, Retry-After: a date in a second that ends in UTC",
    reply: limited(503, () => after(0).replace("GMT", "UTC")),
    once: "recovered",
    always: ["Maintenance", "refusals"]
  },
  {
    name: "503 from a cache: Date and Age of an hour, Retry-After a date in a second",
    reply: (socket) => {
      socket.end(http(503, { date: after(-3600), age: "3600", "retry-after": after(0) }, "{}"))
    },
    once: "recovered",
    always: ["Maintenance", "refusals"]
  },
  { name: "429, Retry-After: 86400", reply: limited(429, () => "86400"), ...fatal("RateLimited") },
  {
    name: "503, Retry-After: a date in a second",
    reply: limited(503, () => after(0)),
    once: "recovered",
    always: ["Maintenance", "refusals"]
  },
  { name: "503, Retry-After: a date tomorrow", reply: limited(503, () => after(86_400)), ...fatal("Maintenance") },
  {
    name: "503, Retry-After: a date in the past",
    reply: limited(503, () => after(-86_400)),
    once: "recovered",
    always: ["Maintenance", "refusals"]
  },
  {
    name: "429, Retry-After: soon (ignored)",
    reply: limited(429, () => "soon"),
    once: "recovered",
    always: ["RateLimited", "refusals"]
  },
  {
    name: "429, Retry-After: -1 (ignored)",
    reply: limited(429, () => "-1"),
    once: "recovered",
    always: ["RateLimited", "refusals"]
  }
]

// As the vendor's reference prints it: commas after the last member, none before `status`.
const reference = `{ "data": [ { "uuid": "d1fd45ac-0993-46c1-9ae7-334bcd9b0ad7", "referred_contact": {
  "uuid": "435438ef-7e62-43aa-87c7-3f6d3deb0a72", "email": "referred-contact-1@example.eu", } "status": "completed" } ], "meta": [] }`

const malformed = fatal("MalformedResponse")

const bodies: ReadonlyArray<Fault> = [
  { name: "truncated JSON", reply: changed((body) => body.slice(0, -40)), ...malformed },
  { name: "trailing commas, as in the reference's example", reply: json(reference), ...malformed },
  { name: "NaN", reply: changed((body) => body.replace('"data":[', '"data":[NaN,')), ...malformed },
  { name: "empty body under 200", reply: json(""), ...malformed },
  { name: "204", reply: send(Buffer.from("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")), ...malformed },
  { name: "HTML under 200", reply: send(http(200, { "content-type": "text/html" }, html)), ...malformed },
  { name: "no `data`", reply: json('{"meta":[]}'), ...malformed },
  { name: "`null`", reply: json("null"), ...malformed },
  { name: "an array instead of an object", reply: json("[]"), ...malformed },
  { name: "`data` is an object", reply: json('{"data":{}}'), ...malformed },
  { name: "a row without `uuid`", reply: json('{"data":[{"status":"pending"}]}'), ...malformed },
  {
    name: "a number where an id belongs",
    reply: changed((body) => body.replace(/"uuid":"[^"]+"/, '"uuid":7')),
    ...malformed
  },
  { name: "`uuid` is null", reply: changed((body) => body.replace(/"uuid":"[^"]+"/, '"uuid":null')), ...malformed },
  {
    name: "duplicate keys (the last one counts, as in JSON.parse)",
    reply: changed((body) => body.replaceAll('{"uuid":', '{"uuid":"first","uuid":')),
    ...harmless
  },
  { name: "a byte order mark", reply: changed((body) => `\uFEFF${body}`), ...harmless },
  { name: "JSON under `text/html`", reply: changed((body) => body, { "content-type": "text/html" }), ...harmless },
  {
    name: "unknown fields, `__proto__` among them",
    reply: changed((body) => body.replaceAll('"status":', '"__proto__":{"status":1},"score":[1],"status":')),
    ...harmless
  },
  { name: "gzip", reply: changed((body) => gzipSync(body), { "content-encoding": "gzip" }), ...harmless },
  { name: "brotli", reply: changed((body) => brotliCompressSync(body), { "content-encoding": "br" }), ...harmless },
  { name: "gzip that is not gzip", reply: changed((body) => body, { "content-encoding": "gzip" }), ...malformed },
  {
    name: "gzip that is cut short",
    reply: changed((body) => gzipSync(body).subarray(0, 200), { "content-encoding": "gzip" }),
    ...malformed
  },
  {
    name: "gzip of 40 kB that holds 40 MB",
    reply: send(http(200, { "content-encoding": "gzip" }, gzipSync(Buffer.alloc(40_000_000, " ")))),
    isHeavy: true,
    ...fatal("BodyTooLarge")
  },
  {
    name: "100 MB of nesting",
    reply: (socket) => {
      socket.write(http(200, { "content-length": String(100_000_000) }))
      const chunk = Buffer.alloc(65_536, "[")
      const fill = (): void => {
        while (!socket.destroyed && socket.write(chunk));
      }
      socket.on("drain", fill)
      fill()
    },
    isHeavy: true,
    ...fatal("BodyTooLarge")
  },
  {
    name: "a field nested 5,000 deep in a row",
    reply: changed((body) => body.replace('"status":', `"extra":${"[".repeat(5000)}${"]".repeat(5000)},"status":`)),
    ...malformed
  },
  {
    name: "`meta` nested 5,000 deep",
    reply: json(`{"data":[],"meta":${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}`),
    ...malformed
  },
  {
    name: "800 kB of messages in an error of the API",
    reply: send(
      http(
        400,
        {},
        JSON.stringify({
          code: 1003,
          message: "Invalid input.",
          errors: Object.fromEntries(
            Array.from({ length: 20 }, (_, field) => [field, Array.from({ length: 20 }, () => "x".repeat(2000))])
          )
        })
      )
    ),
    page: 1,
    ...fatal("InvalidInput")
  },
  {
    name: "5 MB of nesting in a row",
    reply: json(`{"data":[${"[".repeat(2_500_000)}${"]".repeat(2_500_000)}]}`),
    isHeavy: true,
    ...malformed
  }
]

const redirects: ReadonlyArray<Fault> = [301, 302, 303, 307, 308].map((status) => ({
  name: `${status} to another host`,
  // Nothing listens there: following it would be Unreachable.
  reply: send(http(status, { location: "http://127.0.0.2:2/elsewhere" }, html)),
  once: ["UnexpectedStatus", 1],
  always: ["UnexpectedStatus", 1]
}))

export const faults: ReadonlyArray<Fault> = [
  ...connection,
  ...statuses,
  ...envelopes,
  ...waiting,
  ...bodies,
  ...redirects
]

/**
 * How the tests talk to the server byte by byte, where `fetch` would tidy up what is sent.
 */
import * as Effect from "effect/Effect"
import { connect } from "node:net"

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The answers in a row of bytes, each as long as its Content-Length says; what is not one ends the row. */
const answersIn = (bytes: string): ReadonlyArray<RawAnswer> => {
  const answers: Array<RawAnswer> = []
  let rest = bytes
  for (;;) {
    const end = rest.indexOf("\r\n\r\n")
    const [line = "", ...fields] = rest.slice(0, end).split("\r\n")
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1])
    if (end < 0 || Number.isNaN(status)) return answers
    const headers = Object.fromEntries(
      fields.map((field): [string, string] => {
        const colon = field.indexOf(":")
        return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()]
      })
    )
    const length = Number(headers["content-length"] ?? 0)
    answers.push({ status, headers, body: rest.slice(end + 4, end + 4 + length) })
    rest = rest.slice(end + 4 + length)
  }
}

/** Sends pieces, one write each, and reads until the server hangs up. */
export const bytes = (url: string, ...pieces: ReadonlyArray<string>): Effect.Effect<string> =>
  Effect.callback<string>((resume) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1").setNoDelay(true)
    let received = ""
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1")
    })
    socket.on("error", () => undefined)
    socket.on("close", () => resume(Effect.succeed(received)))
    const write = ([piece, ...more]: ReadonlyArray<string>): void => {
      if (piece !== undefined) socket.write(piece, "latin1", () => write(more))
    }
    write(pieces)
    return Effect.sync(() => socket.destroy())
  })

/** The same, read as answers to requests without a body of their own; HEAD among them would be misread. */
export const answers = (url: string, ...pieces: ReadonlyArray<string>) => Effect.map(bytes(url, ...pieces), answersIn)

/** Sends each request once the one before is answered, over one connection, and reads until the server hangs up. */
export const oneByOne = (url: string, ...requests: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<RawAnswer>> =>
  Effect.callback<ReadonlyArray<RawAnswer>>((resume) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1").setNoDelay(true)
    let received = ""
    let sent = 0
    const next = (): void => {
      const request = requests[sent]
      if (request === undefined || answersIn(received).length < sent) return
      sent++
      socket.write(request, "latin1")
    }
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1")
      next()
    })
    socket.on("error", () => undefined)
    socket.on("close", () => resume(Effect.succeed(answersIn(received))))
    next()
    return Effect.sync(() => socket.destroy())
  })

/** A request's head, ending the connection unless it says otherwise. */
export const head = (line: string, headers: Readonly<Record<string, string>> = {}): string =>
  [
    `${line} HTTP/1.1`,
    "Host: 127.0.0.1",
    ...Object.entries({ Authorization: "Bearer any", Connection: "close", ...headers }).map(
      ([name, value]) => `${name}: ${value}`
    )
  ].join("\r\n") + "\r\n\r\n"

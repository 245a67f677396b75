/**
 * Steers a mock that runs somewhere else, over its control API: the same calls as in the mock's own process.
 *
 * It needs `fetch` and nothing else, so it runs in browsers, too.
 */
import type { Problem } from "./Invalid.ts"
import type { Counts, Entry } from "./Journal.ts"
import type { Referral } from "./Referral.ts"
import type { Options as SessionOptions, SteeredSession } from "./Steering.ts"
import type { Walk } from "./Walk.ts"

export type { Counts, Entry } from "./Journal.ts"
export type { Referral } from "./Referral.ts"
export type { Settings } from "./Scenario.ts"
export type { Options as SessionOptions, SteeredSession } from "./Steering.ts"
export type { Walk } from "./Walk.ts"

export interface Options {
  /** Sends the requests. Default: the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
}

/** One session of several, as `sessions` lists it. */
export interface SessionInfo {
  readonly name: string
  /** Under this path every request is of the session. */
  readonly path: string
  /** Seconds since its last request. */
  readonly idle: number
  readonly requests: number
  readonly program: Program
}

export interface Program {
  readonly seed: string | number
  /** Whether the rows were computed from the seed, or given. */
  readonly source: "generated" | "loaded"
  readonly referrals: number
  readonly statuses: Readonly<Record<Referral["status"], number>>
}

/** A mock that runs somewhere else; by itself it is the default session. */
export interface MockClient extends SteeredSession {
  /** Another session, which shares nothing with the others. */
  readonly session: (options?: SessionOptions) => Promise<SteeredSession>
  readonly sessions: () => Promise<ReadonlyArray<SessionInfo>>
}

/** The mock refused, or nothing answered as a mock does. */
export class MockError extends Error {
  override readonly name = "MockError"
  /** 0 if there was no answer. */
  readonly status: number
  /** Each piece of what was sent that is wrong. */
  readonly problems: ReadonlyArray<Problem>
  constructor(message: string, status: number, problems: ReadonlyArray<Problem> = [], cause?: unknown) {
    super(message, { cause })
    this.status = status
    this.problems = problems
  }
}

const isRefusal = (body: unknown): body is { readonly detail: string; readonly errors?: ReadonlyArray<Problem> } =>
  typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string"

const json = (text: string): unknown => {
  try {
    return text === "" ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, "")

/**
 * A client of the mock at `url`.
 *
 * @param url where the mock listens: `http://127.0.0.1:4010`; with a path in front, if a proxy has put one there
 */
export const connect = (url: string, options: Options = {}): MockClient => {
  const base = withoutSlash(url)
  const send = options.fetch ?? ((target, init) => fetch(target, init))

  const ask = async (method: string, path: string, body?: unknown): Promise<string> => {
    const target = `${base}/__mock${path}`
    const response = await send(target, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } })
    }).catch((error: unknown) => {
      throw new MockError(`No mock answers at ${base}. Is it running there?`, 0, [], error)
    })
    const text = await response.text()
    const answer = json(text)
    const isMock = response.ok && (response.status === 204 || answer !== undefined)
    if (isMock) return text
    const place = `${method} ${target}`
    throw isRefusal(answer)
      ? new MockError(`${place}: ${answer.detail}`, response.status, answer.errors)
      : new MockError(`${place}: answered ${response.status}, and not as piggy-mock does`, response.status)
  }
  /** The body of an answer. What it is, the mock's control contract says; this module comes in the mock's package. */
  const read = async <Body>(method: string, path: string, body?: unknown): Promise<Body> =>
    JSON.parse(await ask(method, path, body))
  const change = async (method: string, path: string, body?: unknown): Promise<void> => {
    await ask(method, path, body)
  }

  /** Ends a session, unless somebody has. */
  const end = async (name: string): Promise<void> => {
    await change("DELETE", `/sessions/${encodeURIComponent(name)}`).catch((error: unknown) => {
      if (!(error instanceof MockError && error.status === 404)) throw error
    })
  }

  const steered = (name: string, sessionUrl: string, close: () => Promise<void>): SteeredSession => {
    const of = (path: string): string => `${path}?session=${encodeURIComponent(name)}`
    const row = (uuid: string): string => of(`/referrals/${encodeURIComponent(uuid)}`)
    return {
      name,
      url: sessionUrl,
      headers: { "x-mock-session": name },
      play: (settings) => change("PUT", of("/scenario"), settings),
      advanceClock: (by) => change("POST", of("/clock"), by),
      add: (referral = {}) => read("POST", of("/referrals"), referral),
      change: (uuid, changes) => read("PATCH", row(uuid), changes),
      remove: (uuid) => change("DELETE", row(uuid)),
      reset: () => change("POST", of("/reset")),
      journal: async () => (await read<{ readonly entries: ReadonlyArray<Entry> }>("GET", of("/journal"))).entries,
      counts: () => read<Counts>("GET", of("/counts")),
      walks: async () => (await read<{ readonly walks: ReadonlyArray<Walk> }>("GET", of("/walks"))).walks,
      close,
      [Symbol.asyncDispose]: close
    }
  }

  return {
    ...steered("default", base, () => Promise.resolve()),
    session: async (wanted = {}) => {
      const { name, path } = await read<SessionInfo>("POST", "/sessions", wanted)
      let ending: Promise<void> | undefined
      return steered(name, base + path, () => (ending ??= end(name)))
    },
    sessions: async () => (await read<{ readonly sessions: ReadonlyArray<SessionInfo> }>("GET", "/sessions")).sessions
  }
}

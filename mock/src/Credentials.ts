/**
 * Which bearers and client secrets a session lets in.
 *
 * Every non-empty bearer, or only the session's own key, if it has one; except the words that stand for a refusal, and
 * tokens that have expired or are another session's.
 */
import { keyOf, type Seed } from "./Random.ts"

export interface Issued {
  readonly token: string
  /** In seconds. */
  readonly expiresIn: number
}

export interface Credentials {
  /** The status that refuses an `Authorization` header: 401 for `expired`, 403 for `forbidden`. */
  readonly refusal: (authorization: string, now: number) => number | undefined
  readonly issue: (expiresIn: number, now: number) => Issued
  /** True if this client may have a token. */
  readonly knows: (clientId: string, clientSecret: string) => boolean
}

/** Issued tokens that are remembered; an older one counts as expired. */
const remembered = 10_000

const prefix = "mock-access-token-"

/** The credential of an `Authorization` header, whatever the case of its scheme. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  authorization === undefined ? undefined : /^Bearer +(\S.*)$/i.exec(authorization.trim())?.[1]

/** The name of the session that issued a token, if the bearer is one. */
export const sessionOf = (bearer: string): string | undefined =>
  bearer.startsWith(prefix) ? /^\d+-[0-9a-f]{8}-(.+)$/.exec(bearer.slice(prefix.length))?.[1] : undefined

/** Words that stand for a refusal. */
const refused: ReadonlyMap<string, number> = new Map([
  ["expired", 401],
  ["forbidden", 403]
])

/** What a session's own key must look like, or why it cannot be one. */
export const keyProblem = (key: string): string | undefined => {
  if (!/^[!-~]{1,200}$/.test(key)) return "a key has 1 to 200 printable ASCII characters, and no space"
  return refused.has(key) || key.startsWith(prefix) ? "this key has a meaning of its own" : undefined
}

export interface Options {
  readonly seed: Seed
  /** Name of the session, which its tokens carry. */
  readonly session: string
  /** Secrets by client id; without any, every secret is taken but the word `wrong`. */
  readonly clients: ReadonlyMap<string, string>
  /** The only key that is let in. */
  readonly key: string | undefined
}

export const make = ({ clients, key, seed, session }: Options): Credentials => {
  const expiries = new Map<string, number>()
  let issued = 0
  return {
    knows: (id, secret) => (clients.size === 0 ? secret !== "wrong" : clients.get(id) === secret),
    issue: (expiresIn, now) => {
      issued++
      const digest = keyOf(seed, `token ${issued}`).toString(16).padStart(8, "0")
      const token = `${prefix}${issued}-${digest}-${session}`
      expiries.set(token, now + expiresIn * 1000)
      const [oldest] = expiries.size > remembered ? expiries.keys() : []
      if (oldest !== undefined) expiries.delete(oldest)
      return { token, expiresIn }
    },
    refusal: (authorization, now) => {
      const bearer = bearerOf(authorization) ?? authorization
      if (bearer.startsWith(prefix)) return now < (expiries.get(bearer) ?? 0) ? undefined : 401
      return refused.get(bearer) ?? (key === undefined || key === bearer ? undefined : 401)
    }
  }
}

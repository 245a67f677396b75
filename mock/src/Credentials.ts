/**
 * Which bearers and client secrets the mock lets in.
 *
 * Every non-empty one, except the words that stand for a refusal and the tokens that it issued and that have expired.
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

/**
 * @param clients secrets by client id; without any, every secret is taken but the word `wrong`
 */
export const make = (seed: Seed, clients: ReadonlyMap<string, string>): Credentials => {
  const expiries = new Map<string, number>()
  let issued = 0
  return {
    knows: (id, secret) => (clients.size === 0 ? secret !== "wrong" : clients.get(id) === secret),
    issue: (expiresIn, now) => {
      issued++
      const token = `${prefix}${issued}-${keyOf(seed, `token ${issued}`).toString(16).padStart(8, "0")}`
      expiries.set(token, now + expiresIn * 1000)
      const [oldest] = expiries.keys()
      if (expiries.size > remembered && oldest !== undefined) expiries.delete(oldest)
      return { token, expiresIn }
    },
    refusal: (authorization, now) => {
      const bearer = authorization.replace(/^Bearer\s+/i, "")
      if (bearer === "expired") return 401
      if (bearer === "forbidden") return 403
      if (!bearer.startsWith(prefix)) return undefined
      return now < (expiries.get(bearer) ?? 0) ? undefined : 401
    }
  }
}

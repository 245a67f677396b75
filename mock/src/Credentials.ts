/**
 * Which bearers and client secrets the mock lets in.
 *
 * Every non-empty one, except the words that stand for a refusal.
 */

const bearerOf = (authorization: string): string => authorization.replace(/^Bearer\s+/i, "")

/** The status that refuses an `Authorization` header: 401 for the bearer `expired`, 403 for `forbidden`. */
export const refusal = (authorization: string): number | undefined => {
  switch (bearerOf(authorization)) {
    case "expired":
      return 401
    case "forbidden":
      return 403
    default:
      return undefined
  }
}

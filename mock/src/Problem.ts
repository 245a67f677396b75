/**
 * A refusal of the mock's own, as a problem in JSON (RFC 9457).
 */
import type { Answer } from "./Prism.ts"

interface Kind {
  readonly title: string
  readonly status: number
  /** The engine's name for it. */
  readonly type?: string
}

export const make = (kind: Kind, detail: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: kind.status,
  headers: { ...headers, "content-type": "application/problem+json" },
  body: JSON.stringify({
    ...(kind.type !== undefined && { type: `https://stoplight.io/prism/errors#${kind.type}` }),
    title: kind.title,
    status: kind.status,
    detail
  }),
  violations: []
})

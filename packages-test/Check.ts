/**
 * One thing that must hold of a package, wherever it was installed.
 */
export interface Check {
  readonly what: string
  readonly holds: boolean
  readonly saw: string
}

export const check = (what: string, holds: boolean, saw: unknown): Check => ({ what, holds, saw: String(saw) })

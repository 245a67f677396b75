/**
 * What an honest server says of a list: as Laravel's paginator does, in the spellings that the vendor uses.
 */
import * as Schema from "effect/Schema"

/** `silent` is the vendor's `[]`. */
export const Spelling = Schema.Literals(["silent", "laravel", "page", "strings"])

export const honestMeta = (
  spelling: typeof Spelling.Type,
  at: { readonly page: number; readonly size: number; readonly total: number }
): unknown => {
  const { page, size, total } = at
  const last = Math.max(1, Math.ceil(total / size))
  if (spelling === "silent") return []
  if (spelling === "strings") return { current_page: String(page), last_page: String(last), total: String(total) }
  return spelling === "page" ? { page, last_page: last, total } : { current_page: page, last_page: last, total }
}

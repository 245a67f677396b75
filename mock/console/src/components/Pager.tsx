import { answer, isLoading, known, load, page, query, reload } from "../List.ts"
import * as Paging from "../Paging.ts"
import { count } from "../Words.ts"

/** First, previous, next, and what is known of the end. */
export const Pager = () => {
  const { limit, page: number } = query.value
  const ends = Paging.end(known.value, limit)
  const rows = answer.value?._tag === "Page" ? page.value?.rows.length : undefined
  const total = answer.value?._tag === "Page" ? page.value?.total : undefined
  return (
    <nav class="pager" aria-label="Pages">
      <div class="buttons">
        <button type="button" class="button" disabled={number === 1} onClick={() => void load({ page: 1 })}>
          First
        </button>
        <button type="button" class="button" disabled={number === 1} onClick={() => void load({ page: number - 1 })}>
          Previous
        </button>
        <button
          type="button"
          class="button"
          disabled={!Paging.mayGoOn(ends, number)}
          onClick={() => void load({ page: number + 1 })}
        >
          Next
        </button>
      </div>
      <p class="where">
        <strong>Page {number}</strong>{" "}
        <span class="hint" title="The API gives no total: where the list ends is known from the pages that were read.">
          {Paging.endInWords(ends, number)}
        </span>
      </p>
      <p class="hint rows">
        {rows === undefined ? "" : count(rows, "row")}
        {total === undefined ? "" : ` of ${total.toLocaleString("en")} in meta.total`}
      </p>
      <button type="button" class="button" disabled={isLoading.value} onClick={() => void reload()}>
        Reload
      </button>
    </nav>
  )
}

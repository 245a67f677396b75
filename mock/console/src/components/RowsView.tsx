import { useLayoutEffect, useState } from "preact/hooks"
import { type Referral, statuses } from "../../../src/Referral.ts"
import { sizes } from "../Address.ts"
import { address } from "../Route.ts"
import * as Rows from "../Rows.ts"
import { count } from "../Words.ts"
import { RowLine } from "./RowLine.tsx"

const Filters = () => {
  const { contact, limit, status } = address.value.rows
  const [typed, setTyped] = useState(contact)
  useLayoutEffect(() => setTyped(contact), [contact])
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault()
        Rows.show({ contact: typed.trim() })
      }}
    >
      <label class="field">
        <span>Status</span>
        <select
          value={status}
          onChange={({ currentTarget }) =>
            Rows.show({ status: statuses.find((known) => known === currentTarget.value) ?? "" })
          }
        >
          <option value="">any</option>
          {statuses.map((known) => (
            <option key={known}>{known}</option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Page size</span>
        <select
          value={String(limit)}
          onChange={({ currentTarget }) => Rows.show({ limit: Number(currentTarget.value) })}
        >
          {sizes.map((size) => (
            <option key={size}>{size}</option>
          ))}
        </select>
      </label>
      <label class="field grow">
        <span>Referring contact</span>
        <input
          type="search"
          spellcheck={false}
          autocomplete="off"
          placeholder="uuid, then Enter"
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          onBlur={() => {
            if (typed.trim() !== contact) Rows.show({ contact: typed.trim() })
          }}
        />
      </label>
      <button type="button" class="button primary" onClick={() => void Rows.add()}>
        Add a row
      </button>
    </form>
  )
}

/** Page numbers around the one that is shown; `undefined` stands for those that are left out. */
export const numbersAround = (page: number, last: number): ReadonlyArray<number | undefined> => {
  const near = [1, page - 1, page, page + 1, last].filter((number) => number >= 1 && number <= last)
  const numbers = [...new Set(near)].toSorted((one, other) => one - other)
  return numbers.flatMap((number, index) => {
    const before = numbers[index - 1]
    return before !== undefined && number > before + 1 ? [undefined, number] : [number]
  })
}

const Pager = ({ total }: { readonly total: number }) => {
  const { limit, page } = address.value.rows
  const last = Math.max(1, Math.ceil(total / limit))
  const first = (page - 1) * limit + 1
  const go = (to: number, label: string) => (
    <button type="button" class="button" disabled={to < 1 || to > last} onClick={() => Rows.show({ page: to })}>
      {label}
    </button>
  )
  return (
    <nav class="pager" aria-label="Pages of rows">
      <p class="where" role="status">
        {total === 0
          ? "0 rows"
          : page > last
            ? `Page ${page} is past the end`
            : `${first.toLocaleString("en")} to ${Math.min(total, page * limit).toLocaleString("en")} of ${total.toLocaleString("en")}`}
      </p>
      <div class="buttons">
        {go(page - 1, "Previous")}
        {numbersAround(page, last).map((number, index) =>
          number === undefined ? (
            <span key={`gap ${index}`} class="hint">
              …
            </span>
          ) : (
            <button
              key={number}
              type="button"
              class="button number"
              aria-label={`Page ${number}`}
              aria-current={number === page ? "page" : undefined}
              onClick={() => Rows.show({ page: number })}
            >
              {number.toLocaleString("en")}
            </button>
          )
        )}
        {go(page + 1, "Next")}
      </div>
    </nav>
  )
}

const NoRows = () => {
  const { contact, page, status } = address.value.rows
  const isFiltered = status !== "" || contact !== ""
  return (
    <div class="empty">
      <p class="big">{page > 1 ? `Page ${page} has no rows` : "No rows"}</p>
      <p>{isFiltered ? "None match the filter." : page > 1 ? "The list ends before it." : "The program has none."}</p>
      {(isFiltered || page > 1) && (
        <button type="button" class="button" onClick={() => Rows.show({ status: "", contact: "" })}>
          Show all
        </button>
      )}
    </div>
  )
}

/** The rows of the page, behind the one that is edited if that is not among them any more: what is typed is not lost. */
const linesOf = (rows: ReadonlyArray<Referral>): ReadonlyArray<Referral> => {
  const edited = Rows.editing.value
  return edited === undefined || rows.some(({ uuid }) => uuid === edited.uuid) ? rows : [edited, ...rows]
}

const Table = ({ lines }: { readonly lines: ReadonlyArray<Referral> }) => (
  <table class="rows">
    <thead>
      <tr>
        <th scope="col" class="r-status">
          Status
        </th>
        <th scope="col">Referring contact</th>
        <th scope="col">Referred contact</th>
        <th scope="col" class="r-uuid">
          Referral
        </th>
        <th scope="col" class="r-act">
          <span class="unseen">Change</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {lines.map((row) => (
        <RowLine key={row.uuid} row={row} isEditing={Rows.editing.value?.uuid === row.uuid} />
      ))}
    </tbody>
  </table>
)

/** The rows as they are, to look at without being noticed, and to change by hand. */
export const RowsView = () => {
  const said = Rows.page.value
  const lines = linesOf(said?.data ?? [])
  const failed = Rows.problem.value
  return (
    <section class="rows-view" aria-label="Rows">
      <Filters />
      <p class="hint lead">
        {said === undefined ? "Rows" : count(said.total, "row")} as they are now, whatever the scenario does to answers.
        What you change, the next request gets.
      </p>
      {failed !== undefined && (
        <div class="empty" role="alert">
          <p class="big">{failed.status === 0 ? "No answer" : "These rows cannot be shown"}</p>
          <p>{failed.text}</p>
          <button type="button" class="button" onClick={() => void Rows.load()}>
            Try again
          </button>
        </div>
      )}
      {failed === undefined && said === undefined && <p class="empty">Reading rows…</p>}
      {failed === undefined && said !== undefined && (
        <>
          <div class="table-box" role="region" aria-label="Page of rows" tabIndex={0} aria-busy={Rows.isLoading.value}>
            {lines.length === 0 ? <NoRows /> : <Table lines={lines} />}
          </div>
          <Pager total={said.total} />
        </>
      )}
    </section>
  )
}

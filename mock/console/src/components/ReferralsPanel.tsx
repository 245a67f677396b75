import type { Broken, Refused } from "../Answer.ts"
import { answer, isLoading, isStale, load, page, query, reload } from "../List.ts"
import type { Query } from "../Query.ts"
import { Filters } from "./Filters.tsx"
import { Pager } from "./Pager.tsx"
import { Panel } from "./Panel.tsx"
import { ReferralsTable } from "./ReferralsTable.tsx"

const region = "page-of-referrals"

interface ReadProps {
  readonly label: string
  /** What is read instead of the page that is shown. */
  readonly change?: Partial<Query>
  readonly isPlain?: boolean
}

/** Reads what makes the button go away, so the focus moves to where the rows come. */
const ReadButton = ({ change, isPlain, label }: ReadProps) => (
  <button
    type="button"
    class={isPlain === true ? "button" : "button primary"}
    onClick={() => {
      document.getElementById(region)?.focus()
      void (change === undefined ? reload() : load(change))
    }}
  >
    {label}
  </button>
)

/** What may help: a refused filter is refused again, whatever was read. */
const WayOut = ({ said }: { readonly said: Refused | Broken }) => {
  const { contact, page: number, status } = query.value
  const isRefused = said._tag === "Refused" && said.status === 400
  if (isRefused && said.errors.length > 0 && (status !== "" || contact !== "")) {
    return <ReadButton label="Clear filter" change={{ status: "", contact: "" }} />
  }
  return isRefused && number > 1 ? <ReadButton label="First page" change={{}} /> : <ReadButton label="Try again" />
}

const Failure = ({ said }: { readonly said: Refused | Broken }) => (
  <div class="empty failure">
    <p class="big">{said._tag === "Refused" ? said.status : "No answer"}</p>
    <p>
      {said.message}
      {said._tag === "Refused" && said.code !== undefined && <span class="hint"> (code {said.code})</span>}
    </p>
    {said._tag === "Refused" && said.errors.map((error) => <p key={error}>{error}</p>)}
    {said._tag === "Refused" && said.retryAfter !== undefined && (
      <p>
        <code>Retry-After: {said.retryAfter}</code>
      </p>
    )}
    <WayOut said={said} />
  </div>
)

const NotAsked = () => (
  <div class="empty">
    <p class="big">Nothing read yet</p>
    <p>This scenario counts requests, and reading is one.</p>
    <ReadButton label="Read page 1" change={{}} />
  </div>
)

const NoRows = () => {
  const { contact, page: number, status } = query.value
  const isFiltered = status !== "" || contact !== ""
  return (
    <div class="empty">
      <p class="big">{number > 1 ? `Page ${number} is empty` : "No referrals"}</p>
      <p>
        {number > 1 ? "The list ended before it." : isFiltered ? "None match the filter." : "The program has none."}
      </p>
      {number > 1 && <ReadButton label="First page" change={{}} />}
      {number === 1 && isFiltered && <ReadButton label="Show all" change={{ status: "", contact: "" }} />}
    </div>
  )
}

const Body = () => {
  const said = answer.value
  if (said === undefined && !isLoading.value) return <NotAsked />
  if (said !== undefined && said._tag !== "Page") return <Failure said={said} />
  const rows = page.value?.rows
  if (rows !== undefined && rows.length === 0) return <NoRows />
  return <ReferralsTable rows={rows ?? []} />
}

const Stale = () => (
  <p class="stale">
    <span>Rows and scenario started over since this page was read.</span>
    <ReadButton label="Read it again" isPlain />
  </p>
)

export const ReferralsPanel = () => (
  <Panel title="Referrals" aside={<p class="hint">read through the API, as any client does</p>}>
    <Filters />
    {isStale.value && answer.value !== undefined && !isLoading.value && <Stale />}
    <div
      id={region}
      class="scroll table-box"
      role="region"
      aria-label="Page of referrals"
      aria-busy={isLoading.value}
      tabIndex={0}
    >
      <Body />
    </div>
    <Pager />
  </Panel>
)

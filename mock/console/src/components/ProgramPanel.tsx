import { statuses } from "../../../src/Referral.ts"
import { count } from "../Words.ts"
import { program } from "../World.ts"
import { Panel } from "./Panel.tsx"

const Bar = ({ of, status, value }: { readonly of: number; readonly status: string; readonly value: number }) => (
  <li class={`bar ${status}`}>
    <span class="bar-name">{status}</span>
    <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-track" width="100" height="8" />
      <rect class="bar-value" width={of === 0 ? 0 : (100 * value) / of} height="8" />
    </svg>
    <span class="bar-count">{value.toLocaleString("en")}</span>
    <span class="bar-share">{of === 0 ? "0%" : `${Math.round((100 * value) / of)}%`}</span>
  </li>
)

/** How many referrals there are in each state, as a picture with numbers. */
export const ProgramPanel = () => {
  const rows = program.value
  return (
    <Panel title="Program" aside={<p class="hint">{rows === undefined ? "…" : count(rows.referrals, "referral")}</p>}>
      <ul class="bars" aria-label="Referrals by status">
        {statuses.map((status) => (
          <Bar key={status} status={status} value={rows?.statuses[status] ?? 0} of={rows?.referrals ?? 0} />
        ))}
      </ul>
    </Panel>
  )
}

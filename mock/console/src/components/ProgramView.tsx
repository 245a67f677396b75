import { useEffect, useState } from "preact/hooks"
import { statuses } from "../../../src/Referral.ts"
import type * as Dataset from "../../../src/Dataset.ts"
import * as Http from "../Http.ts"
import * as Rows from "../Rows.ts"
import { open } from "../Route.ts"
import { count } from "../Words.ts"
import { program } from "../World.ts"
import { Panel } from "./Panel.tsx"
import { Unread } from "./Unread.tsx"

interface BarProps {
  readonly name: string
  readonly value: number
  /** The length of a full bar. */
  readonly of: number
  readonly share?: string
  readonly kind?: string
  readonly onOpen?: () => void
}

const Bar = ({ kind = "", name, of, onOpen, share, value }: BarProps) => (
  <li class={`bar ${kind}`}>
    {onOpen === undefined ? (
      <span class="bar-name">{name}</span>
    ) : (
      <button type="button" class="link bar-name" title={name} onClick={onOpen}>
        {name}
      </button>
    )}
    <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-track" width="100" height="8" />
      <rect class="bar-value" width={of === 0 ? 0 : (100 * value) / of} height="8" />
    </svg>
    <span class="bar-count">{value.toLocaleString("en")}</span>
    {share !== undefined && <span class="bar-share">{share}</span>}
  </li>
)

const Statuses = ({ rows }: { readonly rows: Http.Program }) => (
  <Panel title="Statuses" aside={<p class="hint">{count(rows.referrals, "referral")}</p>}>
    <ul class="bars" aria-label="Referrals by status">
      {statuses.map((status) => {
        const value = rows.statuses[status]
        const share = rows.referrals === 0 ? 0 : (100 * value) / rows.referrals
        return (
          <Bar
            key={status}
            kind={status}
            name={status}
            value={value}
            of={rows.referrals}
            share={`${Math.round(share)}%`}
            onOpen={() => {
              open("rows")
              Rows.show({ status, contact: "" })
            }}
          />
        )
      })}
    </ul>
    <p class="hint">{rows.source === "generated" ? `Generated from the seed ${rows.seed}.` : "Loaded from a file."}</p>
  </Panel>
)

const Referrers = ({ referrers }: Pick<Dataset.Shape, "referrers">) => (
  <Panel title="Who refers most" aside={<p class="hint">referrals each</p>}>
    <ul class="bars" aria-label="Contacts who refer most">
      {referrers.map(({ contact, referrals }) => (
        <Bar
          key={contact.uuid}
          name={contact.email ?? contact.uuid.slice(0, 8)}
          value={referrals}
          of={referrers[0]?.referrals ?? 0}
          onOpen={() => {
            open("rows")
            Rows.show({ contact: contact.uuid, status: "" })
          }}
        />
      ))}
    </ul>
  </Panel>
)

/** Chains of this length and more are one bar. */
const longestShown = 8

const chainName = (depth: number): string => (depth === 0 ? "by a founder" : `${count(depth, "step")} away`)

const Chains = ({ depths, longest }: Pick<Dataset.Shape, "depths" | "longest">) => {
  const rest = depths.slice(longestShown).reduce((sum, value) => sum + value, 0)
  const most = Math.max(rest, ...depths.slice(0, longestShown))
  return (
    <Panel title="Chains" aside={<p class="hint">{count(longest.length, "contact")} in the longest</p>}>
      <p class="hint">How far each referral is from a founder, who came without being referred.</p>
      <ul class="bars" aria-label="Referrals by their distance from a founder">
        {depths.slice(0, longestShown).map((value, depth) => (
          <Bar key={depth} name={chainName(depth)} value={value} of={most} />
        ))}
        {rest > 0 && <Bar name={`${longestShown} steps away, or more`} value={rest} of={most} />}
      </ul>
      {longest.length > 1 && (
        <details class="single">
          <summary>One of the longest chains</summary>
          <ol class="chain">
            {longest.map(({ email, uuid }) => (
              <li key={uuid}>{email ?? uuid.slice(0, 8)}</li>
            ))}
          </ol>
        </details>
      )}
    </Panel>
  )
}

/** Milliseconds at least between two readings of who refers whom: every row is looked at. */
const pause = 2000

const useShape = (): Http.Said<Dataset.Shape> | undefined => {
  const [said, setSaid] = useState<Http.Said<Dataset.Shape>>()
  const rows = program.value
  useEffect(() => {
    let isCurrent = true
    const read = async (): Promise<void> => {
      const next = await Http.shape()
      if (isCurrent) setSaid(next)
    }
    const timer = setTimeout(() => void read(), said === undefined ? 0 : pause)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [rows?.seed, rows?.referrals, JSON.stringify(rows?.statuses)])
  return said
}

/** The rows in pictures: in what state they are, who refers most, how long the chains are. */
export const ProgramView = () => {
  const said = useShape()
  const rows = program.value
  if (rows === undefined) return <Unread what="the program" />
  if (rows.referrals === 0) {
    return (
      <div class="empty">
        <p class="big">The program has no rows</p>
        <p>Add one under Rows, or start over with more.</p>
      </div>
    )
  }
  return (
    <div class="program">
      <Statuses rows={rows} />
      {said === undefined && <p class="empty">Counting who refers whom…</p>}
      {said !== undefined && "problem" in said && <p class="problem">{said.problem.text}</p>}
      {said !== undefined && "body" in said && (
        <>
          <Chains {...said.body} />
          <Referrers {...said.body} />
        </>
      )}
    </div>
  )
}

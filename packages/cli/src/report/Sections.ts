/**
 * The parts of the report: what a chart shows stands below it in numbers.
 */
import type { Insights } from "@effect-piggy/core"
import * as Numbers from "../Numbers.ts"
import * as Charts from "./Charts.ts"
import { Html, markup, nothing } from "./Html.ts"

/** A chart, drawn for a wide page and for a narrow one. */
export interface Drawn {
  readonly wide: string
  readonly narrow: string
}

type Referrer = Insights.Insights["leaderboard"]["top"][number]

/** How a contact is called: the email where it may be shown and there is one, else the id. */
export const nameOf = ({ contact, email }: Referrer): string => email ?? contact

const figure = (drawn: Drawn): Html =>
  markup`<figure>
    <div class="wide">${new Html(drawn.wide)}</div>
    <div class="narrow">${new Html(drawn.narrow)}</div>
  </figure>`

// The number itself stands beside what a person reads.
const number = (value: number): Html => markup`<data value="${value}">${Numbers.count(value)}</data>`

const share = (value: number | null): Html =>
  value === null ? markup`no data` : markup`<data value="${value}">${Numbers.percent(value)}</data>`

interface Column {
  readonly heading: string
  readonly isNumber?: boolean
}

const cell = (tag: "td" | "th", content: Html, isNumber = false): Html =>
  new Html(`<${tag}${tag === "th" ? ' scope="col"' : ""}${isNumber ? ' class="number"' : ""}>${content.text}</${tag}>`)

const table = (
  id: string,
  caption: string,
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<ReadonlyArray<Html>>
): Html =>
  markup`<div class="scroll">
    <table id="${id}">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ heading, isNumber }) => cell("th", markup`${heading}`, isNumber))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            markup`<tr>
              ${row.map((content, index) => cell("td", content, columns[index]?.isNumber))}
            </tr> `
        )}
      </tbody>
    </table>
  </div>`

const tile = (id: string, label: string, value: Html, note: string): Html =>
  markup`<div class="tile" id="${id}">
    <dt>${label}</dt>
    <dd>${value}<span class="soft">${note}</span></dd>
  </div> `

/** The figures that a person asks for first. */
export const tiles = ({ concentration, contacts, conversion, total }: Insights.Insights): Html => {
  const top = concentration.top10Percent
  return markup`<dl class="tiles">
    ${tile("total", "Referrals", number(total), `made by ${Numbers.of(contacts.referring, "contact")}`)}
    ${tile("completed", "Completed", number(conversion.completed), conversion.ofAll === null ? "" : `${Numbers.percent(conversion.ofAll)} of all`)}
    ${tile("conversion", "Conversion", share(conversion.ofDecided), "completed, of those completed or failed")}
    ${tile("top10", "Top 10 % of contacts", share(top?.share ?? null), "of all referrals come from them")}
  </dl>`
}

/** What states referrals are in. */
export const statuses = (insights: Insights.Insights, drawn: Drawn): Html =>
  markup`<section>
    <h2>What became of the referrals</h2>
    <p class="soft">A referral that is pending may still complete or fail.</p>
    ${figure(drawn)}
    ${table(
      "statuses",
      "Referrals by status",
      [{ heading: "Status" }, { heading: "Referrals", isNumber: true }, { heading: "Share", isNumber: true }],
      insights.statuses.map((each) => [markup`${each.status}`, number(each.referrals), share(each.share)])
    )}
  </section>`

/** Who brought most. */
export const leaderboard = (insights: Insights.Insights, drawn: Drawn): Html => {
  const { tied, top } = insights.leaderboard
  const order = Charts.statusesOf(insights)
  const ofStatus = (referrer: Referrer, word: string): number =>
    referrer.statuses.find(({ status }) => status === word)?.referrals ?? 0
  if (top.length === 0) return nothing
  return markup`<section>
    <h2>Who brought most</h2>
    <p class="soft">By completed referrals; contacts with as many share a rank.</p>
    ${figure(drawn)}
    ${table(
      "leaderboard",
      "Contacts by completed referrals",
      [
        { heading: "Rank", isNumber: true },
        { heading: "Contact" },
        { heading: "All", isNumber: true },
        ...order.map((heading) => ({ heading, isNumber: true }))
      ],
      top.map((referrer) =>
        [number(referrer.rank), markup`<code>${nameOf(referrer)}</code>`, number(referrer.referrals)].concat(
          order.map((word) => number(ofStatus(referrer, word)))
        )
      )
    )}
    ${tied === 0 ? nothing : markup`<p class="soft">${Numbers.of(tied, "more contact")} share the last rank.</p>`}
  </section>`
}

/** How much comes from how few. */
export const concentration = ({ concentration: { curve } }: Insights.Insights, drawn: Drawn): Html => {
  if (curve.length === 0) return nothing
  const rows = curve.filter(({ percent }) => [1, 5, 10, 20, 50, 100].includes(percent))
  return markup`<section>
    <h2>How much comes from how few</h2>
    <p class="soft">
      The further the curve lies above the dashed line, the more the program depends on its most active contacts.
    </p>
    ${figure(drawn)}
    ${table(
      "concentration",
      "What the most active contacts brought",
      [
        { heading: "Of the referring contacts" },
        { heading: "Contacts", isNumber: true },
        { heading: "Referrals", isNumber: true },
        { heading: "Share", isNumber: true }
      ],
      rows.map((each) => [
        markup`<data value="${each.percent}">top ${each.percent} %</data>`,
        number(each.contacts),
        number(each.referrals),
        share(each.share)
      ])
    )}
  </section>`
}

/** How referrals lead to referrals. */
export const trees = ({ chains, trees: found }: Insights.Insights, drawn: Drawn): Html => {
  if (found.count === 0) return nothing
  const { largest } = found
  return markup`<section>
    <h2>How referrals lead to referrals</h2>
    <p class="soft">Contacts that are linked by referrals, over whatever others, are one tree.</p>
    ${figure(drawn)}
    ${table(
      "trees",
      "Trees and chains",
      [{ heading: "Figure" }, { heading: "Value", isNumber: true }],
      [
        [markup`Trees`, number(found.count)],
        [markup`Contacts in the largest tree`, number(largest?.contacts ?? 0)],
        [markup`Referrals in the largest tree`, number(largest?.referrals ?? 0)],
        [markup`Referrals in the longest chain`, number(chains.depth)]
      ]
    )}
    ${
      chains.depth < 2
        ? nothing
        : markup`<details>
            <summary>The longest chain, from its beginning</summary>
            <ol class="chain">
              ${chains.longest.map((id) => markup`<li><code>${id}</code></li>`)}
            </ol>
          </details>`
    }
  </section>`
}

const someIds = (ids: ReadonlyArray<string>): Html => markup`${ids.map((id) => markup`<li><code>${id}</code></li> `)}`

/** What a person should look at. */
export const anomalies = ({ anomalies: found }: Insights.Insights): Html => {
  const kinds = [
    ["selfReferrals", "Contacts that referred themselves", found.selfReferrals.referrals, found.selfReferrals],
    ["referredTwice", "Contacts that were referred more than once", found.referredTwice.count, found.referredTwice],
    [
      "repeatedPairs",
      "Pairs of contacts that stand in more than one referral",
      found.repeatedPairs.count,
      found.repeatedPairs
    ],
    ["repeatedIds", "Ids that more than one referral has", found.repeatedIds.count, found.repeatedIds],
    ["cycles", "Circles: contacts of which each was referred, over others, by each", found.cycles.count, found.cycles]
  ] as const
  const idsOf = (kind: (typeof kinds)[number][3]): ReadonlyArray<string> =>
    "rows" in kind ? kind.rows : kind.groups.flatMap(({ rows }) => rows)
  const rowIds = kinds
    .map(([id, label, , kind]) => ({ id, label, ids: idsOf(kind) }))
    .filter(({ ids }) => ids.length > 0)
  return markup`<section>
    <h2>What looks odd</h2>
    <p class="soft">${rowIds.length === 0 ? "Nothing does." : "Worth a look: none of it is wrong by itself."}</p>
    ${table(
      "anomalies",
      "Anomalies",
      [{ heading: "Kind" }, { heading: "Found", isNumber: true }, { heading: "Referrals", isNumber: true }],
      kinds.map(([, label, count, { referrals }]) => [markup`${label}`, number(count), number(referrals)])
    )}
    ${rowIds.map(
      ({ ids, label }) =>
        markup`<details>
          <summary>${label}: ${Numbers.of(ids.length, "referral")}</summary>
          <ul>
            ${someIds(ids)}
          </ul>
        </details> `
    )}
  </section>`
}

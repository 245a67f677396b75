/**
 * The figures by the definitions on the page "Insights", in the plainest way: maps, texts and sets of what is reachable.
 */
import type { Insights, Referral } from "@effect-piggy/core"

const isUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const fold = (id: string): string => (isUuid.test(id) ? id.toLowerCase() : id)
const sorted = (texts: Iterable<string>): ReadonlyArray<string> =>
  [...texts].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

interface Edge {
  readonly uuid: string
  readonly by: string
  readonly whom: string
  readonly status: string
}

const countBy = <A>(items: Iterable<A>, key: (item: A) => string): Map<string, Array<A>> => {
  const groups = new Map<string, Array<A>>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return groups
}

/** The contacts that each contact leads to, by one referral or more. */
const reachOf = (
  contacts: ReadonlyArray<string>,
  edges: ReadonlyArray<Edge>,
  both: boolean
): Map<string, Set<string>> =>
  new Map(
    contacts.map((contact) => {
      const reached = new Set<string>()
      let grown = true
      while (grown) {
        grown = false
        for (const { by, whom } of edges) {
          for (const [from, to] of both ? [[by, whom] as const, [whom, by] as const] : [[by, whom] as const]) {
            if ((from === contact || reached.has(from)) && !reached.has(to)) {
              reached.add(to)
              grown = true
            }
          }
        }
      }
      return [contact, reached]
    })
  )

const statusesOf = (edges: ReadonlyArray<Edge>) =>
  [...countBy(edges, ({ status }) => status)]
    .map(([status, { length }]) => ({ status, referrals: length }))
    .toSorted((a, b) => b.referrals - a.referrals || (a.status < b.status ? -1 : 1))

const rowsOf = (edges: ReadonlyArray<Edge>, limit: number) => ({
  referrals: edges.length,
  rows: sorted(edges.map(({ uuid }) => uuid)).slice(0, limit)
})

const groupsOf = <Told extends object>(
  groups: Iterable<readonly [key: ReadonlyArray<string>, edges: ReadonlyArray<Edge>]>,
  limit: number,
  say: (edges: ReadonlyArray<Edge>) => Told
) => {
  const many = [...groups].filter(([, edges]) => edges.length > 1)
  const first = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): number => {
    const at = a.findIndex((part, index) => part !== b[index])
    return at < 0 ? 0 : (a[at] ?? "") < (b[at] ?? "") ? -1 : 1
  }
  return {
    count: many.length,
    referrals: many.reduce((sum, [, edges]) => sum + edges.length, 0),
    groups: many
      .toSorted(([aKey, a], [bKey, b]) => b.length - a.length || first(aKey, bKey))
      .slice(0, limit)
      .map(([, edges]) => Object.assign(say(edges), rowsOf(edges, limit)))
  }
}

const keyed = (edges: ReadonlyArray<Edge>, key: (edge: Edge) => ReadonlyArray<string>) =>
  [...countBy(edges, (edge) => JSON.stringify(key(edge))).values()].map((group) => {
    const [one] = group
    return [one === undefined ? [] : key(one), group] as const
  })

export const slowCount = (
  rows: ReadonlyArray<Referral.Referral>,
  { emails = false, limit = 100 }: Insights.Options = {}
): Insights.Insights => {
  const edges = rows.map(({ referred_contact, referring_contact, status, uuid }) => ({
    uuid: fold(uuid),
    by: fold(referring_contact.uuid),
    whom: fold(referred_contact.uuid),
    status
  }))
  const contacts = sorted(new Set(edges.flatMap(({ by, whom }) => [by, whom])))
  const total = edges.length
  const of = (status: string) => edges.filter((edge) => edge.status === status).length
  const completed = of("completed")
  const failed = of("failed")

  const referrers = [...countBy(edges, ({ by }) => by)].map(([contact, made]) => ({
    contact,
    referrals: made.length,
    completed: made.filter(({ status }) => status === "completed").length,
    statuses: statusesOf(made)
  }))
  const board = referrers
    .toSorted((a, b) => b.completed - a.completed || b.referrals - a.referrals || (a.contact < b.contact ? -1 : 1))
    .map((entry) =>
      Object.assign({ rank: 1 + referrers.filter((other) => other.completed > entry.completed).length }, entry)
    )
  const emailOf = (contact: string) =>
    sorted(
      rows.flatMap(({ referring_contact: { email, uuid } }) =>
        fold(uuid) === contact && email !== null ? [email] : []
      )
    )[0] ?? null
  const top = board.slice(0, limit)
  const worst = top.at(-1)?.rank

  const amounts = referrers.map(({ referrals }) => referrals).toSorted((a, b) => b - a)
  const curve = Array.from({ length: amounts.length === 0 ? 0 : 100 }, (_, index) => {
    const chosen = amounts.slice(0, Math.ceil((amounts.length * (index + 1)) / 100))
    const referrals = chosen.reduce((a, b) => a + b, 0)
    return { percent: index + 1, contacts: chosen.length, referrals, share: referrals / total }
  })

  const links = edges.filter(({ by, whom }) => by !== whom)
  const reach = reachOf(contacts, links, false)
  const leads = (a: string, b: string) => reach.get(a)?.has(b) === true
  const inCycle = links.filter(({ by, whom }) => leads(whom, by))
  const steps = links.filter(({ by, whom }) => !leads(whom, by))
  const longestFrom = (contact: string): ReadonlyArray<string> =>
    sorted(new Set(steps.filter(({ by }) => by === contact).map(({ whom }) => whom)))
      .map((whom) => [contact].concat(longestFrom(whom)))
      .reduce((best, chain) => (chain.length > best.length ? chain : best), [contact])
  const longest = contacts.map(longestFrom).reduce((best, chain) => (chain.length > best.length ? chain : best), [])

  const linked = reachOf(contacts, links, true)
  const treeOf = (contact: string) => sorted(new Set([contact, ...(linked.get(contact) ?? [])]))
  const trees = [...new Map(contacts.map((contact) => [treeOf(contact).join("\n"), treeOf(contact)])).values()].map(
    (members) => ({
      contacts: members.length,
      referrals: edges.filter(({ by }) => members.includes(by)).length,
      root: members.find((member) => !links.some(({ whom }) => whom === member)) ?? null
    })
  )
  const [largest = null] = trees.toSorted(
    (a, b) =>
      b.contacts - a.contacts ||
      b.referrals - a.referrals ||
      (a.root === null ? 1 : b.root === null || a.root < b.root ? -1 : 1)
  )
  const cycleOf = (contact: string) => contacts.filter((other) => leads(contact, other) && leads(other, contact))

  return {
    total,
    statuses: statusesOf(edges).map(({ referrals, status }) => ({ status, referrals, share: share(referrals, total) })),
    conversion: { completed, failed, ofDecided: share(completed, completed + failed), ofAll: share(completed, total) },
    contacts: {
      total: contacts.length,
      referring: referrers.length,
      referred: new Set(edges.map(({ whom }) => whom)).size
    },
    leaderboard: {
      top: top.map((entry) => (emails ? Object.assign({ email: emailOf(entry.contact) }, entry) : entry)),
      tied: board.slice(limit).filter(({ rank }) => rank === worst).length
    },
    concentration: { top1Percent: curve[0] ?? null, top10Percent: curve[9] ?? null, curve },
    chains: { depth: Math.max(0, longest.length - 1), longest: longest.length > 1 ? longest.slice(0, limit) : [] },
    trees: {
      count: trees.length,
      largest,
      sizes: [...countBy(trees, (tree) => String(tree.contacts))]
        .map(([size, same]) => ({ contacts: Number(size), trees: same.length }))
        .toSorted((a, b) => a.contacts - b.contacts)
    },
    anomalies: {
      selfReferrals: rowsOf(
        edges.filter(({ by, whom }) => by === whom),
        limit
      ),
      referredTwice: groupsOf(
        keyed(edges, ({ whom }) => [whom]),
        limit,
        ([edge]) => ({ contact: edge?.whom ?? "" })
      ),
      repeatedPairs: groupsOf(
        keyed(edges, ({ by, whom }) => [by, whom]),
        limit,
        ([edge]) => ({ referring: edge?.by ?? "", referred: edge?.whom ?? "" })
      ),
      repeatedIds: groupsOf(
        keyed(edges, ({ uuid }) => [uuid]),
        limit,
        ([edge]) => ({ uuid: edge?.uuid ?? "" })
      ),
      cycles: groupsOf(
        keyed(inCycle, ({ by }) => [cycleOf(by)[0] ?? ""]),
        limit,
        ([edge]) => {
          const members = cycleOf(edge?.by ?? "")
          return { size: members.length, contacts: members.slice(0, limit) }
        }
      )
    }
  }
}

/**
 * What a sync takes: requests, hours, database size, by simulating accounts on runners.
 *
 * An account goes to a runner by chance, as by a hash; a runner reads so many at once, in the order they come. An account
 * takes as long as its limit or the latency lets its pages come; a runner cannot be sooner than its processor.
 */

/** Accounts and what reads them. */
export interface Setting {
  readonly accounts: number
  /** Referrals of an account. */
  readonly referrals: number
  readonly runners: number
  /** Accounts that a runner reads at once. */
  readonly atOnce: number
  /** Requests a second that an account allows; undefined where it has no limit. */
  readonly perSecond?: number | undefined
  /** Milliseconds until a page is answered. */
  readonly latency: number
  /** Pages of one account asked for at once. */
  readonly concurrency: number
  /** Processor time of a runner, milliseconds: for an account, and for each of its pages. */
  readonly cpu: { readonly account: number; readonly page: number }
  /** Bytes of the database for a referral, indexes included. */
  readonly bytesPerReferral: number
}

/** What it takes. */
export interface Cost {
  readonly requests: number
  readonly hours: number
  readonly gigabytes: number
  /** The share of the time in which the busiest runner's processor works. */
  readonly busy: number
}

/** Rows on a page at the most. */
const pageSize = 100

/** Deals accounts out to runners as a hash would: the same every time, and unevenly. */
const runnerOf = (account: number, runners: number): number =>
  Math.floor((Math.imul(account + 1, 2654435761) >>> 0) / (2 ** 32 / runners))

/** Simulates a sync. */
export const simulate = (setting: Setting): Cost => {
  const { accounts, atOnce, bytesPerReferral, concurrency, cpu, latency, perSecond, referrals, runners } = setting
  const pages = Math.ceil(referrals / pageSize)
  const requests = pages + 1
  const byLimit = perSecond === undefined ? 0 : (requests * 1000) / perSecond
  const byLatency = Math.ceil(requests / concurrency + 1) * latency
  const work = cpu.account + cpu.page * pages
  const wall = Math.max(byLimit, byLatency, work)
  const slots = Array.from({ length: runners }, () => new Float64Array(atOnce))
  const busy = new Float64Array(runners)
  for (let account = 0; account < accounts; account++) {
    const runner = runnerOf(account, runners)
    const free = slots[runner] ?? new Float64Array(atOnce)
    let first = 0
    for (let slot = 1; slot < atOnce; slot++) if ((free[slot] ?? 0) < (free[first] ?? 0)) first = slot
    free[first] = (free[first] ?? 0) + wall
    busy[runner] = (busy[runner] ?? 0) + work
  }
  const ends = slots.map((free, runner) => Math.max(...free, busy[runner] ?? 0))
  const millis = Math.max(...ends)
  return {
    requests: accounts * requests,
    hours: millis / 3_600_000,
    gigabytes: (accounts * referrals * bytesPerReferral) / 1e9,
    busy: millis === 0 ? 0 : Math.max(...busy) / millis
  }
}

/** The fewest runners that end within so many hours; undefined where no number up to `most` does. */
export const runnersFor = (setting: Omit<Setting, "runners">, hours: number, most = 200): number | undefined => {
  for (let runners = 1; runners <= most; runners++) {
    if (simulate({ ...setting, runners }).hours <= hours) return runners
  }
  return undefined
}

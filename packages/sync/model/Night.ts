/**
 * A night of 10, 1,000 and 100,000 accounts, as the docs show it.
 */
import * as Measured from "./Measured.ts"
import * as Model from "./Model.ts"

const number = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 1 : 0 })

/** What is asked of a night: it ends within six hours. */
const hours = 6

/** The table, under a line that says what it is about. */
export const text = (given: Partial<Model.Setting> = {}): string => {
  const night = { ...Measured.setting, referrals: 10_000, atOnce: 50, latency: 150, perSecond: 5, ...given }
  const lines = [10, 1000, 100_000].map((accounts) => {
    const runners = given.runners ?? Model.runnersFor({ ...night, accounts }, hours) ?? Number.NaN
    const cost = Model.simulate({ ...night, accounts, runners })
    const cells = [accounts, cost.requests, runners, cost.hours, cost.gigabytes, 100 * cost.busy].map(number)
    return `| ${cells.join(" | ")} |`
  })
  return [
    `${number(night.referrals)} referrals an account, ${night.perSecond} requests a second, ${night.latency} ms a page, ${night.atOnce} accounts at once a runner:`,
    "",
    "| accounts | requests | runners for 6 h | hours | GB | processor busy, % |",
    "| --: | --: | --: | --: | --: | --: |",
    ...lines
  ].join("\n")
}

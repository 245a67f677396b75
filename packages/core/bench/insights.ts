/**
 * What do the insights of a million referrals cost?
 *
 * 1,000,000 referrals by pages of 100 through `Insights.fromPages`, beside the same pages made and dropped, each in a
 * process of its own: the median of three runs, and the most resident memory of them. Units: seconds of CPU on all
 * threads, megabytes. Run: `pnpm bench insights`
 */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { Figure } from "./report.ts"

const referrals = 1_000_000
const rounds = 3
const script = fileURLToPath(new URL("./fixtures/insights.ts", import.meta.url))

interface Run {
  readonly counted: number
  readonly seconds: number
  readonly megabytes: number
}

const run = async (how: "drop" | "count"): Promise<Run> => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, how, String(referrals)])
  return JSON.parse(stdout) as Run
}

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

export const measure = async (): Promise<ReadonlyArray<Figure>> => {
  const dropped: Array<Run> = []
  const counted: Array<Run> = []
  while (counted.length < rounds) {
    dropped.push(await run("drop"))
    counted.push(await run("count"))
  }
  const seconds = counted.map((one, round) => one.seconds - (dropped[round]?.seconds ?? NaN))
  const memory = (runs: ReadonlyArray<Run>): number => Math.max(...runs.map(({ megabytes }) => megabytes))
  return [
    { name: "referrals in the insights", value: counted[0]?.counted ?? 0, atLeast: referrals },
    { name: "CPU time of the pages alone", value: 1000 * median(dropped.map((one) => one.seconds)), unit: "ms" },
    {
      name: "CPU time of the insights beside them",
      headline: "the insights of 1,000,000 referrals: CPU time beside that of their pages",
      value: 1000 * median(seconds),
      unit: "ms",
      atMost: 3000
    },
    { name: "resident memory at the most, pages alone", value: memory(dropped), unit: "MB" },
    {
      name: "what the insights take more",
      headline: "the same: resident memory beside that of their pages",
      value: memory(counted) - memory(dropped),
      unit: "MB",
      atMost: 250
    }
  ]
}

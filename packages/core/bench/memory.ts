/**
 * Does a list of a million referrals fit through a small heap?
 *
 * 1,000,000 referrals through `stream` in a process under `--max-old-space-size=64`, the server in another. Unit:
 * megabytes of resident memory at the most. Run: `pnpm bench memory`
 */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { Figure } from "./report.ts"
import { serve } from "./serve.ts"

const referrals = 1_000_000

export const measure = async (): Promise<ReadonlyArray<Figure>> => {
  await using server = await serve(referrals, "fixed:0")
  const script = fileURLToPath(new URL("./fixtures/drain.ts", import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ["--max-old-space-size=64", script, server.url])
  const [count, kilobytes] = stdout.trim().split(" ").map(Number)
  return [
    {
      name: "referrals read under --max-old-space-size=64",
      headline: "referrals streamed under `--max-old-space-size=64`",
      value: count ?? 0,
      atLeast: referrals
    },
    { name: "resident memory at the most", value: (kilobytes ?? 0) / 1024, unit: "MB" }
  ]
}

/**
 * What the benchmark measured, as the model takes it.
 */
import type { Setting } from "./Model.ts"

/** Processor time of a runner and bytes of a referral; `bench/RESULTS.md` has the run. */
export const setting: Omit<Setting, "accounts" | "referrals" | "runners" | "atOnce" | "latency"> = {
  concurrency: 4,
  cpu: { account: 25, page: 5 },
  bytesPerReferral: 420
}

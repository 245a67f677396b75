/**
 * What a page and a row cost, as the model takes it.
 *
 * Measured with `time node packages/sync/test/drainProcess.ts sqlite:FILE MOCK_URL cafe monday` on a mock of 20,000
 * referrals, less the same on one of none: 2.84 s of processor time for 200 pages, SQLite's own included, and a file of
 * 7,553,024 bytes. What an account costs beside its pages is not counted.
 */
import type { Setting } from "./Model.ts"

export const setting: Omit<Setting, "accounts" | "referrals" | "runners" | "atOnce" | "latency"> = {
  concurrency: 4,
  cpu: { account: 0, page: 14 },
  bytesPerReferral: 378
}

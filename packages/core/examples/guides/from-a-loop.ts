/**
 * The page "From a loop of your own".
 */
import { PiggyError, makeReferrals } from "@effect-piggy/core/promise"

const referrals = makeReferrals({
  credentials: process.env["PIGGY_API_KEY"] ?? "",
  baseUrl: process.env["PIGGY_BASE_URL"]
})

try {
  const { referrals: rows, summary } = await referrals.collect()
  console.log(`${rows.length} referrals, ${summary.complete ? "complete" : "not proven complete"}`)
} catch (error) {
  if (!(error instanceof PiggyError)) throw error
  console.error(error.message)
}

/**
 * The page "Testing your code".
 */
import { makeReferrals, type ReferralsClient } from "@effect-piggy/core/promise"
import { FakePiggy } from "@effect-piggy/core/testing"

/** Your code. */
const countCompleted = async (referrals: ReferralsClient): Promise<number> => {
  const { summary } = await referrals.collect({ status: "completed" })
  return summary.items
}

// Two referrals, one of them completed. The first request is refused; the SDK tries again.
const rows = [
  { ...FakePiggy.referral(0), status: "completed" },
  { ...FakePiggy.referral(1), status: "pending" }
]
const answers = [FakePiggy.json({}, { status: 503 })]
const fetch = FakePiggy.fetch({ referrals: rows, respond: () => answers.shift() })

await using referrals = makeReferrals({ credentials: "any", fetch })
console.log(`${await countCompleted(referrals)} completed`)

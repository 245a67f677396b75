/**
 * The page "The SDK with promises".
 */
import { makeReferrals } from "@effect-piggy/core/promise"

const referrals = makeReferrals({
  credentials: process.env["PIGGY_API_KEY"] ?? "",
  baseUrl: process.env["PIGGY_BASE_URL"]
})

for await (const { status, uuid } of referrals.stream({ status: "completed" })) console.log(uuid, status)

const { summary } = await referrals.collect()
console.log(`${summary.items} referrals, ${summary.complete ? "complete" : "not proven complete"}`)

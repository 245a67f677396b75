/**
 * The page "From the PHP SDK".
 */
import { makeReferrals } from "@effect-piggy/core/promise"

const referrals = makeReferrals({
  credentials: {
    clientId: Number(process.env["PIGGY_CLIENT_ID"]),
    clientSecret: process.env["PIGGY_CLIENT_SECRET"] ?? ""
  },
  baseUrl: process.env["PIGGY_BASE_URL"]
})

const page = await referrals.list({ page: 1, limit: 30 })
console.log(`${page.data.length} on page 1`)

let completed = 0
for await (const { status } of referrals.stream()) if (status === "completed") completed += 1
console.log(`${completed} completed on all pages`)

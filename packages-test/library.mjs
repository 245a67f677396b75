/**
 * A program that uses the package as a library.
 */
import { startMockServer } from "@effect-piggy/mock"

const mock = await startMockServer({ referrals: "one" })
const answer = await fetch(`${mock.url}/api/v3/oauth/clients/referrals`, { headers: { authorization: "Bearer any" } })
console.log(`${answer.status} ${mock.dataset.count({})}`)
await mock.close()

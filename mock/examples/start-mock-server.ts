import { startMockServer } from "@effect-piggy/mock"

const mock = await startMockServer({ referrals: "page-and-one", scenario: { preset: "drifting" } })
const answer = await fetch(`${mock.url}/api/v3/oauth/clients/referrals?limit=100&page=2`, {
  headers: { authorization: "Bearer any" }
})
console.log(answer.status, mock.dataset.count({})) // 200 101
await mock.close()

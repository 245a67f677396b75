import { connect } from "@effect-piggy/mock/client"

const mock = connect(process.env["MOCK_URL"] ?? "http://127.0.0.1:4010")
await using session = await mock.session({ referrals: 3, scenario: { rateLimit: { requests: 2, window: 10 } } })
// `session.url` is the API's base URL for your program.
const answer = await fetch(`${session.url}/api/v3/oauth/clients/referrals`, {
  headers: { authorization: "Bearer any" }
})
await session.advanceClock({ seconds: 10 })
console.log(answer.status, await session.counts()) // 200 { requests: 1, statuses: { '200': 1 } }

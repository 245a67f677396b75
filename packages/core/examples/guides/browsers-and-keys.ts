/**
 * The page "Browsers and keys".
 */
import { makeReferrals } from "@effect-piggy/core/promise"

const referrals = makeReferrals({
  credentials: process.env["PIGGY_API_KEY"] ?? "",
  baseUrl: process.env["PIGGY_BASE_URL"]
})

/** What your server answers to the page: no key, and no email. */
const answer = async (request: Request): Promise<Response> => {
  const { data } = await referrals.list({ status: "completed", limit: 10 }, { signal: request.signal })
  return Response.json(data.map(({ status, uuid }) => ({ uuid, status })))
}

console.log(await (await answer(new Request("https://example.com/referrals"))).text())

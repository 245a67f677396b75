import { startMockServer } from "@effect-piggy/mock"
import { http } from "msw"
import { setupServer } from "msw/node"

const mock = await startMockServer({ referrals: "page-and-one", listen: false })
const server = setupServer(http.all("https://api.piggy.eu/*", ({ request }) => mock.fetch(request)))
server.listen()

await mock.play({ steps: [{ errors: { status: 503 } }] })
const list = "https://api.piggy.eu/api/v3/oauth/clients/referrals?limit=100&page=2"
const ask = () => fetch(list, { headers: { authorization: "Bearer any" } })
const [failed, answered] = [await ask(), await ask()]
console.log(failed.status, answered.status, (await mock.journal()).length) // 503 200 2

server.close()
await mock.close()

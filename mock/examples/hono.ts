import { startMockServer } from "@effect-piggy/mock"
import { Hono } from "hono"

const mock = await startMockServer({ referrals: 3, listen: false })
const app = new Hono()
app.get("/health", (context) => context.text("up"))
app.mount("/piggy", mock.fetch)

const list = await app.request("/piggy/api/v3/oauth/clients/referrals", { headers: { authorization: "Bearer any" } })
const health = await app.request("/health")
console.log(list.status, await health.text()) // 200 up
await mock.close()

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as MockServer from "../src/MockServer.ts"
import type { Settings } from "../src/Scenario.ts"
import { authorized, referralsPath } from "./http.ts"

const scenarios: ReadonlyArray<Settings> = [
  {},
  { rateLimit: { requests: 3, window: 60 } },
  { drift: { every: 1, insertions: 2, removals: 1, statusChanges: 1 } },
  { errors: { rate: 0.5, status: 500 } },
  { steps: [{ errors: { status: 429, retryAfter: 1 } }, { maintenance: true }] },
  { tokens: { expiresIn: 5 } }
]

/** Something that a client, or the test around it, does. */
const Action = Schema.Union([
  Schema.Struct({ do: Schema.Literal("read"), page: Schema.Literals([1, 2, 3]), once: Schema.Boolean }),
  Schema.Struct({
    do: Schema.Literal("play"),
    scenario: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 5 })))
  }),
  Schema.Struct({ do: Schema.Literals(["token", "clock", "reset", "resize", "look"]) })
])
type Action = typeof Action.Type

/** Drawn together: what one client does, what the other does, and who is next. */
const Plan = Schema.Struct({
  one: Schema.Array(Action).pipe(Schema.check(Schema.isMaxLength(12))),
  two: Schema.Array(Action).pipe(Schema.check(Schema.isMaxLength(12))),
  turns: Schema.Array(Schema.Boolean).pipe(Schema.check(Schema.isMinLength(24), Schema.isMaxLength(24)))
})

/** A client of one session: what it sees, without the session's name and what the time of day makes of it. */
const makeClient = (session: MockClient) => {
  let authorization = authorized.authorization
  const seen: Array<string> = []
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(session.url + path, { ...init, headers: { authorization, ...init.headers } })
    const text = await response.text()
    const headers = ["x-ratelimit-remaining", "x-mock-fault", "x-mock-replay"].map((name) => response.headers.get(name))
    return { status: response.status, text: text.replaceAll(session.name, "SESSION"), headers: headers.join(" ") }
  }
  const steer = (method: string, path: string, body?: unknown) =>
    ask(`/__mock${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
  const acts: Record<Exclude<Action["do"], "read" | "play">, () => Promise<unknown>> = {
    token: async () => {
      const form = new URLSearchParams({ grant_type: "client_credentials", client_id: "1", client_secret: "s" })
      const said = await ask("/oauth/token", { method: "POST", body: form })
      const token: unknown = said.status === 200 ? JSON.parse(said.text).access_token : undefined
      if (typeof token === "string") authorization = `Bearer ${token.replace("SESSION", session.name)}`
      return said
    },
    clock: () => steer("POST", "/clock", { seconds: 10 }).then(({ status }) => status),
    reset: () => steer("POST", "/reset"),
    resize: () => steer("POST", "/reset", { referrals: 7, seed: "other" }),
    look: async () => {
      const { text } = await steer("GET", "/journal")
      const entries: ReadonlyArray<Record<string, unknown>> = JSON.parse(text).entries
      const timeless = entries.map((entry) => Object.assign(entry, { at: 0, duration: 0 }))
      return [timeless, await steer("GET", "/walks").then(({ status }) => status), await steer("GET", "/counts")]
    }
  }
  const once = { "x-mock-scenario": '{"rateLimit":{"requests":1,"window":60}}' }
  const act = (action: Action): Promise<unknown> => {
    if (action.do === "read") {
      return ask(`${referralsPath}?limit=10&page=${action.page}`, action.once ? { headers: once } : {})
    }
    return action.do === "play" ? steer("PUT", "/scenario", scenarios[action.scenario]) : acts[action.do]()
  }
  return { act: async (action: Action) => void seen.push(JSON.stringify(await act(action))), seen }
}
type MockClient = { readonly name: string; readonly url: string }

/** What each client sees when they take turns; a client whose list is empty sees nothing. */
const played = Effect.fnUntraced(function* ({ one, turns, two }: typeof Plan.Type) {
  const mock = yield* MockServer.make({ referrals: 25, seed: "isolation" })
  const clients = [makeClient(yield* mock.session()), makeClient(yield* mock.session())] as const
  const waiting: readonly [Array<Action>, Array<Action>] = [[...one], [...two]]
  for (const turn of turns) {
    const who = waiting[turn ? 0 : 1].length > 0 === turn ? 0 : 1
    const action = waiting[who].shift()
    if (action !== undefined) yield* Effect.promise(() => clients[who].act(action))
  }
  return clients.map(({ seen }) => seen)
}, Effect.scoped)

describe("two clients of one mock, each in its own session", () => {
  it.effect.prop(
    "see exactly what each would see alone, whatever they do and in whatever order",
    [Plan],
    ([plan]) =>
      Effect.gen(function* () {
        const [one, two] = yield* played(plan)
        const [alone] = yield* played({ ...plan, two: [] })
        const [, other] = yield* played({ ...plan, one: [] })
        assert.deepStrictEqual([one, two], [alone, other])
      }),
    { arbitrary: { runs: 30 } }
  )
})

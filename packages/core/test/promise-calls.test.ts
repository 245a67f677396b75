/**
 * What a call of the promise facade takes: credentials, a `fetch`, signals, an `onEnd`.
 */
import { afterEach, assert, describe, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { createContext, runInContext } from "node:vm"
import { Credentials } from "@effect-piggy/core"
import { makeReferrals, type Options, PiggyError } from "@effect-piggy/core/promise"
import { FakePiggy } from "@effect-piggy/core/testing"
import { all, rejection } from "./promises.ts"

const of = (options: Partial<Options> = {}, fake: FakePiggy.Options = {}) =>
  makeReferrals({ credentials: "test", fetch: FakePiggy.fetch(fake), retry: { attempts: 1 }, ...options })

const messageOf = async (call: PromiseLike<unknown>): Promise<string> => {
  const error = await rejection(call)
  assert(error instanceof PiggyError)
  return error.message
}

// A value that the types refuse.
const untyped = (value: unknown) => JSON.parse(JSON.stringify({ value })).value

afterEach(() => {
  vi.unstubAllGlobals()
})

describe("credentials", () => {
  const bearers = async (credentials: Options["credentials"], respond?: FakePiggy.Options["respond"]) => {
    const fake = FakePiggy.make({
      respond: (request, rows) =>
        request.url.pathname === "/oauth/token"
          ? FakePiggy.json({ access_token: "fetched", expires_in: 3600 })
          : respond?.(request, rows)
    })
    await of({ credentials, fetch: fake.fetch }).list()
    return fake.requests
      .filter(({ url }) => url.pathname !== "/oauth/token")
      .map(({ headers }) => headers["authorization"])
  }

  it("are an API key, a function, a function of a promise, client id and secret, or made by the module", async () => {
    const forms: ReadonlyArray<readonly [Options["credentials"], string]> = [
      ["key", "key"],
      [() => "now", "now"],
      [async () => "later", "later"],
      [{ clientId: 7, clientSecret: "secret" }, "fetched"],
      [Credentials.accessToken(Effect.succeed(Redacted.make("made"))), "made"]
    ]
    for (const [form, token] of forms) assert.deepStrictEqual(await bearers(form), [`Bearer ${token}`])
  })

  it("of a function are asked for again after a 401", async () => {
    const tokens = ["old", "new", "new"]
    const respond: FakePiggy.Options["respond"] = ({ headers }) =>
      headers["authorization"] === "Bearer old" ? FakePiggy.json({}, { status: 401 }) : undefined
    assert.deepStrictEqual(await bearers(async () => tokens.shift() ?? "none", respond), ["Bearer old", "Bearer new"])
  })

  it("that are not valid are refused by name, and never printed", async () => {
    const secret = "5ecret"
    for (const [credentials, problem] of [
      [untyped(42), /credentials must be an API key, a function that returns an access token/],
      [untyped({ key: secret }), /credentials must be an API key/],
      [untyped([secret]), /credentials must be an API key/],
      [untyped({ clientId: 1 }), /the client secret is empty: set PIGGY_CLIENT_SECRET/],
      [untyped({ clientSecret: secret }), /the client id is empty: set PIGGY_CLIENT_ID/],
      [untyped({ clientId: 1, clientSecret: 5 }), /credentials\.clientSecret must be a string$/],
      [{ clientId: Number("x"), clientSecret: secret }, /the client id is NaN, which cannot be sent/],
      [untyped({ clientId: {}, clientSecret: secret }), /credentials\.clientId must be a string or a number/],
      [untyped({ clientId: 1, clientSecert: secret }), /clientSecert is not known: did you mean clientSecret\?/],
      [Redacted.make(secret), /credentials must be an API key/],
      [() => untyped(42), /the access token must be a string/],
      [() => untyped(undefined), /the access token is empty/],
      ["two words", /the API key holds a space/]
    ] as const) {
      const message = await messageOf(of({ ...Object.assign({ credentials: "" }, { credentials }) }).list())
      assert.match(message, problem)
      assert.notInclude(message, secret)
    }
  })

  it("that a function fails to get are reported by the error's name alone", async () => {
    class VaultSealed extends Error {
      override readonly name = "VaultSealed"
    }
    for (const credentials of [
      () => {
        throw new VaultSealed("hunter2")
      },
      () => Promise.reject(new VaultSealed("hunter2"))
    ]) {
      assert.strictEqual(
        await messageOf(of({ credentials }).list()),
        "Referrals.list failed: getting an access token failed (VaultSealed): check where `credentials` gets it from"
      )
    }
  })
})

describe("fetch", () => {
  it("that is replaced after the first call is the one that the next call uses", async () => {
    vi.stubGlobal("fetch", FakePiggy.fetch({ referrals: 1 }))
    const referrals = makeReferrals({ credentials: "test" })
    assert.lengthOf((await referrals.list()).data, 1)
    vi.stubGlobal("fetch", FakePiggy.fetch({ referrals: 2 }))
    assert.lengthOf((await referrals.list()).data, 2)
    assert.lengthOf((await makeReferrals({ credentials: "test" }).list()).data, 2)
  })

  it("of a fake serves a whole list, and records the requests", async () => {
    const fake = FakePiggy.make({ referrals: 950, latency: () => "1 millis" })
    const { referrals, summary } = await of({ fetch: fake.fetch }).collect()
    assert.deepStrictEqual(referrals, fake.referrals)
    assert.strictEqual(summary.requests, fake.requests.length)
  })

  it("of a fake is aborted as the platform's is", async () => {
    const fetch = FakePiggy.fetch({ latency: () => "1 hour" })
    const controller = new AbortController()
    const asked = rejection(fetch("https://api.piggy.eu/", { signal: controller.signal }))
    controller.abort(new Error("enough"))
    assert.strictEqual(String(await asked), "Error: enough")
    assert.strictEqual(
      String(await rejection(fetch("https://api.piggy.eu/", { signal: controller.signal }))),
      "Error: enough"
    )
  })
})

describe("a signal", () => {
  // What older polyfills are.
  class OldSignal extends EventTarget {
    aborted = false
    onabort = null
    abort() {
      this.aborted = true
      this.dispatchEvent(new Event("abort"))
    }
  }
  // The types say that it is one.
  const asSignal = (signal: object): AbortSignal => Object.assign({ signal: AbortSignal.any([]) }, { signal }).signal

  it("without reason and throwIfAborted ends calls and iterations with an AbortError", async () => {
    const referrals = of({}, { latency: () => "1 hour" })
    for (const call of [
      (signal: AbortSignal) => referrals.list({}, { signal }),
      (signal: AbortSignal) => referrals.collect({}, { signal }),
      (signal: AbortSignal) => all(referrals.stream({}, { signal }))
    ]) {
      const signal = new OldSignal()
      const ended = rejection(call(asSignal(signal)))
      signal.abort()
      const error = await ended
      assert(error instanceof DOMException)
      assert.strictEqual(error.name, "AbortError")
    }
    assert.lengthOf(await all(of().stream({}, { signal: asSignal(new OldSignal()) })), 95)
  })

  it("of another realm ends a call with its own reason", async () => {
    const controller: AbortController = runInContext("new AbortController()", createContext({ AbortController }))
    const ended = rejection(of({}, { latency: () => "1 hour" }).list({}, { signal: controller.signal }))
    controller.abort("theirs")
    assert.strictEqual(await ended, "theirs")
  })

  it("that is no signal is refused, and the error says what to pass", async () => {
    const signal = asSignal(new AbortController())
    const problem = "signal must be an AbortSignal, such as `controller.signal`"
    assert.strictEqual(await messageOf(of().list({}, { signal })), `Referrals.list failed: ${problem}`)
    assert.strictEqual(
      await messageOf(of().pages({}, { signal })[Symbol.asyncIterator]().next()),
      `Referrals.pages failed: ${problem}`
    )
    assert.lengthOf((await of().list({}, { signal: null })).data, 30)
  })
})

describe("onEnd", () => {
  const calls = {
    collect: (onEnd: () => void | Promise<unknown>) => of().collect({}, { onEnd }),
    stream: (onEnd: () => void | Promise<unknown>) => all(of().stream({}, { onEnd })),
    pages: (onEnd: () => void | Promise<unknown>) => all(of().pages({}, { onEnd })),
    insights: (onEnd: () => void | Promise<unknown>) => of().insights({}, { onEnd })
  }

  for (const [name, call] of Object.entries(calls)) {
    it(`of ${name} is waited for, and what it fails with is what the call rejects with`, async () => {
      let saved = false
      await call(async () => {
        await new Promise(setImmediate)
        saved = true
      })
      assert.isTrue(saved)
      const failure = new Error("could not save")
      assert.strictEqual(await rejection(call(() => Promise.reject(failure))), failure)
      const throws = () => {
        throw failure
      }
      assert.strictEqual(await rejection(call(throws)), failure)
    })
  }
})

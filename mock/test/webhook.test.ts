import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Yaml from "effect/encoding/Yaml"
import * as Result from "effect/Result"
import { createHmac } from "node:crypto"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer, type IncomingHttpHeaders } from "node:http"
import { ValidationContext } from "@stoplight/prism-http/dist/validator/validators/types.js"
import { validateAgainstSchema } from "@stoplight/prism-http/dist/validator/validators/utils.js"
import * as Contract from "../src/Contract.ts"
import * as Journal from "../src/Journal.ts"
import * as JournalMemory from "../src/JournalMemory.ts"
import * as MockServer from "../src/MockServer.ts"
import * as Rows from "../src/Rows.ts"
import * as Scenario from "../src/Scenario.ts"
import * as Session from "../src/Session.ts"
import * as Webhook from "../src/Webhook.ts"
import { get, referralsPath, send } from "./http.ts"

interface Delivery {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A receiver of webhooks that answers each delivery with the next status, and the last one for ever; 0 is no answer. */
const receiving = Effect.fnUntraced(function* (...statuses: ReadonlyArray<number>) {
  const deliveries: Array<Delivery> = []
  const waiting: Array<{ readonly count: number; readonly resume: () => void }> = []
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (text: string) => (body += text))
    request.on("end", () => {
      deliveries.push({ headers: request.headers, body })
      const status = statuses[Math.min(deliveries.length, statuses.length) - 1] ?? 204
      if (status > 0) response.writeHead(status, { location: "/elsewhere" }).end()
      for (const { count, resume } of waiting) if (deliveries.length >= count) resume()
    })
  })
  yield* Effect.acquireRelease(
    Effect.promise(() => once(server.listen(0, "127.0.0.1"), "listening")),
    () => Effect.sync(() => server.close().closeAllConnections())
  )
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}/hooks?from=mock`,
    deliveries,
    hangUp: () => server.closeAllConnections(),
    /** Until so many have come. */
    come: (count: number) =>
      Effect.callback<void>((resume) => {
        const done = () => resume(Effect.void)
        if (deliveries.length >= count) done()
        else waiting.push({ count, resume: done })
      })
  }
})

/** Until the journal has so many attempts. */
const attempts = Effect.fnUntraced(function* (mock: Pick<MockServer.Service, "journal" | "url">, count: number) {
  for (;;) {
    const entries = (yield* mock.journal).filter(({ webhook }) => webhook !== undefined)
    if (entries.length >= count) return entries
    yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
  }
})

const pendingOf = (mock: Pick<MockServer.Service, "dataset">) => {
  const referral = mock.dataset.slice({ status: "pending" }, 0, 1)[0]
  assert.isDefined(referral)
  return referral
}

const change = (url: string, uuid: string, status: string, session = "default") =>
  send(`${url}/__mock/referrals/${uuid}?session=${session}`, { method: "PATCH", body: JSON.stringify({ status }) })

/** What the contract has against a body. */
const complaints = (body: unknown): ReadonlyArray<string> => {
  const document: unknown = Yaml.parse(readFileSync(Contract.defaultPath(), "utf8"))
  const schema = { ...(typeof document === "object" && document), $ref: "#/components/schemas/ReferralCompleted" }
  const verdict = validateAgainstSchema(body, schema, false, ValidationContext.Input)
  return verdict._tag === "None" ? [] : verdict.value.map(({ message }) => message)
}

describe("a referral that becomes completed", () => {
  it.live("is posted once, signed over the body as it is sent, and nobody's email with it", () =>
    Effect.gen(function* () {
      const receiver = yield* receiving(204)
      const mock = yield* MockServer.make({ referrals: 40, webhook: { url: receiver.url, secret: "s3cret" } })
      const referral = pendingOf(mock)
      yield* change(mock.url, referral.uuid, "completed")
      yield* receiver.come(1)
      const [delivery] = receiver.deliveries
      assert.strictEqual(
        delivery?.headers["signature"],
        createHmac("sha256", "s3cret")
          .update(delivery?.body ?? "")
          .digest("hex")
      )
      assert.strictEqual(delivery?.headers["content-type"], "application/json")
      assert.deepStrictEqual(JSON.parse(delivery?.body ?? ""), {
        event_type: "referral_completed",
        data: {
          uuid: referral.uuid,
          referring_contact: { uuid: referral.referring_contact.uuid },
          referred_contact: { uuid: referral.referred_contact.uuid },
          status: "completed"
        }
      })
      // Neither another state, nor the same one again, is an event.
      yield* change(mock.url, referral.uuid, "completed")
      yield* change(mock.url, referral.uuid, "failed")
      yield* change(mock.url, referral.uuid, "completed")
      yield* receiver.come(2)
      const [first, second, ...more] = yield* attempts(mock, 2)
      assert.deepStrictEqual([first?.webhook?.attempt, second?.webhook?.attempt, more], [1, 1, []])
    }).pipe(Effect.scoped)
  )

  it.live("by the drift of a scenario is posted, too", () =>
    Effect.gen(function* () {
      const receiver = yield* receiving(204)
      const mock = yield* MockServer.make({ referrals: 40, webhook: { url: receiver.url } })
      yield* mock.play({ drift: { every: 1, statusChanges: 40 } })
      yield* get(mock.url, referralsPath)
      yield* receiver.come(1)
      const uuids = mock.dataset.slice({}, 0, 100).map(({ uuid }) => uuid)
      for (const { body } of receiver.deliveries) assert.include(uuids, JSON.parse(body).data.uuid)
    }).pipe(Effect.scoped)
  )

  it.live("by hand comes first to a receiver, whatever scenarios requests had brought before", () =>
    Effect.gen(function* () {
      const receiver = yield* receiving(204)
      const mock = yield* MockServer.make({ referrals: 40, webhook: { url: receiver.url } })
      yield* get(mock.url, referralsPath, { "x-mock-scenario": '{"drift":{"every":1,"statusChanges":1000}}' })
      const referral = pendingOf(mock)
      yield* change(mock.url, referral.uuid, "completed")
      yield* receiver.come(1)
      assert.strictEqual(JSON.parse(receiver.deliveries[0]?.body ?? "").data.uuid, referral.uuid)
    }).pipe(Effect.scoped)
  )

  it.live("because it was added is posted as the contract describes it", () =>
    Effect.gen(function* () {
      const receiver = yield* receiving(204)
      const mock = yield* MockServer.make({ referrals: 40, webhook: { url: receiver.url } })
      const added = yield* send<{ uuid: string }>(`${mock.url}/__mock/referrals`, {
        method: "POST",
        body: '{"status":"completed"}'
      })
      assert.strictEqual(added.status, 201)
      yield* receiver.come(1)
      const body = JSON.parse(receiver.deliveries[0]?.body ?? "")
      assert.strictEqual(body.data.uuid, added.body.uuid)
      assert.deepStrictEqual(complaints(body), [])
      assert.isAbove(complaints({ ...body, data: { ...body.data, status: "pending" } }).length, 0)
    }).pipe(Effect.scoped)
  )

  it.live(
    "is posted up to five times more when the answer is not 2xx, each wait longer, by a clock that can be advanced",
    () =>
      Effect.gen(function* () {
        const receiver = yield* receiving(500, 404, 302, 199 + 200, 503, 500)
        const mock = yield* MockServer.make({ referrals: 40, webhook: { url: receiver.url } })
        yield* change(mock.url, pendingOf(mock).uuid, "completed")
        const waits: Array<number> = []
        for (let attempt = 1; attempt <= Webhook.mostAttempts; attempt++) {
          const entry = (yield* attempts(mock, attempt)).at(-1)
          assert.strictEqual(entry?.webhook?.attempt, attempt)
          if (entry?.webhook?.retryIn === undefined) break
          waits.push(entry.webhook.retryIn)
          yield* mock.advanceClock({ seconds: entry.webhook.retryIn })
        }
        assert.deepStrictEqual(waits, [1, 2, 4, 8, 16])
        yield* mock.advanceClock({ seconds: 3600 })
        assert.lengthOf(receiver.deliveries, 6)
        assert.lengthOf(new Set(receiver.deliveries.map(({ body, headers }) => body + String(headers["signature"]))), 1)
      }).pipe(Effect.scoped)
  )

  it.live("stands in the journal with every attempt, and counts as no request of a client's", () =>
    Effect.gen(function* () {
      const receiver = yield* receiving(500, 200)
      const mock = yield* MockServer.make({ referrals: 40, webhook: { url: receiver.url } })
      yield* change(mock.url, pendingOf(mock).uuid, "completed")
      yield* attempts(mock, 1)
      yield* mock.advanceClock({ seconds: 1 })
      const [failed, delivered] = yield* attempts(mock, 2)
      const to = new URL(receiver.url).origin
      assert.deepInclude(failed, { method: "POST", path: "/hooks", query: "from=mock", status: 500 })
      assert.deepStrictEqual(failed?.webhook, { event: "referral_completed", to, attempt: 1, retryIn: 1 })
      assert.strictEqual(delivered?.status, 200)
      assert.deepStrictEqual(delivered?.webhook, { event: "referral_completed", to, attempt: 2 })
      assert.deepStrictEqual(yield* mock.counts, { requests: 0, statuses: {} })
      assert.deepStrictEqual(yield* mock.walks, [])
    }).pipe(Effect.scoped)
  )

  it.live("that nobody receives is told of with the reason", () =>
    Effect.gen(function* () {
      const url = yield* receiving().pipe(
        Effect.map((receiver) => receiver.url),
        Effect.scoped
      )
      const mock = yield* MockServer.make({ referrals: 40, webhook: { url } })
      yield* change(mock.url, pendingOf(mock).uuid, "completed")
      const [entry] = yield* attempts(mock, 1)
      assert.deepStrictEqual([entry?.status, entry?.webhook?.problem], [0, "ECONNREFUSED"])
    }).pipe(Effect.scoped)
  )

  it.live("is not posted again once its session was reset", () =>
    Effect.gen(function* () {
      const receiver = yield* receiving(500)
      const mock = yield* MockServer.make({ referrals: 40, webhook: { url: receiver.url } })
      yield* change(mock.url, pendingOf(mock).uuid, "completed")
      yield* attempts(mock, 1)
      yield* mock.reset
      yield* mock.advanceClock({ seconds: 3600 })
      yield* change(mock.url, pendingOf(mock).uuid, "completed")
      const [entry, ...more] = yield* attempts(mock, 1)
      assert.deepStrictEqual([entry?.webhook?.attempt, more], [1, []])
      assert.lengthOf(receiver.deliveries, 2)
    }).pipe(Effect.scoped)
  )

  it.live("in one session is posted to that session's receiver only", () =>
    Effect.gen(function* () {
      const [mine, theirs] = [yield* receiving(204), yield* receiving(204)]
      const mock = yield* MockServer.make({ referrals: 40, webhook: { url: theirs.url } })
      const session = yield* mock.session({ webhook: { url: mine.url, secret: "mine" } })
      const made = yield* send(`${mock.url}/__mock/sessions`, {
        method: "POST",
        body: JSON.stringify({ name: "made", webhook: { url: mine.url } })
      })
      assert.strictEqual(made.status, 201)
      yield* change(mock.url, pendingOf(session).uuid, "completed", session.name)
      yield* change(mock.url, pendingOf(session).uuid, "completed", "made")
      yield* mine.come(2)
      assert.lengthOf(theirs.deliveries, 0)
      assert.lengthOf(yield* mock.journal, 0)
      assert.lengthOf(yield* session.journal, 1)
    }).pipe(Effect.scoped)
  )

  it.live("in one session does not wait for another session's receiver, and a reset drops what waits its turn", () =>
    Effect.gen(function* () {
      const [silent, receiver] = [yield* receiving(0), yield* receiving(204)]
      const mock = yield* MockServer.make({ referrals: 40 })
      const rows = Array.from({ length: 12 }, () => ({}))
      const many = yield* mock.session({ rows, webhook: { url: silent.url } })
      const other = yield* mock.session({ webhook: { url: receiver.url } })
      for (const { uuid } of many.dataset.slice({}, 0, 12)) yield* many.change(uuid, { status: "completed" })
      yield* silent.come(8)
      yield* other.add({ status: "completed" })
      yield* receiver.come(1)

      yield* many.reset
      const again = many.dataset.slice({}, 11, 1)[0]?.uuid ?? ""
      yield* many.change(again, { status: "completed" })
      yield* silent.come(9)
      assert.deepStrictEqual(JSON.parse(silent.deliveries[8]?.body ?? "").data.uuid, again)
      silent.hangUp()
      yield* attempts(many, 1)
      assert.lengthOf(silent.deliveries, 9)
    }).pipe(Effect.scoped)
  )

  it("in the rows of a run that is over is posted to nobody, nor what is done again by hand", () => {
    const setup = {
      rows: Rows.generated(1, 40),
      scenario: Scenario.make({}),
      clients: new Map<string, string>(),
      key: undefined,
      webhook: undefined,
      allowInvalidRows: false
    }
    const session = Session.make("one", setup, Journal.make(10, JournalMemory.make(10)))
    const completed: Array<string> = []
    session.onCompleted(({ uuid }) => completed.push(uuid))
    const before = session.snapshot().run
    const [first, second] = before.dataset().slice({ status: "pending" }, 0, 2)
    if (first === undefined || second === undefined) assert.fail("too few rows")
    session.edit({ do: "replace", referral: { ...first, status: "completed" } })
    session.play(Scenario.make({}))
    before.movingDataset().replace({ ...second, status: "completed" })
    assert.deepStrictEqual(completed, [first.uuid])
    session
      .snapshot()
      .run.movingDataset()
      .replace({ ...second, status: "completed" })
    assert.deepStrictEqual(completed, [first.uuid, second.uuid])
  })

  it.live("does not keep a server that ends from ending", () =>
    Effect.gen(function* () {
      const receiver = yield* receiving(500)
      yield* Effect.gen(function* () {
        const mock = yield* MockServer.make({ referrals: 40, webhook: { url: receiver.url } })
        yield* change(mock.url, pendingOf(mock).uuid, "completed")
        yield* attempts(mock, 1)
      }).pipe(Effect.scoped)
      assert.lengthOf(receiver.deliveries, 1)
    }).pipe(Effect.scoped)
  )
})

describe("a webhook's receiver", () => {
  const refusalOf = (url: string, secret?: string): string | undefined => {
    const parsed = Webhook.parse({ url, ...(secret !== undefined && { secret }) })
    return Result.isFailure(parsed) ? parsed.failure : undefined
  }

  it("is this machine, under any of its names", () => {
    for (const url of [
      "http://127.0.0.1:3000/hook",
      "http://127.9.9.9/",
      "http://localhost:3000",
      "https://app.localhost/hook?x=1",
      "http://[::1]:3000/",
      "http://2130706433/"
    ]) {
      assert.isUndefined(refusalOf(url), url)
    }
  })

  it("is no other machine, and the refusal says what to do", () => {
    for (const url of [
      "https://example.com/hook",
      "http://10.0.0.1/",
      "http://0.0.0.0/",
      "http://127.0.0.1.example.com/",
      "http://localhost.example.com/",
      "http://169.254.169.254/latest/meta-data"
    ]) {
      assert.match(refusalOf(url) ?? "", /posts to this machine only, .* forward from there/, url)
    }
    for (const url of ["", "localhost:3000", "/hook", "file:///etc/passwd", "ftp://localhost/"]) {
      assert.match(refusalOf(url) ?? "", /takes an? (http or https )?URL of this machine/, url)
    }
    assert.notInclude(refusalOf("http://me:pass@localhost/") ?? "pass", "pass@")
    assert.include(refusalOf("http://localhost/", ""), "secret that is not empty")
  })

  it.live("of another machine is refused for a session, too", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.make({ referrals: 1 })
      const refused = yield* send(`${url}/__mock/sessions`, {
        method: "POST",
        body: JSON.stringify({ webhook: { url: "https://example.com" } })
      })
      assert.strictEqual(refused.status, 422)
      assert.include(refused.text, "webhook: posts to this machine only")
    }).pipe(Effect.scoped)
  )
})

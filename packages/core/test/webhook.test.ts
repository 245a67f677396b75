/**
 * The vendor's webhook as a receiver gets it: from the mock, and from whoever pretends to be it.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { createHmac } from "node:crypto"
import { once } from "node:events"
import { createServer } from "node:http"
import { Webhook } from "@effect-piggy/core"

const secret = Redacted.make("s3cret")
const other = Redacted.make("another")
const sign = (body: string | Uint8Array, by = "s3cret") => createHmac("sha256", by).update(body).digest("hex")
const body = JSON.stringify({
  event_type: "referral_completed",
  data: { uuid: "r1", referring_contact: { uuid: "c1" }, referred_contact: { uuid: "c2" }, status: "completed" }
})
const signature = sign(body)
const referral = { uuid: "r1", referring_contact: "c1", referred_contact: "c2", status: "completed" }

const refused = (delivery: Partial<Webhook.Delivery>) =>
  Effect.map(Effect.flip(Webhook.receive({ body, signature, secrets: secret, ...delivery })), ({ because, status }) => [
    because,
    status
  ])

describe("a webhook that the mock sends", () => {
  it.live("is believed, and says which referral was completed", () =>
    Effect.gen(function* () {
      const deliveries: Array<{ readonly body: Uint8Array; readonly signature: string | undefined }> = []
      const server = createServer((request, response) => {
        const chunks: Array<Uint8Array> = []
        request.on("data", (chunk: Uint8Array) => chunks.push(chunk))
        request.on("end", () => {
          const { signature: given } = request.headers
          deliveries.push({ body: Buffer.concat(chunks), signature: Array.isArray(given) ? given[0] : given })
          response.writeHead(204).end()
          server.emit("delivered")
        })
      })
      yield* Effect.acquireRelease(
        Effect.promise(() => once(server.listen(0, "127.0.0.1"), "listening")),
        () => Effect.sync(() => server.close().closeAllConnections())
      )
      const address = server.address()
      const port = typeof address === "object" ? address?.port : undefined
      yield* Effect.gen(function* () {
        const { dataset, url } = yield* MockServer.MockServer
        const [pending] = dataset.slice({ status: "pending" }, 0, 1)
        assert.isDefined(pending)
        const delivered = once(server, "delivered")
        yield* Effect.promise(() =>
          fetch(`${url}/__mock/referrals/${pending.uuid}`, {
            method: "PATCH",
            body: JSON.stringify({ status: "completed" })
          })
        )
        yield* Effect.promise(() => delivered)
        const [delivery] = deliveries
        assert.isDefined(delivery)
        const event = yield* Webhook.receive({ ...delivery, secrets: [other, Redacted.make("hook-secret")] })
        assert.strictEqual(event.type, "referral_completed")
        assert.deepStrictEqual(event.referral, {
          uuid: pending.uuid,
          referring_contact: pending.referring_contact.uuid,
          referred_contact: pending.referred_contact.uuid,
          status: "completed"
        })
        const forged = yield* Effect.flip(Webhook.receive({ ...delivery, secrets: secret }))
        assert.strictEqual(forged.because, "mismatch")
      }).pipe(
        Effect.provide(
          MockServer.layer({
            referrals: 20,
            webhook: { url: `http://127.0.0.1:${port}/hooks`, secret: "hook-secret" }
          })
        )
      )
    })
  )
})

describe("a webhook", () => {
  it.effect("is believed with the body as text, bytes, a part of a buffer or an ArrayBuffer", () =>
    Effect.gen(function* () {
      const bytes = new TextEncoder().encode(body)
      const padded = new Uint8Array(bytes.length + 7)
      padded.set(bytes, 5)
      for (const given of [body, bytes, padded.subarray(5, 5 + bytes.length), bytes.buffer]) {
        const event = yield* Webhook.receive({ body: given, signature, secrets: secret })
        assert.deepStrictEqual(event.referral, referral)
      }
    })
  )

  it.effect("is believed while any of several secrets fits, whichever it is, and its digits in either case", () =>
    Effect.gen(function* () {
      for (const secrets of [secret, [secret, other], [other, secret]]) {
        yield* Webhook.receive({ body, signature: ` ${signature.toUpperCase()} `, secrets })
      }
      assert.deepStrictEqual(yield* refused({ secrets: [other, Redacted.make("s3cret ")] }), ["mismatch", 401])
    })
  )

  it.effect("is refused with any byte of the body changed, added or taken away", () =>
    Effect.gen(function* () {
      for (let at = 0; at <= body.length; at++) {
        const changed = `${body.slice(0, at)} ${body.slice(at + 1)}`
        for (const forged of [...(changed === body ? [] : [changed]), `${body.slice(0, at)} ${body.slice(at)}`]) {
          assert.deepStrictEqual(yield* refused({ body: forged }), ["mismatch", 401])
        }
      }
      assert.deepStrictEqual(yield* refused({ body: JSON.stringify(JSON.parse(body), null, 1) }), ["mismatch", 401])
    })
  )

  it.effect("is refused without a signature, or with one of another form", () =>
    Effect.gen(function* () {
      const forms = [null, undefined, "", signature.slice(1), `${signature}00`, `sha256=${signature}`, "g".repeat(64)]
      for (const given of forms) assert.deepStrictEqual(yield* refused({ signature: given }), ["unsigned", 401])
      assert.deepStrictEqual(yield* refused({ signature: "0".repeat(64) }), ["mismatch", 401])
    })
  )

  it.effect("is refused where the receiver has no secret, so that nothing signed with nothing is believed", () =>
    Effect.gen(function* () {
      const unsafe = sign(body, "")
      for (const secrets of [[], [Redacted.make("")], Redacted.make(""), [secret, Redacted.make("")]]) {
        assert.deepStrictEqual(yield* refused({ secrets, signature: unsafe }), ["noSecret", 500])
      }
    })
  )

  it.effect("that is signed and no JSON, or nests without end, is not readable", () =>
    Effect.gen(function* () {
      const deep = `{"event_type":"x","data":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
      for (const text of ["", "{", "uuid=1", deep]) {
        assert.deepStrictEqual(yield* refused({ body: text, signature: sign(text) }), ["unreadable", 400])
      }
      const bytes = Uint8Array.of(0x22, 0xff, 0x22)
      assert.deepStrictEqual(yield* refused({ body: bytes, signature: sign(bytes) }), ["unreadable", 400])
    })
  )

  it.effect("is read in whatever form the vendor gives it", () =>
    Effect.gen(function* () {
      const bare = { uuid: "r1", referring_contact: null, referred_contact: null, status: null }
      for (const [given, type, expected] of [
        [{ event_type: "referral_completed", data: { uuid: "r1" } }, "referral_completed", bare],
        [{ event: "referral_completed", data: { referral: { uuid: "r1" } } }, "referral_completed", bare],
        [
          { type: "referral_completed", referral: { uuid: "r1", status: "completed" } },
          "referral_completed",
          { ...bare, status: "completed" }
        ],
        [{ uuid: "r1" }, null, bare],
        [
          { data: { uuid: 46573856, referring_contact_uuid: "c1" } },
          null,
          { ...bare, uuid: "46573856", referring_contact: "c1" }
        ],
        [{ event_type: "contact_created", data: { id: 7 } }, "contact_created", null],
        [{ event_type: 7, data: null }, "7", null],
        [[], null, null],
        ["text", null, null],
        [null, null, null]
      ] as const) {
        const text = JSON.stringify(given)
        const event = yield* Webhook.receive({ body: text, signature: sign(text), secrets: secret })
        assert.deepStrictEqual<unknown>(event, { type, referral: expected, body: given })
        assert.deepStrictEqual(Schema.decodeUnknownSync(Webhook.Event)(JSON.parse(JSON.stringify(event))), event)
      }
    })
  )

  it.effect("changes no prototype", () =>
    Effect.gen(function* () {
      const text = `{"__proto__":{"uuid":"x"},"data":{"__proto__":{"uuid":"y"},"status":"completed"}}`
      const event = yield* Webhook.receive({ body: text, signature: sign(text), secrets: secret })
      assert.isNull(event.referral)
      assert.deepStrictEqual<unknown>(event.body, { data: { status: "completed" } })
    })
  )

  it.effect("that is refused is told without a secret, a signature or the body", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Webhook.receive({ body, signature: sign(body, "x"), secrets: secret }))
      for (const text of [String(error), JSON.stringify(error), error.stack ?? ""]) {
        for (const hidden of ["s3cret", "r1", signature, sign(body, "x")]) assert.notInclude(text, hidden)
      }
      assert.include(error.message, "give `body` as it came")
    })
  )
})

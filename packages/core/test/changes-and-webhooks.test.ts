/**
 * The page "Changes and webhooks": its programs run, and every reason to refuse a webhook is on it.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { createHmac } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Webhook } from "@effect-piggy/core"
import { receiver } from "../examples/webhook.ts"
import { programOf } from "./program.ts"

const { page, run, shown, source } = programOf("changes-and-webhooks")

describe("docs/changes-and-webhooks.md", () => {
  it("shows the programs that are run here", () => {
    assert.strictEqual(shown, source)
    const webhook = readFileSync(new URL("../examples/webhook.ts", import.meta.url), "utf8")
    assert.include(page, `\`\`\`ts\n${webhook.slice(webhook.indexOf("import "))}\`\`\``)
  })

  it("has a row for every reason to refuse a webhook, with the status to answer", () => {
    for (const because of Webhook.WebhookRejected.fields.because.literals) {
      const { status } = new Webhook.WebhookRejected({ because, message: "" })
      assert.match(page, new RegExp(`^\\| \`${because}\` \\| .+ \\| ${status} \\|$`, "m"))
    }
  })

  it.live(
    "tells what became of the referrals from one run to the next",
    () =>
      Effect.gen(function* () {
        const { dataset, url } = yield* MockServer.MockServer
        const folder = yield* Effect.acquireRelease(
          Effect.sync(() => mkdtempSync(join(tmpdir(), "changes-"))),
          (path) => Effect.sync(() => rmSync(path, { recursive: true }))
        )
        const env = { PIGGY_BASE_URL: url, PIGGY_SNAPSHOT: join(folder, "snapshot.json") }
        assert.strictEqual(yield* run(env), `${dataset.count({})} referrals to compare with\n`)
        assert.strictEqual(yield* run(env), "0 changes\n")
        const [pending, gone] = dataset.slice({ status: "pending" }, 0, 2)
        const send = (method: string, uuid: string | undefined, body?: string) =>
          Effect.promise(() =>
            fetch(`${url}/__mock/referrals/${uuid}`, { method, ...(body !== undefined && { body }) })
          )
        yield* send("PATCH", pending?.uuid, JSON.stringify({ status: "failed" }))
        yield* send("DELETE", gone?.uuid)
        assert.strictEqual(
          yield* run(env),
          `${pending?.uuid} was pending: failed\n${gone?.uuid} vanished: pending\n2 changes\n`
        )
        assert.strictEqual(yield* run(env), "0 changes\n")
      }).pipe(Effect.provide(MockServer.layer({ referrals: 150 }))),
    120_000
  )

  it("answers a delivery that is signed by 204, and a forged one by 401", async () => {
    const completed: Array<string> = []
    const receive = receiver(["old", "new"], (uuid) => completed.push(uuid))
    const body = JSON.stringify({ event_type: "referral_completed", data: { uuid: "r1" } })
    const post = (headers: Record<string, string>) =>
      receive(new Request("http://127.0.0.1/hooks", { method: "POST", body, headers }))
    const signature = createHmac("sha256", "new").update(body).digest("hex")
    assert.strictEqual((await post({ signature })).status, 204)
    assert.strictEqual(
      (await post({ signature: signature.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) })).status,
      401
    )
    const unsigned = await post({})
    assert.deepStrictEqual([unsigned.status, await unsigned.text()], [401, "unsigned"])
    assert.deepStrictEqual(completed, ["r1"])
  })
})

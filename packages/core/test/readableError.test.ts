/**
 * What a person sees of an error, wherever they meet it.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import { execFile } from "node:child_process"
import { inspect } from "node:util"
import { PiggyError } from "@effect-piggy/core"
import * as ReadableError from "../src/internal/readableError.ts"
import { referralsOf } from "./support.ts"
import { withCheckpoint } from "../src/internal/http/callFailure.ts"

const checkpoint = {
  version: 1,
  origin: "https://api.piggy.eu",
  filter: {},
  pageSize: 100,
  page: 3,
  seen: 200,
  longest: 100,
  keys: [["a-key-of-a-row"]]
} as const

const errorOf = (reason: PiggyError.Reason) =>
  new PiggyError.PiggyError({ operation: "Referrals.list", reason, attempts: 2, checkpoint })

/** Every reason there is, as the schema makes them up. */
const AnyReason = PiggyError.Reason

describe("a PiggyError of any reason", () => {
  it.effect.prop(
    "shows its message wherever it is printed, first, and never its checkpoint's rows",
    [AnyReason],
    ([given]) =>
      Effect.sync(() => {
        const error = errorOf(given)
        const { message } = error
        assert.isTrue(message.startsWith("Referrals.list failed after 2 requests: "))
        assert.include(message, given.message)
        const printed = {
          "console.error(error)": inspect(error),
          "console.error({ error })": inspect({ error }),
          "a cause": inspect(new Error("saving failed", { cause: error })),
          "a cause without custom printing": inspect(new Error("x", { cause: error }), { customInspect: false }),
          "an uncaught error": inspect(error, { customInspect: false }),
          "error.stack": error.stack ?? "",
          "String(error)": String(error),
          "Cause.pretty": Cause.pretty(Cause.fail(error))
        }
        for (const [where, text] of Object.entries(printed)) {
          assert.include(text, message.split("\n", 1)[0] ?? "", where)
          assert.notInclude(text, "core/src/", where)
        }
        assert.isTrue(inspect(error).startsWith(`PiggyError: ${message.split("\n", 1)[0]}`))
        assert.strictEqual(structuredClone(error).message, message)
        assert.strictEqual(structuredClone(error.reason).message, given.message)
        assert.deepStrictEqual(Object.entries(JSON.parse(JSON.stringify(error))).slice(0, 2), [
          ["message", message],
          ["_tag", "PiggyError"]
        ])
        assert.deepStrictEqual(JSON.parse(JSON.stringify(error)).checkpoint, { page: 3 })
        assert.notInclude(inspect(error, { depth: 12, showHidden: true }), "a-key-of-a-row")
        assert.deepStrictEqual(error.checkpoint, checkpoint)
      })
  )

  it.effect.prop("comes back whole by its schema, with its message", [AnyReason], ([given]) =>
    Effect.sync(() => {
      const Json = Schema.toCodecJson(PiggyError.PiggyError)
      const error = Schema.decodeUnknownSync(Json)(JSON.parse(JSON.stringify(Schema.encodeSync(Json)(errorOf(given)))))
      assert.strictEqual(error.message, errorOf(given).message)
      assert.deepStrictEqual(error.checkpoint, checkpoint)
      assert.isTrue(inspect(error).startsWith("PiggyError: Referrals.list failed"))
    })
  )
})

describe("a PiggyError", () => {
  const error = errorOf(new PiggyError.Forbidden({ status: 403, code: 7011, vendorMessage: "No access." }))

  it("says it in one line with its fields below, and nothing of where the SDK made it", () => {
    assert.strictEqual(
      inspect(error),
      `PiggyError: Referrals.list failed after 2 requests: this credential has no access (HTTP 403, code 7011, "No access."): ask for access, or use another key {
  _tag: 'PiggyError',
  operation: 'Referrals.list',
  reason: {
    _tag: 'Forbidden',
    status: 403,
    code: 7011,
    vendorMessage: 'No access.'
  },
  attempts: 2,
  checkpoint: { page: 3 }
}`
    )
  })

  it.effect("is told by its message in Effect's loggers", () =>
    Effect.gen(function* () {
      for (const format of [Logger.formatSimple, Logger.formatLogFmt, Logger.formatJson]) {
        const lines: Array<string> = []
        const logger = Logger.map(format, (line) => {
          lines.push(line)
        })
        yield* Effect.andThen(Effect.logError("failed", error), Effect.logError(Cause.fail(error))).pipe(
          Effect.provide(Logger.layer([logger]))
        )
        assert.strictEqual(lines.length, 2)
        for (const line of lines) {
          assert.include(line.replaceAll("\\", ""), 'this credential has no access (HTTP 403, code 7011, "No access.")')
        }
      }
    })
  )

  it("that no one catches is printed by Node without a line of the SDK's source", async () => {
    const program = `
      import { PiggyError } from "@effect-piggy/core"
      throw new PiggyError.PiggyError({
        operation: "Referrals.list", attempts: 1, reason: new PiggyError.Forbidden({ status: 403 })
      })`
    const printed = await new Promise<string>((resolve) => {
      execFile(process.execPath, ["--input-type=module", "-e", program], { cwd: import.meta.dirname }, (_, __, text) =>
        resolve(text)
      )
    })
    assert.include(printed, "PiggyError: Referrals.list failed: this credential has no access (HTTP 403)")
    assert.notInclude(printed, "/src/")
    assert.notInclude(printed, "makeReadable")
  })
})

describe("the stack of a failed call", () => {
  const callers = (called: () => ReadableError.Caller) => called()

  it("begins with the message and goes on with the lines of who called", () => {
    const list = (): ReadableError.Caller => ReadableError.caller(list)
    const error = ReadableError.calledFrom(callers(list))(errorOf(new PiggyError.Forbidden({ status: 403 })))
    const [first, second, third] = error.stack?.split("\n") ?? []
    assert.strictEqual(first, `PiggyError: ${error.message}`)
    assert.match(second ?? "", /^ +at callers .*readableError\.test\.ts/)
    assert.match(third ?? "", /readableError\.test\.ts/)
  })

  it("ends where Effect's run loop begins", () => {
    const list = (): ReadableError.Caller => ReadableError.caller(list)
    const program = Effect.gen(function* () {
      const caller = list()
      return yield* Effect.fail(ReadableError.calledFrom(caller)(errorOf(new PiggyError.Forbidden({ status: 403 }))))
    })
    const lines = Effect.runSync(Effect.flip(program)).stack?.split("\n") ?? []
    assert.strictEqual(lines.length, 2)
    assert.include(lines[1], "readableError.test.ts")
  })

  it("is kept by the same failure with a checkpoint", () => {
    const list = (): ReadableError.Caller => ReadableError.caller(list)
    const error = ReadableError.calledFrom(callers(list))(errorOf(new PiggyError.Forbidden({ status: 403 })))
    assert.strictEqual(withCheckpoint(error, checkpoint).stack, error.stack)
  })
})

describe("a failed call of the service", () => {
  it.effect("prints its message and fields, and nothing of the SDK's own lines", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({ respond: () => new Response("", { status: 403 }) })
      const error = yield* Effect.flip(referrals.list())
      const printed = Cause.pretty(Cause.fail(error)) + inspect(error) + error.stack
      assert.include(printed, "Referrals.list failed: this credential has no access (HTTP 403)")
      assert.notInclude(printed, "core/src/")
    })
  )
})

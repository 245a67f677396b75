import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import * as Contract from "../src/Contract.ts"
import * as ContractFiles from "../src/ContractFiles.ts"
import { temporaryFile } from "./files.ts"

const whole = readFileSync(Contract.defaultPath(), "utf8")
const [statusLines = ""] = /    ReferralStatus:\n(?:      .*\n)+/.exec(whole) ?? []

/** The contract with the schema of a status in a file of its own. */
const inTwoFiles = Effect.fnUntraced(function* (part = "status.yaml") {
  const path = yield* temporaryFile("open api.yaml")
  writeFileSync(path, whole.replace(statusLines, `    ReferralStatus:\n      $ref: ./${part}\n`))
  const status = join(dirname(path), decodeURIComponent(part))
  writeFileSync(status, statusLines.replace(/    ReferralStatus:\n/, "").replaceAll(/^ {6}/gm, ""))
  return { path, status }
})

const read = (path: string) => Effect.promise(() => ContractFiles.read(path))
const reasonOf = Effect.fnUntraced(function* (path: string) {
  const { outcome } = yield* read(path)
  return "reason" in outcome ? outcome.reason : "it can be used"
})

describe("a contract of several files", () => {
  it.live("is one document for who reads it, and each of its files is known", () =>
    Effect.gen(function* () {
      const { path, status } = yield* inTwoFiles("a%20status.yaml")
      const { files, outcome } = yield* read(path)
      assert.sameMembers([...files], [path, status])
      if ("reason" in outcome) return assert.fail(outcome.reason)
      assert.notInclude(outcome.text, "status.yaml")
      assert.deepStrictEqual(JSON.parse(outcome.text), outcome.document)
      const { operations } = yield* Contract.load(path)
      const asOne = yield* Contract.load(Contract.defaultPath())
      assert.deepStrictEqual(
        operations.map(({ method, path: at }) => `${method} ${at}`),
        asOne.operations.map(({ method, path: at }) => `${method} ${at}`)
      )
    }).pipe(Effect.scoped)
  )

  it.live("names the file that is broken, missing or a folder, and knows it all the same", () =>
    Effect.gen(function* () {
      const { path, status } = yield* inTwoFiles()
      writeFileSync(status, "type: [string\n")
      assert.match(yield* reasonOf(path), /status\.yaml: .* at line 2, column 1/)
      assert.include((yield* read(path)).files, status)
      writeFileSync(path, whole.replace(statusLines, "    ReferralStatus:\n      $ref: ./gone.yaml\n"))
      assert.match(yield* reasonOf(path), /it refers to .*gone\.yaml: there is no such file/)
      assert.sameMembers(
        [...(yield* read(path)).files].map((file) => basename(file)),
        [basename(path), "gone.yaml"]
      )
      writeFileSync(path, whole.replace(statusLines, "    ReferralStatus:\n      $ref: ./\n"))
      assert.match(yield* reasonOf(path), /it is a folder, not a file/)
    }).pipe(Effect.scoped)
  )
})

describe("a contract of one file", () => {
  it.live("is served as it was saved", () =>
    Effect.gen(function* () {
      const { text } = yield* Contract.load(Contract.defaultPath())
      assert.strictEqual(text, whole)
    })
  )

  it.live("may be saved in UTF-16 or with a byte order mark, as Windows' editors do", () =>
    Effect.gen(function* () {
      const path = yield* temporaryFile("contract.yaml")
      const marked = Buffer.from(`\uFEFF${whole}`, "utf16le")
      for (const bytes of [`\uFEFF${whole}`, marked, Buffer.from(marked).swap16()]) {
        writeFileSync(path, bytes)
        assert.strictEqual((yield* Contract.load(path)).text, whole)
      }
    }).pipe(Effect.scoped)
  )

  it.live("that is none says what it is", () =>
    Effect.gen(function* () {
      const path = yield* temporaryFile("contract.yaml")
      assert.strictEqual(yield* reasonOf(path), "there is no such file")
      assert.strictEqual(yield* reasonOf(dirname(path)), "it is a folder, not a file")
      writeFileSync(path, " \n")
      assert.strictEqual(yield* reasonOf(path), "the file is empty")
      for (const text of ["just text", "- a list", "swager: 2"]) {
        writeFileSync(path, text)
        const error = yield* Effect.flip(Contract.load(path))
        assert.match(error.reason, /is it an OpenAPI document\?/)
      }
    }).pipe(Effect.scoped)
  )
})

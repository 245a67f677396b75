/**
 * The OpenAPI document that the mock answers from: where it is, and its operations as Prism's engine wants them.
 */
import * as Effect from "effect/Effect"
import { existsSync, statSync } from "node:fs"
import { fileURLToPath } from "node:url"
import prismHttp from "@stoplight/prism-http"
import * as SchemaCheck from "./SchemaCheck.ts"
import { ContractError } from "./StartError.ts"

export type Operations = Awaited<ReturnType<typeof prismHttp.getHttpOperationsFromSpec>>

export interface Contract {
  readonly path: string
  readonly operations: Operations
}

/** The contract that ships with the package, or the repository's own when the mock runs from its sources. */
export const defaultPath = (): string => {
  const shipped = fileURLToPath(new URL("openapi.yaml", import.meta.url))
  return existsSync(shipped) ? shipped : fileURLToPath(new URL("../../openapi.yaml", import.meta.url))
}

/** Prism's parser says the path, once or twice, and ends on a colon; what is left is the line and the reason. */
const reasonOf = (error: unknown, path: string): string => {
  const message = error instanceof Error ? error.message : String(error)
  const known: Record<string, string> = {
    "Unsupported document format": "it has no `openapi` field: is it an OpenAPI document?",
    [`"${path}" is not a valid JSON Schema`]: "the file is empty"
  }
  return (known[message] ?? message)
    .replaceAll(`Error parsing ${path}: `, "")
    .replace(/^Error opening file .*\n/, "")
    .replace(/:\s*$/, "")
}

/** The shipped contract as it was read last, and its file's stamp: a suite that starts many servers reads it once. */
let remembered: { readonly stamp: string; readonly contract: Contract } | undefined

const stampOf = (path: string): string | undefined => {
  if (path !== defaultPath()) return undefined
  const file = statSync(path, { throwIfNoEntry: false })
  return file === undefined ? undefined : `${file.mtimeMs} ${file.size}`
}

/**
 * Reads a contract and everything it refers to.
 *
 * @returns the operations, at least one; else {@link ContractError} with the line (of a syntax error), the JSON pointer
 *   (of a reference into nothing) or the place in the operation (of a schema that is none) and the reason
 */
export const load = Effect.fn("Contract.load")(function* (path: string): Effect.fn.Return<Contract, ContractError> {
  const stamp = stampOf(path)
  if (stamp !== undefined && remembered?.stamp === stamp) return remembered.contract
  if (!existsSync(path)) return yield* new ContractError({ path, reason: "there is no such file" })
  const operations = yield* Effect.tryPromise({
    try: () => prismHttp.getHttpOperationsFromSpec(path),
    catch: (error) => new ContractError({ path, reason: reasonOf(error, path) })
  })
  if (operations.length === 0) return yield* new ContractError({ path, reason: "it describes no operation" })
  const unreadable = SchemaCheck.firstUnreadable(operations)
  if (unreadable !== undefined) {
    const reason = `${unreadable} has a schema that nothing can be checked against: a misspelt type, or a pattern that is none?`
    return yield* new ContractError({ path, reason })
  }
  const contract = { path, operations }
  if (stamp !== undefined) remembered = { stamp, contract }
  return contract
})

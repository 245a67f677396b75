/**
 * The OpenAPI document that the mock answers from: where it is, and its operations as Prism's engine wants them.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { existsSync, statSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as ContractFiles from "./ContractFiles.ts"
import { forgetSchemas, getHttpOperationsFromSpec } from "./PrismEngine.ts"
import * as SchemaCheck from "./SchemaCheck.ts"
import * as ServerPaths from "./ServerPaths.ts"
import { ContractError } from "./StartError.ts"

export type Operations = Awaited<ReturnType<typeof getHttpOperationsFromSpec>>

export interface Contract extends ContractFiles.Documents {
  readonly path: string
  readonly operations: Operations
  /** The paths of its servers, each of which the operations' paths may follow: `/base`. */
  readonly serverPaths: ReadonlyArray<string>
}

/** A contract, or why it cannot be used, and every file that has a say in that. */
export interface Reading {
  readonly files: ReadonlyArray<string>
  readonly contract: Result.Result<Contract, ContractError>
}

/** The contract that ships with the package, or the repository's own when the mock runs from its sources. */
export const defaultPath = (): string => {
  const shipped = fileURLToPath(new URL("openapi.yaml", import.meta.url))
  return existsSync(shipped) ? shipped : fileURLToPath(new URL("../../openapi.yaml", import.meta.url))
}

const isOpenApi = (document: object): boolean => "openapi" in document || "swagger" in document

/** @returns the operations, at least one, or why there are none that can be used */
const operationsOf = async (document: object): Promise<Result.Result<Operations, string>> => {
  if (!isOpenApi(document)) return Result.fail(ContractFiles.notOpenApi)
  forgetSchemas()
  // Prism writes into what it is given.
  const operations = await getHttpOperationsFromSpec(structuredClone(document))
  if (operations.length === 0) return Result.fail("it describes no operation")
  const unreadable = SchemaCheck.firstUnreadable(operations)
  return unreadable === undefined
    ? Result.succeed(operations)
    : Result.fail(
        `${unreadable} has a schema that nothing can be checked against: a misspelt type, or a pattern that is none?`
      )
}

const readNow = async (path: string): Promise<Reading> => {
  const { files, outcome } = await ContractFiles.read(path)
  const unusable = (reason: string): Reading => ({
    files,
    contract: Result.fail(new ContractError({ path, reason }))
  })
  if ("reason" in outcome) return unusable(outcome.reason)
  try {
    const operations = await operationsOf(outcome.document)
    const serverPaths = ServerPaths.of(outcome.document)
    return {
      files,
      contract: Result.mapBoth(operations, {
        onSuccess: (some) => ({ ...outcome, path, operations: some, serverPaths }),
        onFailure: (reason) => new ContractError({ path, reason })
      })
    }
  } catch (error) {
    return unusable(error instanceof Error ? error.message : String(error))
  }
}

/** The shipped contract as it was read last, and its file's stamp: a suite that starts many servers reads it once. */
let remembered: { readonly stamp: string; readonly reading: Reading } | undefined

const stampOf = (path: string): string | undefined => {
  if (path !== defaultPath()) return undefined
  const file = statSync(path, { throwIfNoEntry: false })
  return file === undefined ? undefined : `${file.mtimeMs} ${file.size}`
}

/**
 * Reads a contract and everything it refers to.
 *
 * @returns the contract, or {@link ContractError} with the line (of a syntax error), the JSON pointer (of a reference
 *   into nothing) or the place in the operation (of a schema that is none) and the reason; and the files in either case
 */
export const read = Effect.fn("Contract.read")(function* (path: string): Effect.fn.Return<Reading> {
  const stamp = stampOf(path)
  if (stamp !== undefined && remembered?.stamp === stamp) return remembered.reading
  const reading = yield* Effect.promise(() => readNow(path))
  if (stamp !== undefined && reading.files.length === 1) remembered = { stamp, reading }
  return reading
})

/** The contract alone. */
export const load = (path: string): Effect.Effect<Contract, ContractError> =>
  Effect.flatMap(read(path), ({ contract }) => Effect.fromResult(contract))

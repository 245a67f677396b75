/**
 * The file of accounts, YAML or JSON: what is wrong in it is told by line, and no value of it is repeated.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { dirname, resolve } from "node:path"
import { type Document, isNode, LineCounter, parseDocument, visit } from "yaml"
import { Account, credentialProblem } from "./Account.ts"

/** The file cannot be used. */
export class AccountsFileError extends Schema.TaggedError<AccountsFileError>()("AccountsFileError", {
  path: Schema.String,
  /** What is wrong, each with its line where there is one. */
  problems: Schema.Array(
    Schema.Struct({ line: Schema.optionalKey(Schema.Int), field: Schema.String, detail: Schema.String })
  )
}) {
  override get message() {
    return this.problems
      .map(({ detail, field, line }) => {
        const place = line === undefined ? this.path : `${this.path}:${line}`
        return `${place}: ${field === "" ? "" : `${field}: `}${detail}`
      })
      .join("\n")
  }
}

type Problem = AccountsFileError["problems"][number]

const File = Schema.Struct({ accounts: Schema.Array(Account) })

const decode = Schema.decodeUnknownResult(File, { errors: "all", onExcessProperty: "error" })

const issues = SchemaIssue.makeFormatterStandardSchemaV1()

/** What people write who put the credential itself there. */
const secrets = new Set(["apiKey", "key", "token", "accessToken", "clientId", "clientSecret", "secret", "password"])

type Path = ReadonlyArray<string | number>

const fieldOf = (path: Path): string =>
  path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("")

/** The line of a field, or of the nearest thing around it. */
const lineOf = (document: Document, counter: LineCounter, path: Path): number | undefined => {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return counter.linePos(node.range[0]).line
  }
  return undefined
}

const toPath = (path: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined): Path =>
  (path ?? []).map((part) => {
    const key = typeof part === "object" ? part.key : part
    return typeof key === "number" ? key : String(key)
  })

const schemaProblems = (error: Schema.SchemaError): ReadonlyArray<{ readonly path: Path; readonly detail: string }> =>
  issues(error.issue).issues.map(({ message, path }) => {
    const at = toPath(path)
    const last = at.at(-1)
    return secrets.has(String(last))
      ? {
          path: at,
          detail: "never write a credential into this file: name its variable by apiKeyEnv or its file by apiKeyFile"
        }
      : { path: at, detail: message }
  })

const ownProblems = (
  accounts: ReadonlyArray<Account>
): ReadonlyArray<{ readonly path: Path; readonly detail: string }> => {
  const first = new Map<string, number>()
  return accounts.flatMap((account, index) => {
    const credential = credentialProblem(account)
    const before = first.get(account.name)
    if (before === undefined) first.set(account.name, index)
    return [
      ...(credential === undefined ? [] : [{ path: ["accounts", index], detail: credential }]),
      ...(before === undefined
        ? []
        : [{ path: ["accounts", index, "name"], detail: `is the name of accounts[${before}] already` }])
    ]
  })
}

/** What the parser cannot read, tags that it does not know included. Its own messages may quote the text. */
const unreadable = (document: Document, counter: LineCounter): ReadonlyArray<Problem> => {
  const problem = (position: number, detail: string): Problem => ({
    line: counter.linePos(position).line,
    field: "",
    detail: `this is no YAML: ${detail}`
  })
  const found = [...document.errors, ...document.warnings].map(({ code, pos }) =>
    problem(pos[0], code.toLowerCase().replaceAll("_", " "))
  )
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) found.push(problem(alias.range?.[0] ?? 0, "alias without an anchor"))
    }
  })
  return found
}

/** Reads the accounts from text. */
export const parse = (text: string, path: string): Result.Result<ReadonlyArray<Account>, AccountsFileError> => {
  const counter = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: true,
    stringKeys: true
  })
  const refuse = (problems: ReadonlyArray<Problem>) => Result.fail(new AccountsFileError({ path, problems }))
  const unread = unreadable(document, counter)
  if (unread.length > 0) return refuse(unread)
  const placed = (found: ReadonlyArray<{ readonly path: Path; readonly detail: string }>) =>
    refuse(
      found.map(({ detail, path: at }) => {
        const line = lineOf(document, counter, at)
        return { field: fieldOf(at), detail, ...(line === undefined ? {} : { line }) }
      })
    )
  // The parser refuses aliases that make a large value of a small file.
  const value = Result.try((): unknown => document.toJS())
  if (Result.isFailure(value))
    return refuse([{ field: "", detail: "its aliases repeat too much: write it without them" }])
  const decoded = decode(value.success)
  if (Result.isFailure(decoded)) return placed(schemaProblems(decoded.failure))
  const { accounts } = decoded.success
  const problems = ownProblems(accounts)
  if (problems.length > 0) return placed(problems)
  return Result.succeed(
    accounts.map((account) =>
      account.apiKeyFile === undefined
        ? account
        : Object.assign({}, account, { apiKeyFile: resolve(dirname(path), account.apiKeyFile) })
    )
  )
}

/** Reads the accounts of a file; a relative `apiKeyFile` is looked for beside it. */
export const read = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<ReadonlyArray<Account>, AccountsFileError, FileSystem.FileSystem> {
  const files = yield* FileSystem.FileSystem
  const text = yield* Effect.mapError(
    files.readFileString(path),
    (error) =>
      new AccountsFileError({ path, problems: [{ field: "", detail: `cannot be read: ${error.reason._tag}` }] })
  )
  return yield* Effect.fromResult(parse(text, path))
})

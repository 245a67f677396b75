/**
 * A `SqlClient` over Node's own SQLite, in the shape of the library's `@effect/sql-sqlite-node`.
 *
 * One connection, used by one fiber at a time. A transaction takes the write lock when it begins, so that two processes
 * on one file wait for each other instead of failing on their way. Another process is waited for up to five seconds.
 */
import * as Cache from "effect/Cache"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as Reactivity from "effect/reactivity/Reactivity"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Client from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import { classifySqliteError, SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import * as Stream from "effect/Stream"
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite"

/** Which file, and how. */
export interface Options {
  /** Path of the file, made when it is missing; `:memory:` is gone with the client. */
  readonly filename: string
}

/** How long another process that writes is waited for, in milliseconds. */
const busyTimeout = 5000

// The library's classification looks for `errno`; Node calls it `errcode`.
const withErrno = (cause: unknown): unknown =>
  Predicate.isObject(cause) && Predicate.isNumber(cause["errcode"])
    ? Object.assign(cause, { errno: cause["errcode"] })
    : cause

const failure = (cause: unknown, operation: string) => {
  const message = cause instanceof Error ? cause.message : `SQLite failed to ${operation}`
  return new SqlError({ reason: classifySqliteError(withErrno(cause), { message, operation }) })
}

const attempt = <A>(operation: string, run: () => A): Effect.Effect<A, SqlError> =>
  Effect.try({ try: run, catch: (cause) => failure(cause, operation) })

const toInput = (value: unknown): SQLInputValue => {
  if (value === undefined || value === null) return null
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") return value
  if (typeof value === "boolean") return value ? 1 : 0
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return value
  throw new TypeError(`SQLite takes no ${typeof value} as a value`)
}

const connect = Effect.fnUntraced(function* ({
  filename
}: Options): Effect.fn.Return<
  { readonly connection: Connection; readonly inTransaction: () => boolean },
  SqlError,
  Scope.Scope
> {
  const database = yield* Effect.acquireRelease(
    attempt("open", () => {
      const opened = new DatabaseSync(filename, { timeout: busyTimeout })
      opened.exec("pragma journal_mode = wal")
      return opened
    }),
    (opened) => Effect.sync(() => opened.close())
  )
  const prepare = (sql: string) => attempt("prepare", () => database.prepare(sql))
  const prepared = yield* Cache.make({ capacity: 200, lookup: prepare })

  const rows = (params: ReadonlyArray<unknown>) => (statement: StatementSync) =>
    Effect.contextWith((context: Context.Context<never>) =>
      attempt("execute", () => {
        statement.setReadBigInts(Context.get(context, Client.SafeIntegers))
        return statement.all(...params.map(toInput))
      })
    )
  const values = (params: ReadonlyArray<unknown>) => (statement: StatementSync) =>
    Effect.map(
      Effect.andThen(
        Effect.sync(() => statement.setReturnArrays(true)),
        rows(params)(statement)
      ),
      (found): ReadonlyArray<ReadonlyArray<unknown>> => found.map((row) => Object.values(row))
    )
  const run = (sql: string, params: ReadonlyArray<unknown>) => Effect.flatMap(Cache.get(prepared, sql), rows(params))

  const connection: Connection = {
    execute: (sql, params, transform) =>
      transform === undefined ? run(sql, params) : Effect.map(run(sql, params), transform),
    executeRaw: (sql, params) =>
      Effect.flatMap(Cache.get(prepared, sql), (statement) =>
        attempt("execute", () => statement.run(...params.map(toInput)))
      ),
    executeValues: (sql, params) => Effect.flatMap(prepare(sql), values(params)),
    executeValuesUnprepared: (sql, params) => Effect.flatMap(prepare(sql), values(params)),
    executeUnprepared: (sql, params, transform) => {
      const found = Effect.flatMap(prepare(sql), rows(params))
      return transform === undefined ? found : Effect.map(found, transform)
    },
    executeStream: (sql, params, transform) => {
      const found = run(sql, params)
      return Stream.fromIterableEffect(transform === undefined ? found : Effect.map(found, transform))
    }
  }
  return { connection, inTransaction: () => database.isTransaction }
})

/** Opens the file in the current scope. */
export const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<Client.SqlClient, SqlError, Scope.Scope | Reactivity.Reactivity> {
  const { connection, inTransaction } = yield* connect(options)
  const acquirers = Client.makeSqliteAcquirers({
    connection: Effect.succeed(connection),
    semaphore: yield* Semaphore.make(1),
    isTransaction: inTransaction
  })
  return yield* Client.make({
    ...acquirers,
    compiler: Statement.makeCompilerSqlite(),
    driver: "sqlite-node",
    beginTransaction: "begin immediate",
    prepareTransactionControls: true,
    spanAttributes: [["db.system.name", "sqlite"]]
  })
})

/** The client for as long as the layer lives. */
export const layer = (options: Options): Layer.Layer<Client.SqlClient, SqlError> =>
  Layer.provide(Layer.effect(Client.SqlClient, make(options)), Reactivity.layer)

/**
 * SQL over a file that was written, by somebody who has nothing to do with who wrote it.
 */
import { DuckDBInstance } from "@duckdb/node-api"
import * as Effect from "effect/Effect"

/** The rows of a query, as JSON has them: counts as text, since they are 64 bits. */
export const query = (sql: string) =>
  Effect.promise(async () => {
    const instance = await DuckDBInstance.create()
    const connection = await instance.connect()
    try {
      return (await connection.runAndReadAll(sql)).getRowObjectsJson()
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  })

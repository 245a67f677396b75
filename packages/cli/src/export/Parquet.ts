/**
 * Parquet: six columns, row group by row group, so that memory does not grow with the list.
 */
import type { Referral } from "@effect-piggy/core"
import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from "hyparquet-writer"
import * as Failure from "../Failure.ts"
import { cells, columns, type Encoder } from "./Encoder.ts"

/** Rows of a row group. */
const groupSize = 20_000

/** How ids are stored: as Parquet's UUID, which takes 16 bytes and nothing but UUIDs, or as text. */
export type Ids = "uuid" | "text"

// In lower case, as they come back: any other spelling would be lost.
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const isId = (column: string): boolean => column.endsWith("uuid")

const columnsOf = (rows: ReadonlyArray<Referral.Referral>, ids: Ids): Array<ColumnSource> => {
  const all = rows.map(cells)
  return columns.map((name) => ({
    name,
    data: all.map((row) => row[name]),
    type: isId(name) && ids === "uuid" ? "UUID" : "STRING",
    nullable: name.endsWith("email")
  }))
}

const refuse = (rows: ReadonlyArray<Referral.Referral>): void => {
  const found = rows.findIndex((row) =>
    [row.uuid, row.referring_contact.uuid, row.referred_contact.uuid].some((id) => !uuid.test(id))
  )
  if (found === -1) return
  throw Failure.other(
    "an id of the list is no UUID in lower case, which Parquet's UUID cannot hold: export with --ids text"
  )
}

/** A file of its own. Throws a `Failure` where an id is no UUID. */
export const parquet = (ids: Ids): Encoder => {
  const bytes = new ByteWriter()
  const schema = schemaFromColumnData({ columnData: columnsOf([], ids) })
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: "effect-piggy" })
  const gathered: Array<Referral.Referral> = []

  // What was written so far, out of the writer's own memory.
  const take = (): Uint8Array => {
    const taken = bytes.getBytes().slice()
    bytes.index = 0
    return taken
  }

  const writeGroup = (): void => {
    const columnData = columnsOf(gathered, ids)
    void writer.write({ columnData, rowGroupSize: groupSize })
    gathered.length = 0
  }

  return {
    rows: (rows) => {
      if (ids === "uuid") refuse(rows)
      gathered.push(...rows)
      if (gathered.length >= groupSize) writeGroup()
      return take()
    },
    end: () => {
      if (gathered.length > 0) writeGroup()
      void writer.finish()
      return take()
    }
  }
}

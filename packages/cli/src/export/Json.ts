/**
 * JSON: an array with a row on each line, or a row on each line and nothing else.
 */
import type { Encoder } from "./Encoder.ts"

const text = (value: string): Uint8Array => Buffer.from(value)

/** One JSON object a line. */
export const ndjson: Encoder = {
  rows: (rows) => text(rows.map((row) => `${JSON.stringify(row)}\n`).join("")),
  end: () => text("")
}

/** A JSON array. */
export const json: Encoder = {
  rows: (rows, before) => {
    if (rows.length === 0) return text("")
    return text(`${before === 0 ? "[\n" : ",\n"}${rows.map((row) => JSON.stringify(row)).join(",\n")}`)
  },
  end: (count) => text(count === 0 ? "[]\n" : "\n]\n")
}

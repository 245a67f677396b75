/**
 * CSV by RFC 4180: a header, CRLF, quotes where they are needed. An email that is not known is an empty field.
 */
import { type Options, stringify } from "csv-stringify/sync"
import { cells, columns, type Encoder } from "./Encoder.ts"

/** @param escapeFormulas puts a `'` before what a spreadsheet would run: `=`, `+`, `-`, `@`, a tab, a line break */
export const csv = (escapeFormulas: boolean): Encoder => {
  const options: Options = {
    columns,
    record_delimiter: "windows",
    quote_record_delimiter: true,
    escape_formulas: escapeFormulas
  }
  const header = () => stringify([], { ...options, header: true })
  return {
    rows: (rows, before) =>
      Buffer.from(rows.length === 0 ? "" : stringify(rows.map(cells), { ...options, header: before === 0 })),
    end: (count) => Buffer.from(count === 0 ? header() : "")
  }
}

/**
 * Text as editors save it: UTF-8, or UTF-16 with the mark that Windows' tools put in front.
 */
import { readFileSync } from "node:fs"

const encodingOf = ([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" => {
  if (first === 0xff && second === 0xfe) return "utf-16le"
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8"
}

/** The text of a file, without a byte order mark. */
export const decode = (bytes: Uint8Array): string => new TextDecoder(encodingOf(bytes)).decode(bytes)

/** Reads a file now. @throws as `readFileSync` does */
export const read = (path: string): string => decode(readFileSync(path))

/**
 * Text as editors save it: UTF-8, or UTF-16 with the mark that Windows' tools put in front.
 */
import { readFileSync } from "node:fs"

const encodingOf = ([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" => {
  if (first === 0xff && second === 0xfe) return "utf-16le"
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8"
}

/** Where a text stops being UTF-8, by line. */
const lineOfNonsense = (bytes: Uint8Array): number => {
  const lenient = new TextDecoder().decode(bytes)
  return lenient.slice(0, lenient.indexOf("\uFFFD")).split("\n").length
}

/** The text of a file, without a byte order mark. @throws an error that names the encoding of one that cannot be read */
export const decode = (bytes: Uint8Array): string => {
  const encoding = encodingOf(bytes)
  let text: string
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new Error(
      encoding === "utf-8"
        ? `it is not UTF-8: line ${lineOfNonsense(bytes)} has bytes that are no character; save it as UTF-8`
        : `it begins like ${encoding.toUpperCase()}, and is not; save it as UTF-8`
    )
  }
  if (text.includes("\0")) {
    throw new Error("it has NUL characters, as UTF-16 without a byte order mark has; save it as UTF-8")
  }
  return text
}

/** Reads a file now. @throws as `readFileSync` does */
export const read = (path: string): string => decode(readFileSync(path))

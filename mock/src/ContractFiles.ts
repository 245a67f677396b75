/**
 * Reads a contract off the disk: one document, made of the file that was named and every file that it refers to.
 */
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { RefParser } from "./PrismEngine.ts"
import { unreadable } from "./StartError.ts"
import * as TextFile from "./TextFile.ts"

export interface Documents {
  /** The contract in one piece: no `$ref` leads out of it. */
  readonly document: object
  /** The same as text: the file as it was saved if it is the only one, else JSON, which YAML contains. */
  readonly text: string
}

export interface Reading {
  /** Every file that was read or looked for, also if the contract cannot be used. */
  readonly files: ReadonlyArray<string>
  readonly outcome: Documents | { readonly reason: string }
}

const fileOf = (url: string): string => (url.startsWith("file:") ? fileURLToPath(url) : decodeURIComponent(url))

/** What is said of a file that parses and is something else. */
export const notOpenApi = "it has no `openapi` field: is it an OpenAPI document?"

/** The parser names a file twice over, and the one that the caller named as well. */
const reasonOf = (error: unknown, path: string): string =>
  (error instanceof Error ? error.message : String(error))
    .replace(/^.* is not a valid JSON Schema$/, notOpenApi)
    .replace(/^(?:Error parsing ([^\n]+?): )+/, (_, url: string) => (fileOf(url) === path ? "" : `${fileOf(url)}: `))
    .replace(/:\s*$/, "")

/** Reads the file at an absolute path, and what it refers to. */
export const read = async (path: string): Promise<Reading> => {
  const texts = new Map<string, string>()
  const sought = new Set([path])
  let unread: string | undefined
  const open = async ({ url }: { readonly url: string }): Promise<string> => {
    const file = fileOf(url)
    sought.add(file)
    try {
      const text = TextFile.decode(await readFile(file))
      texts.set(file, text)
      return text
    } catch (error) {
      unread ??= file === path ? unreadable(error) : `it refers to ${file}: ${unreadable(error)}`
      throw error
    }
  }
  const files = { order: 1, canRead: ({ url }: { readonly url: string }) => !/^https?:/.test(url), read: open }
  try {
    const parser = new RefParser()
    const document = await parser.bundle(path, { resolve: { file: files } })
    const text = parser.$refs.paths().length > 1 ? JSON.stringify(document, null, 2) : texts.get(path)
    return { files: [...sought], outcome: { document, text: text ?? "" } }
  } catch (error) {
    const isEmpty = unread === undefined && texts.get(path)?.trim() === ""
    return {
      files: [...sought],
      outcome: { reason: isEmpty ? "the file is empty" : (unread ?? reasonOf(error, path)) }
    }
  }
}

/**
 * HTML by template: what is put in is text, unless it is HTML already.
 */

/** HTML that can stand as it is. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Html | ReadonlyArray<Html>

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (found) => escapes[found] ?? found)

const textOf = (part: Part): string => {
  if (part instanceof Html) return part.text
  if (typeof part === "object") return part.map(({ text }) => text).join("")
  return escape(String(part))
}

/** A piece of a page. */
export const markup = (pieces: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Html =>
  new Html(pieces.map((piece, index) => piece + (index < parts.length ? textOf(parts[index] ?? "") : "")).join(""))

/** Nothing. */
export const nothing = new Html("")

/**
 * JSON laid out for reading, also where it breaks off: nothing is parsed, so nothing is lost.
 */

const step = "  "

/** @returns the text as it came if it does not begin as JSON does */
export const layout = (text: string): string => {
  if (!/^\s*[[{]/.test(text)) return text
  let out = ""
  let depth = 0
  let inString = false
  for (let position = 0; position < text.length; position++) {
    const character = text[position] ?? ""
    if (inString) {
      out += character
      if (character === "\\") out += text[++position] ?? ""
      else if (character === '"') inString = false
      continue
    }
    if (/\s/.test(character)) continue
    const next = text.slice(position + 1).match(/^\s*(\S)/)?.[1]
    const line = (by: number): string => {
      depth += by
      return `\n${step.repeat(Math.max(0, depth))}`
    }
    if (character === '"') {
      inString = true
      out += character
    } else if (character === "{" || character === "[") {
      const isEmpty = next === (character === "{" ? "}" : "]")
      out += character
      if (isEmpty) depth++
      else out += line(1)
    } else if (character === "}" || character === "]") {
      if (/[[{]$/.test(out)) depth--
      else out += line(-1)
      out += character
    } else if (character === ",") out += character + line(0)
    else if (character === ":") out += ": "
    else out += character
  }
  return out
}

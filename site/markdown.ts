/**
 * Markdown as a repository host shows it, for the site: relative links, anchors, and tables that can be read by ear.
 */
import type { MarkdownRenderer } from "vitepress"
import { addressOf, pathOf } from "./repository.ts"

/** The anchor of a heading, as repository hosts make it. */
export const slugify = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-")

const isRelative = (link: string): boolean => !/^(?:[a-z]+:|\/|#)/i.test(link)

type Token = Parameters<Parameters<MarkdownRenderer["core"]["ruler"]["push"]>[1]>[0]["tokens"][number]

/** Leads a link to the page of the site; a link to a file that is not there ends the build. */
const lead = (token: Token, from: string): void => {
  const link = token.attrGet("href")
  if (link === null || !isRelative(link)) return
  const address = addressOf(from, link)
  if (address === undefined) throw new Error(`${from}: the link ${link} leads nowhere`)
  token.attrSet("href", address)
}

/** A heading cell without text is no heading. */
const plainCell = (tokens: ReadonlyArray<Token>, index: number): void => {
  const [open, text, close] = tokens.slice(index, index + 3)
  if (open?.type !== "th_open" || text?.content !== "" || close === undefined) return
  open.tag = "td"
  close.tag = "td"
}

export const extend = (md: MarkdownRenderer): void => {
  md.core.ruler.push("repository", (state) => {
    const { path, realPath }: { readonly path?: string; readonly realPath?: string } = state.env
    const file = realPath ?? path
    // A heading that is read for the page's title.
    if (file === undefined) return
    const from = pathOf(file)
    for (const [index, token] of state.tokens.entries()) {
      plainCell(state.tokens, index)
      for (const child of token.children ?? []) if (child.type === "link_open") lead(child, from)
    }
  })
  // A table that is wider than the window scrolls by itself, by keyboard too.
  md.renderer.rules["table_open"] = () => '<div class="table" tabindex="0"><table tabindex="-1">\n'
  md.renderer.rules["table_close"] = () => "</table></div>\n"
}

/** What of a renderer the search needs. */
interface TextRenderer {
  readonly options: { highlight?: ((...args: never) => string) | null | undefined }
  readonly render: (source: string, env: object) => string
}

/** A page for the search: its words need no colors, and colors take most of the time. */
export const textOf = (source: string, env: object, md: TextRenderer): string => {
  if (/^---\n[^]*?^search: false$[^]*?^---$/m.test(source)) return ""
  md.options.highlight = null
  return md.render(source, env)
}

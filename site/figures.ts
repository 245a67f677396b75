/**
 * The figures of the first page, as the README has them.
 */

/** What the README calls them, and what the first page does. */
const chosen = [
  [
    "20,000 referrals, 50 ms a page: times as fast as the fastest of five sequential clients",
    "times as fast as the fastest of five sequential clients, 20,000 referrals at 50 ms a page"
  ],
  ["referrals streamed under `--max-old-space-size=64`", "referrals streamed under `--max-old-space-size=64`"],
  ["a list of one page: its time against one round trip", "times one round trip for a list of one page"]
] as const

/** A table of three figures. Fails if the README has one of them no more. */
export const toMarkdown = (readme: string): string => {
  const rows = chosen.map(([name, text]) => {
    const cells = readme
      .split("\n")
      .find((line) => line.startsWith(`| ${name} |`))
      ?.split("|")
      .map((cell) => cell.trim())
    const [, , measured, should] = cells ?? []
    if (measured === undefined) throw new Error(`README.md has no figure "${name}": change site/figures.ts`)
    return `| **${Number(measured).toLocaleString("en")}** | ${should ?? ""} | ${text} | \`pnpm bench\` |`
  })
  return ["| measured | should be | what | command |", "| --: | --- | --- | --- |", ...rows, ""].join("\n")
}

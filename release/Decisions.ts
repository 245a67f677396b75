/**
 * The decisions: one style of headings, and an index made from them.
 */
export interface Decision {
  /** `0011-mock-embeds-prism.md` */
  readonly file: string
  readonly text: string
}

const heading = /^# (?:\d+[.:] )?(.)(.*)$/m

const numberOf = ({ file }: Decision): string => file.slice(0, 4)

const titleOf = ({ file, text }: Decision): string => {
  const found = heading.exec(text)
  if (found === null) throw new Error(`docs/decisions/${file} has no heading`)
  return `${found[1]?.toUpperCase()}${found[2]}`
}

/** A decision whose heading is `# 0011: The mock embeds Prism's engine`. */
export const inStyle = (decision: Decision): Decision => ({
  file: decision.file,
  text: decision.text.replace(heading, () => `# ${numberOf(decision)}: ${titleOf(decision)}`)
})

/** The page that lists them. */
export const index = (decisions: ReadonlyArray<Decision>): string => {
  const rows = decisions.map((decision) => `| [${numberOf(decision)}](${decision.file}) | ${titleOf(decision)} |`)
  return `# Decisions

Why things are as they are, where that is not obvious: half a page each. \`npx -y pnpm@12.21.0 docs:decisions\` writes this list.
A new one takes the next free number; numbers that are missing were never given.

| | |
| --- | --- |
${rows.join("\n")}
`
}

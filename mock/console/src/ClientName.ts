/**
 * A client's name for a person: what it calls itself, shortened, and enough of its digest to tell two alike apart.
 *
 * Journal and walks name it alike.
 */

interface Client {
  readonly client: string
  readonly userAgent?: string | undefined
}

const browsers = [
  ["Edge", /\bEdg\/(\d+)/],
  ["Opera", /\bOPR\/(\d+)/],
  ["Firefox", /\bFirefox\/(\d+)/],
  ["Chrome", /\b(?:Headless)?Chrome\/(\d+)/],
  ["Safari", /\bVersion\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari\//]
] as const

/** `Chrome 143`, `axios 1.7.2`, `node`; empty if it does not say. */
export const program = (userAgent: string): string => {
  for (const [name, pattern] of browsers) {
    const version = pattern.exec(userAgent)?.[1]
    if (version !== undefined) return `${name} ${version}`
  }
  const [product = ""] = userAgent.trim().split(" ", 1)
  return product.replace("/", " ").slice(0, 32)
}

/** Digits of the digest that stand behind a name. */
const digits = 4

export const nameOf = ({ client, userAgent = "" }: Client): string => {
  const name = program(userAgent)
  return name === "" ? client : `${name} · ${client.slice(0, digits)}`
}

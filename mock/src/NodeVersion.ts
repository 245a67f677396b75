/**
 * Which Node the mock needs. Prism's engine sets the minimum; an older one would fail in the middle of loading it.
 *
 * Imports nothing, and is written so that Nodes far too old can still run it.
 */

/** As `engines.node` of `@stoplight/prism-http` says it. */
export const minimum = "24.18.0"

const isOlder = (version: string, than: string): boolean => {
  const wanted = than.split(".").map(Number)
  const has = version.split(".").map(Number)
  for (let part = 0; part < wanted.length; part++) {
    const difference = (has[part] ?? 0) - (wanted[part] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** What to tell somebody whose Node is too old, and what brings a newer one; `undefined` if it will do. */
export const complaint = (version: string): string | undefined =>
  isOlder(version, minimum)
    ? `piggy-mock needs Node ${minimum} or later, and this is ${version}. One command brings it:\n\n` +
      `  npx -p node@24 -p @effect-piggy/mock piggy-mock\n\n`
    : undefined

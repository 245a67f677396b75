/**
 * Which Node the mock needs: the first that loads all of it. An older one hangs, or fails in the middle.
 *
 * Imports nothing, and is written so that Nodes far too old can still run it.
 */

/** As `engines.node` of the package says it. */
export const minimum = "22.19.0"

const isOlder = (version: string, than: string): boolean => {
  const wanted = than.split(".").map(Number)
  const has = version.split(".").map(Number)
  for (let part = 0; part < wanted.length; part++) {
    const difference = (has[part] ?? 0) - (wanted[part] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

const needs = (version: string): string => `@effect-piggy/mock needs Node ${minimum} or later, and this is ${version}.`

/** What the command tells somebody whose Node is too old, and what brings a newer one; `undefined` if it will do. */
export const complaint = (version: string): string | undefined =>
  isOlder(version, minimum)
    ? `${needs(version)} One command brings it:\n\n  npx -p node@24 -p @effect-piggy/mock piggy-mock\n\n`
    : undefined

/** The same, for a program that loads the library. */
export const libraryComplaint = (version: string): string | undefined =>
  isOlder(version, minimum)
    ? `${needs(version)} \`npm install --save-dev node@24\` brings it to the scripts of this project.`
    : undefined

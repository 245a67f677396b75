/**
 * A line a case, and one for all of them.
 */
import type { Judged } from "./run.ts"

/** What became of a case, on one line. */
export const line = ({ name, outcome }: Judged): string => {
  switch (outcome._tag) {
    case "Passed":
      return `ok        ${name}`
    case "Failed":
      return `FAILED    ${name}: ${outcome.detail}`
    case "Unshown":
      return `not shown ${name}: ${outcome.reason}`
    case "Excused":
      return `excused   ${name}: ${outcome.reason}`
  }
}

const count = (judged: ReadonlyArray<Judged>, tag: Judged["outcome"]["_tag"]): number =>
  judged.filter(({ outcome }) => outcome._tag === tag).length

/** How many of each. */
export const summary = (judged: ReadonlyArray<Judged>): string =>
  `${judged.length} cases: ${count(judged, "Passed")} ok, ${count(judged, "Failed")} failed, ` +
  `${count(judged, "Excused")} excused, ${count(judged, "Unshown")} not shown`

/** Whether no case failed. */
export const isClean = (judged: ReadonlyArray<Judged>): boolean => count(judged, "Failed") === 0

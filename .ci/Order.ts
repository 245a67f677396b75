/**
 * The order of the test files: those that take long begin first, so that no worker is left alone with one at the end.
 */
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Projects in their order: a project's files stay together, as they share what a worker has loaded; the last has many short ones. */
const projects = ["@effect-piggy/sync", "release", "@effect-piggy/client", "@effect-piggy/cli", "@effect-piggy/core"]

/** Files that take long, however short they are to read; the longest first. */
export const longest: ReadonlyArray<string> = [
  "packages/sync/test/faults.test.ts",
  "packages/sync/test/drain-killed.test.ts",
  "packages/cli/test/kills.test.ts",
  "packages/cli/test/sync.test.ts",
  "packages/core/test/examples.test.ts",
  "packages/core/test/limits.test.ts",
  "packages/core/test/guides.test.ts",
  "mock/test/playwright.test.ts",
  "mock/test/reload.test.ts",
  "mock/test/session-memory.test.ts",
  "mock/test/command.test.ts",
  "mock/test/console.test.ts",
  "mock/test/console-axe.test.ts"
]

/** The place of something in a list of what comes first; behind them all if it is not in it. */
const placeIn = (list: ReadonlyArray<string>, isIt: (one: string) => boolean): number => {
  const place = list.findIndex(isIt)
  return place === -1 ? list.length : place
}

const projectPlace = ({ project }: TestSpecification): number => placeIn(projects, (name) => name === project.name)
const filePlace = ({ moduleId }: TestSpecification): number => placeIn(longest, (path) => moduleId.endsWith(`/${path}`))

/** Vitest's own order, by the times of earlier runs or by size, stands for what this knows nothing of. */
export class Order extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the method of Vitest's own sequencer
    const usual = await super.sort(files)
    return usual.toSorted((a, b) => projectPlace(a) - projectPlace(b) || filePlace(a) - filePlace(b))
  }
}

/**
 * The command, for one that has it as a subcommand.
 */
// oxlint-disable-next-line import/no-unassigned-import -- it refuses an old Node, and has nothing to give
import "./requireNode.ts"

export { make } from "./Cli.ts"
export { find as findLaunchers } from "./Launcher.ts"

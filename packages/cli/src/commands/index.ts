/**
 * The subcommands, in the order of the help.
 */
import { command as demo } from "./demo.ts"
import { command as doctor } from "./doctor.ts"
import { command as exportAll } from "./export.ts"
import { command as insights } from "./insights.ts"
import { command as list } from "./list.ts"
import { command as mcp } from "./mcp.ts"
import { command as mock } from "./mock.ts"
import { command as sync } from "./sync.ts"
import { command as watch } from "./watch.ts"

/** @param args what was typed: a subcommand may load its own only where it is meant */
export const commands = async (args: ReadonlyArray<string>) =>
  [list, insights, exportAll, watch, sync, doctor, mcp, await mock(args), demo] as const

/**
 * The subcommands, in the order of the help.
 */
import { command as exportAll } from "./export.ts"
import { command as list } from "./list.ts"

export const commands = [list, exportAll] as const

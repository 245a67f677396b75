/**
 * Refuses a Node that is too old, before anything that cannot be loaded on it is run. The library imports this first.
 */
import { libraryComplaint } from "./NodeVersion.ts"

const unfit = libraryComplaint(process.versions.node)
if (unfit !== undefined) throw new Error(unfit)

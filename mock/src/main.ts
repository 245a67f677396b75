#!/usr/bin/env node
/**
 * Entry point of `piggy-mock`: makes sure that this Node can run the rest before it loads any of it.
 */
import { complaint } from "./NodeVersion.ts"

const unfit = complaint(process.versions.node)
if (unfit === undefined) {
  // Before anything else: who starts it may be gone a moment later.
  const launchers = (await import("./Launcher.ts")).find()
  // Prism is a megabyte of sources; from the second start on they are not compiled again.
  const { enableCompileCache } = await import("node:module")
  enableCompileCache()
  const { start } = await import("./start.ts")
  start(launchers)
} else {
  process.stderr.write(unfit)
  process.exitCode = 1
}

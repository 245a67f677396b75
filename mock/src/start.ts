/**
 * Runs the command as this process.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import * as Runtime from "effect/Runtime"
import { setFlagsFromString } from "node:v8"
import packageJson from "../package.json" with { type: "json" }
import { run } from "./Cli.ts"
import type { Process } from "./Launcher.ts"

// By default V8 lets the heap grow to more than twice of what is alive before it looks for garbage: that of a server with
// 10,000 sessions by 240 MB instead of 110. Another engine has no such flag.
if (!("bun" in process.versions)) setFlagsFromString("--heap-growing-percent=40")

// A reader may go away, as `head` does; a server goes on without being read.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined)

/** @param launchers the package managers that it ends with */
export const start = (launchers: ReadonlyArray<Process> = []): void =>
  NodeRuntime.runMain(run(packageJson.version, process.argv.slice(2), launchers), {
    // Ctrl-C is how a server ends, not how it fails.
    teardown: (exit, onExit) =>
      Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause) ? onExit(0) : Runtime.defaultTeardown(exit, onExit)
  })

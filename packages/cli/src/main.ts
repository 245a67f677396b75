#!/usr/bin/env node
/**
 * Entry point of `piggy`.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import packageJson from "../package.json" with { type: "json" }
import { run } from "./Cli.ts"
import { endWithReader } from "./Output.ts"
import * as Telling from "./Telling.ts"

const args = process.argv.slice(2)
endWithReader((message, exitCode) =>
  Telling.formatOf(args) === "json" ? Telling.asJson({ message, exitCode }) : `piggy: ${message}`
)
NodeRuntime.runMain(run(packageJson.version, args))

#!/usr/bin/env node
/**
 * Entry point of `piggy`.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import packageJson from "../package.json" with { type: "json" }
import { run } from "./Cli.ts"
import { endWithReader } from "./Output.ts"

endWithReader()
NodeRuntime.runMain(run(packageJson.version, process.argv.slice(2)))

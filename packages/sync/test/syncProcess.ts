/**
 * A runner as a process: `node syncProcess.ts OPTIONS`, options as JSON. It prints the sync's name when it takes part,
 * and how the sync ended.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Program } from "@effect-piggy/sync"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"

const options: Program.Options = JSON.parse(process.argv[2] ?? "{}")

Program.run(options, (run) => Console.log(`takes part in ${run}`)).pipe(
  Effect.flatMap((status) => Console.log(JSON.stringify(status))),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain
)

// What it cost, for the benchmark.
if (process.env["PIGGY_SYNC_USAGE"] !== undefined) {
  process.on("exit", () => {
    const { maxRSS, systemCPUTime, userCPUTime } = process.resourceUsage()
    process.stderr.write(
      `${JSON.stringify({ cpuMillis: (userCPUTime + systemCPUTime) / 1000, megabytes: maxRSS / 1024 })}\n`
    )
  })
}

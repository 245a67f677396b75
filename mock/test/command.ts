/**
 * Runs the command from its sources, as `pnpm mock` does.
 */
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

// The command keeps what is compiled by itself, and is measured as people start it.
const { NODE_COMPILE_CACHE: _, ...env } = process.env

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

/** A process of `piggy-mock` under flags of Node's own, killed with the scope if it still runs. */
export const startNode =
  (...nodeFlags: ReadonlyArray<string>) =>
  (...flags: ReadonlyArray<string>) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const child = spawn(process.execPath, [...nodeFlags, main, ...flags], { env })
        let output = ""
        let stderr = ""
        child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text))
        child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
        const closed = new Promise<number | null>((resolve) => child.on("close", resolve))
        return {
          child,
          signal: (signal: "SIGINT" | "SIGTERM") => child.kill(signal),
          /** The first match on stdout or stderr. */
          line: (pattern: RegExp) =>
            Effect.promise(
              () =>
                new Promise<string>((resolve, reject) => {
                  const look = () => {
                    const found = pattern.exec(output + stderr)
                    if (found !== null) resolve(found[0])
                  }
                  child.stdout.on("data", look)
                  child.stderr.on("data", look)
                  child.on("close", () => reject(new Error(`ended without printing ${pattern}: ${output}${stderr}`)))
                  look()
                })
            ),
          ended: Effect.promise(async () => ({ code: await closed, output, stderr }))
        }
      }),
      ({ child }) => Effect.sync(() => child.exitCode === null && child.kill("SIGKILL"))
    )

export const startCommand = startNode()

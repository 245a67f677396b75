/**
 * Starts the benchmarks' server in a process of its own.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

export const serve = async (referrals: number, latency: string) => {
  const script = fileURLToPath(new URL("./server.ts", import.meta.url))
  const child = spawn(process.execPath, [script, String(referrals), latency], { stdio: ["ignore", "pipe", "inherit"] })
  const [line]: Array<unknown> = await once(child.stdout, "data")
  return {
    url: String(line).trim(),
    [Symbol.asyncDispose]: async () => {
      child.kill()
      await once(child, "exit")
    }
  }
}

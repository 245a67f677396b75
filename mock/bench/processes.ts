/**
 * The two servers under measurement, as processes of their own: `piggy-mock`, and stock Prism on the same contract.
 */
import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"
import * as Yaml from "effect/encoding/Yaml"
import * as Dataset from "../src/Dataset.ts"

export interface Served {
  readonly url: string
  readonly process: ChildProcess
  /** Milliseconds from the start of the process to its first 200. */
  readonly firstAnswer: number
}

export const listPath = "/api/v3/oauth/clients/referrals"
export const headers = { authorization: "Bearer bench" }

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const prism = fileURLToPath(import.meta.resolve("@stoplight/prism-cli/dist/index.js"))
const heapMock = fileURLToPath(import.meta.resolve("./heap.ts"))

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  return typeof address === "object" && address !== null ? address.port : 0
}

/** The repository's contract with 30 rows of ours as the first example, so that both servers answer alike. */
export const writeContract = (path: string): void => {
  const document: unknown = Yaml.parse(readFileSync(here("../../openapi.yaml"), "utf8"))
  const page = { data: Dataset.make().slice({}, 0, 30), meta: [] }
  const replaced = JSON.stringify(document, (key, value: unknown) => (key === "three" ? { value: page } : value))
  writeFileSync(path, replaced)
}

const untilAnswer = async (url: string): Promise<void> => {
  // Nothing listens yet: that is what is waited for, and what is timed.
  const answer = await fetch(`${url}${listPath}`, { headers }).catch(() => undefined)
  await answer?.arrayBuffer()
  if (answer?.status !== 200) await untilAnswer(url)
}

const start = async (args: ReadonlyArray<string>, port: number): Promise<Served> => {
  const started = performance.now()
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit", "ipc"] })
  const url = `http://127.0.0.1:${port}`
  await untilAnswer(url)
  return { url, process: child, firstAnswer: performance.now() - started }
}

export const startMock = async (...flags: ReadonlyArray<string>): Promise<Served> => {
  const port = await freePort()
  return start([here("../dist/main.js"), "--port", String(port), ...flags], port)
}

export const startPrism = async (contract: string): Promise<Served> => {
  const port = await freePort()
  return start([prism, "mock", contract, "--port", String(port), "--verboseLevel", "silent"], port)
}

/** A mock that answers a message with the size of its live heap. */
export const startHeapMock = async (): Promise<Served> => {
  const port = await freePort()
  return start(["--expose-gc", heapMock, "--port", String(port)], port)
}

export const stop = async (server: Served): Promise<void> => {
  const ended = once(server.process, "exit")
  server.process.kill("SIGTERM")
  await ended
}

/** What a process holds in memory, in megabytes: now, and at its most. */
export const memoryOf = (pid: number | undefined): { readonly now: number; readonly peak: number } => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8")
  const megabytes = (field: string): number =>
    Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024)
  return { now: megabytes("VmRSS"), peak: megabytes("VmHWM") }
}

/**
 * Commands in a project's folder.
 */
import { spawn, type ChildProcess } from "node:child_process"

export interface Ended {
  readonly code: number | null
  readonly output: string
}

interface Running {
  readonly child: ChildProcess
  readonly output: () => string
  readonly ended: Promise<Ended>
}

/** Ends a command with all that it started. */
const endGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL")
  } catch {
    // Nothing of it is left.
  }
}

const running = new Set<ChildProcess>()

/** Ends every command that still runs; a signal to this process reaches none of them. */
export const endAll = (): void => running.forEach(endGroup)

/** Starts a command in a process group of its own. */
const start = (
  [file = "", ...args]: ReadonlyArray<string>,
  folder: string,
  variables: Readonly<Record<string, string>> = {}
): Running => {
  const env = { ...process.env, CI: "true", YARN_ENABLE_IMMUTABLE_INSTALLS: "false", ...variables }
  const child = spawn(file, args, { cwd: folder, detached: true, stdio: ["ignore", "pipe", "pipe"], env })
  running.add(child)
  let output = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text))
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on("error", (error) => resolve({ code: null, output: String(error) }))
    child.on("close", (code) => {
      running.delete(child)
      resolve({ code, output })
    })
  })
  return { child, output: () => output, ended }
}

export const run = (
  command: ReadonlyArray<string>,
  folder: string,
  variables?: Readonly<Record<string, string>>
): Promise<Ended> => start(command, folder, variables).ended

export interface Server {
  readonly url: string
  /** What it has printed. */
  readonly output: () => string
  /** Kills what was started, and nothing that it started in turn. */
  readonly kill: () => void
}

/** Runs a command that prints an address, for as long as `use` takes. */
export const serving = async <A>(
  command: ReadonlyArray<string>,
  folder: string,
  use: (server: Server) => Promise<A>
): Promise<A> => {
  const { child, ended, output } = start(command, folder)
  try {
    const url = await new Promise<string>((resolve, reject) => {
      const look = (): void => {
        const found = / at (http:\S+)\n/.exec(output())?.[1]
        if (found !== undefined) resolve(found)
      }
      child.stdout?.on("data", look)
      void ended.then((end) => reject(new Error(`it ended with ${end.code}: ${end.output}`)))
    })
    return await use({ url, output, kill: () => child.kill("SIGKILL") })
  } finally {
    endGroup(child)
  }
}

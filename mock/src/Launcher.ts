/**
 * The package managers that started this process, and whether they still run.
 *
 * `npx` and its kind run a command through a shell. One that is killed takes neither with it: the command goes on under a
 * shell that nobody waits for, and keeps its port. Imports nothing big: who started it is asked first of all.
 */
import { execFile, execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { basename } from "node:path"

export interface Process {
  readonly pid: number
  readonly parent: number
  /** When it started, as the system says it: a later process may get the same number. */
  readonly started: string
  /** True for one that has ended and that its parent has not asked about. */
  readonly isZombie: boolean
  readonly command: ReadonlyArray<string>
}

const managers = /^(?:npm|npx|pnpm|pnpx|pn|yarn|yarnpkg|bun|bunx|corepack|vlt)$/
const shells = /^(?:sh|ash|bash|dash|zsh|ksh|busybox)$/
const runtimes = /^(?:node|bun|deno)$/

/** `npx` of `/usr/lib/node_modules/npm/bin/npx-cli.js`, `yarn` of `yarn-4.12.0.cjs`. */
const nameOf = (path: string): string =>
  basename(path)
    .replace(/\.(?:[cm]?js|exe)$/, "")
    .replace(/-(?:cli|[\d.]+)$/, "")

/** The words of a command; npm writes all of its own into the first. */
const wordsOf = ({ command: [first = "", ...rest] }: Process): ReadonlyArray<string> => [...first.split(" "), ...rest]

/** The name of the package manager that a process is, if it is one. */
export const managerOf = (process: Process): string | undefined => {
  const [program = "", ...args] = wordsOf(process)
  const script = runtimes.test(nameOf(program)) ? args.find((arg) => !arg.startsWith("-")) : undefined
  return [nameOf(program), nameOf(script ?? "")].find((name) => managers.test(name))
}

const isShell = (process: Process): boolean => {
  const [program = "", ...args] = wordsOf(process)
  return shells.test(nameOf(program).replace(/^-/, "")) && args.some((arg) => /^-\w*c$/.test(arg))
}

/**
 * The package managers above a process, through nothing but them and the shells that they run commands in.
 *
 * @param look the process of a number, if there is one
 */
export const above = (parent: number, look: (pid: number) => Process | undefined): ReadonlyArray<Process> => {
  const process = look(parent)
  if (process === undefined) return []
  const isManager = managerOf(process) !== undefined
  if (!isManager && !isShell(process)) return []
  return [...(isManager ? [process] : []), ...above(process.parent, look)]
}

/** Linux tells in files. @see proc(5) */
const fromProc = (pid: number): Process => {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
  // The name in brackets may hold anything, brackets too.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return {
    pid,
    isZombie: fields[0] === "Z",
    parent: Number(fields[1]),
    started: fields[19] ?? "",
    command: readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1)
  }
}

/** A line of `ps`: the state, the parent, the five words of the start, and the command. */
export const fromPs = (pid: number, line: string): Process | undefined => {
  const [state, parent, ...words] = line.trim().split(/\s+/)
  if (state === undefined || parent === undefined) return undefined
  const [started, command] = [words.slice(0, 5).join(" "), words.slice(5)]
  return { pid, isZombie: state.startsWith("Z"), parent: Number(parent), started, command }
}
const psArguments = (pid: number) => ["-o", "state=,ppid=,lstart=,command=", "-p", String(pid)]

const isLinux = process.platform === "linux"

const lookNow = (pid: number): Process | undefined => {
  try {
    return isLinux ? fromProc(pid) : fromPs(pid, execFileSync("ps", psArguments(pid), { encoding: "utf8" }))
  } catch {
    return undefined
  }
}

const look = (pid: number): Promise<Process | undefined> =>
  isLinux
    ? Promise.resolve(lookNow(pid))
    : new Promise((resolve) => {
        execFile("ps", psArguments(pid), (error, line) => resolve(error === null ? fromPs(pid, line) : undefined))
      })

/** Who started this process; nobody under systemd, in a container and on Windows, which has neither files nor `ps`. */
export const find = (): ReadonlyArray<Process> => (process.platform === "win32" ? [] : above(process.ppid, lookNow))

/** How often they are looked for, in milliseconds. */
const interval = isLinux ? 500 : 2000

/** True if the system says so: where it says nothing, for want of files, say, the process counts as there. */
const isMissing = (pid: number): boolean => {
  try {
    return !process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH"
  }
}

const isGone = async ({ pid, started }: Process): Promise<boolean> => {
  if (isMissing(pid)) return true
  const now = await look(pid)
  return now !== undefined && (now.isZombie || now.started !== started)
}

/**
 * Waits until one of them has ended.
 *
 * @param onGone told its name
 * @returns a function that stops the waiting
 */
export const watch = (launchers: ReadonlyArray<Process>, onGone: (name: string) => void): (() => void) => {
  if (launchers.length === 0) return () => undefined
  const check = async (): Promise<void> => {
    const ended = await Promise.all(launchers.map(isGone))
    const first = launchers.find((_, position) => ended[position])
    if (first !== undefined) onGone(managerOf(first) ?? "process")
  }
  const timer = setInterval(() => void check(), interval)
  timer.unref()
  return () => clearInterval(timer)
}

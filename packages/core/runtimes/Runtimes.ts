/**
 * Where the SDK runs, and the command that runs the cases there.
 */
import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"

/** A program with its arguments, and what it needs in its environment. */
export interface Command {
  readonly file: string
  readonly args: ReadonlyArray<string>
  readonly env?: Readonly<Record<string, string>>
}

export interface Runtime {
  readonly name: string
  readonly file: string
  /** @param folder where the cases are @param home base URL of the server to report to */
  readonly command: (folder: string, home: string) => Command
}

const installed = (path: string): string => join(import.meta.dirname, "installed/node_modules", path)

const node = (name: string, file: string): Runtime => ({
  name,
  file,
  command: (folder, home) => ({
    file,
    args: ["--disallow-code-generation-from-strings", join(folder, "process.js"), home]
  })
})

const bun = installed("bun/bin/bun.exe")
const deno = installed(".bin/deno")
const workerd = installed(".bin/workerd")
const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

export const runtimes: ReadonlyArray<Runtime> = [
  node("Node 22", installed("node-22/bin/node")),
  node("Node 24", process.execPath),
  node("Node 26", installed("node-26/bin/node")),
  {
    name: "Bun",
    file: bun,
    command: (folder, home) => ({ file: bun, args: [join(folder, "process.js"), home] })
  },
  {
    name: "Deno",
    file: deno,
    // It may talk to this machine and nothing else: no file, no variable, no process.
    command: (folder, home) => ({
      file: deno,
      args: [
        "run",
        "--no-prompt",
        "--no-config",
        "--allow-net=127.0.0.1",
        "--v8-flags=--disallow-code-generation-from-strings",
        join(folder, "process.js"),
        home
      ]
    })
  },
  {
    name: "workerd",
    file: workerd,
    command: (folder, home) => ({
      file: workerd,
      args: ["test", join(folder, "worker.capnp")],
      env: { HOME_URL: home }
    })
  },
  {
    name: "Chromium",
    file: chromium,
    command: (folder, home) => ({
      file: chromium,
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        `--user-data-dir=${join(folder, "profile")}`,
        "--remote-debugging-port=0",
        `${home}/page.html`
      ]
    })
  }
]

export const isInstalled = ({ file }: Runtime): boolean => existsSync(file)

/** What the runtime says of its version. */
export const versionOf = async ({ file }: Runtime): Promise<string> => {
  const { stdout } = await promisify(execFile)(file, ["--version"])
  return stdout.split("\n", 1)[0]?.trim() ?? ""
}

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import * as Launcher from "../src/Launcher.ts"
import { temporaryFile } from "./files.ts"

const ran = (pid: number, parent: number, ...command: ReadonlyArray<string>): Launcher.Process => ({
  pid,
  parent,
  started: "1",
  isZombie: false,
  command
})

/** The managers found above a process whose ancestors run these commands, the nearest first. */
const found = (...commands: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string | undefined> => {
  const table = new Map(commands.map((command, at) => [at + 1, ran(at + 1, at + 2, ...command)]))
  return Launcher.above(1, (pid) => table.get(pid)).map(Launcher.managerOf)
}

const shell = ["sh", "-c", "piggy-mock --port 0"]
const systemd = ["/lib/systemd/systemd", "--system"]

describe("what started the mock", () => {
  it("is a package manager, under each of the names that they run by", () => {
    const commands: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
      ["npm", ["npm exec @effect-piggy/mock --port 0"]],
      ["npm", ["node", "/usr/lib/node_modules/npm/bin/npm-cli.js", "test"]],
      ["npx", ["/usr/bin/node", "--no-warnings", "/usr/bin/npx", "piggy-mock"]],
      ["npx", ["node", "/usr/lib/node_modules/npm/bin/npx-cli.js"]],
      ["pnpm", ["node", "/root/.npm/_npx/1/node_modules/pnpm/bin/pnpm.cjs", "exec", "piggy-mock"]],
      ["pnpm", ["/usr/local/bin/pnpm", "mock"]],
      ["yarn", ["node", ".yarn/releases/yarn-4.18.1.cjs", "mock"]],
      ["yarn", ["node", "/usr/bin/yarn.js"]],
      ["bun", ["bun", "run", "mock"]],
      ["bunx", ["/root/.bun/bin/bunx", "piggy-mock"]]
    ]
    for (const [name, command] of commands) assert.deepStrictEqual(found(command), [name], command.join(" "))
  })

  it("is every package manager in a row, through the shells between them", () => {
    assert.deepStrictEqual(
      found(
        shell,
        ["node", "/x/pnpm.mjs", "mock"],
        ["/bin/bash", "-ec", "pnpm mock"],
        ["npm run all"],
        ["zsh"],
        systemd
      ),
      ["pnpm", "npm"]
    )
  })

  it("is nobody where a person, a script, a service or a container starts it", () => {
    const others: ReadonlyArray<ReadonlyArray<ReadonlyArray<string>>> = [
      [],
      [["bash"]],
      [["-zsh"]],
      [["bash", "/root/start.sh"], ["npm test"]],
      [["node", "/app/server.js"], ["npm start"]],
      [["node", "/app/npm/server.js"]],
      [systemd],
      [shell, systemd],
      [["containerd-shim"]],
      [["vim", "npm"]]
    ]
    for (const commands of others) assert.deepStrictEqual(found(...commands), [], JSON.stringify(commands))
  })
})

describe("a line of ps", () => {
  it("tells a process, its parent and its start, as on macOS", () => {
    const line = "S+    501 Wed Nov 25 20:11:06 2026     node /usr/local/bin/npx piggy-mock\n"
    const process = Launcher.fromPs(7, line) ?? assert.fail("not read")
    assert.deepInclude(process, { pid: 7, parent: 501, started: "Wed Nov 25 20:11:06 2026", isZombie: false })
    assert.strictEqual(Launcher.managerOf(process), "npx")
    assert.isTrue(Launcher.fromPs(7, "Z       1 Wed Nov 25 20:11:06 2026     (node)\n")?.isZombie)
    assert.isUndefined(Launcher.fromPs(7, "\n"))
  })
})

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

const isServing = (url: string): Promise<boolean> =>
  fetch(`${url}/__mock/health`).then(
    ({ ok }) => ok,
    () => false
  )

const isGoneAt = async (url: string): Promise<boolean> => {
  if (!(await isServing(url))) return true
  await sleep(50)
  return isGoneAt(url)
}

/** The command, started as npx starts it: by a shell of a program of that name. */
const startedByNpx = Effect.fnUntraced(function* (...flags: ReadonlyArray<string>) {
  const npx = yield* temporaryFile("npx-cli.js")
  writeFileSync(
    npx,
    `require("node:child_process").spawn("sh", ["-c", process.argv[2]], { stdio: "inherit" }); setInterval(() => {}, 1e6)`
  )
  // The command's own output keeps the shell from becoming the command.
  const line = [process.execPath, main, "--port", "0", "--referrals", "1", ...flags].join(" ")
  const child = spawn(process.execPath, [npx, `${line}; true`], { detached: true, stdio: ["ignore", "pipe", "pipe"] })
  let output = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text))
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text))
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL")
      } catch {
        // All of them have ended.
      }
    })
  )
  const url = yield* Effect.callback<string>((resume) => {
    child.stdout.on("data", () => {
      const printed = /at (http:\S+)\n/.exec(output)?.[1]
      if (printed !== undefined) resume(Effect.succeed(printed))
    })
  })
  return { child, url, output: () => output }
})

describe("a mock that npx started", () => {
  it.live("ends when npx is killed, and says why", () =>
    Effect.gen(function* () {
      const { child, output, url } = yield* startedByNpx()
      assert.isTrue(yield* Effect.promise(() => isServing(url)))
      child.kill("SIGKILL")
      assert.isTrue(yield* Effect.promise(() => isGoneAt(url)))
      assert.match(output(), /the npx that started it is gone\. --detach keeps it running/)
    }).pipe(Effect.scoped)
  )

  it.live("goes on with --detach", () =>
    Effect.gen(function* () {
      const { child, url } = yield* startedByNpx("--detach")
      child.kill("SIGKILL")
      yield* Effect.promise(() => once(child, "exit"))
      // Longer than a mock without the flag takes to notice.
      yield* Effect.sleep("1200 millis")
      assert.isTrue(yield* Effect.promise(() => isServing(url)))
    }).pipe(Effect.scoped)
  )
})

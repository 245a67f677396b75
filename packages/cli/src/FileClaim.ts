/**
 * A file that one process writes at a time, on this machine: a second one is refused, and none waits for one that was
 * killed.
 *
 * A claim is a local socket that listens under the file's name, since the system takes that back from a process
 * however it ends, which it does with no lock file. Nobody ever speaks over it.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { createHash } from "node:crypto"
import { rmSync } from "node:fs"
import { connect, createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import * as Failure from "./Failure.ts"

// By the folder itself, so that two spellings of its path are one, and equal paths of two containers are two.
const nameOf = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const { dev, ino } = yield* files.stat(dirname(path))
  const key = [dev, Option.getOrElse(ino, () => dirname(path)), basename(path)].join(":")
  return `piggy-${createHash("sha256").update(key).digest("hex").slice(0, 32)}`
})

/** Where the socket of a name is. On Linux and Windows that is no file, and goes with its process. */
const addressOf = (name: string): string => {
  if (process.platform === "linux") return `\0${name}`
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`)
}

const isFile = (address: string): boolean => address.endsWith(".sock")

type Heard = Server | "taken" | "impossible"

const listen = (address: string): Effect.Effect<Heard> =>
  Effect.callback((resume) => {
    const server = createServer((socket) => socket.destroy())
    server.once("error", (error: NodeJS.ErrnoException) =>
      resume(Effect.succeed(error.code === "EADDRINUSE" ? "taken" : "impossible"))
    )
    server.listen(address, () => resume(Effect.succeed(server.unref())))
  })

const isAlive = (address: string): Effect.Effect<boolean> =>
  Effect.callback((resume) => {
    const socket = connect(address)
    socket.once("connect", () => {
      socket.destroy()
      resume(Effect.succeed(true))
    })
    socket.once("error", () => resume(Effect.succeed(false)))
  })

/** Listens; where the socket is a file that a killed process left, in its place. */
const take = Effect.fnUntraced(function* (address: string) {
  const heard = yield* listen(address)
  if (heard !== "taken" || !isFile(address) || (yield* isAlive(address))) return heard
  yield* Effect.sync(() => rmSync(address, { force: true }))
  return yield* listen(address)
})

const close = (heard: Heard): Effect.Effect<void> =>
  typeof heard === "string"
    ? Effect.void
    : Effect.callback((resume) => {
        heard.close(() => resume(Effect.void))
      })

/**
 * Claims a file until the scope ends. Fails where another process has it. Where the system allows no such socket,
 * nothing is claimed and nothing fails.
 */
export const claim = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<void, Failure.Failure, FileSystem.FileSystem | Scope.Scope> {
  const name = yield* Effect.option(nameOf(path))
  // A folder that is not there says so itself, to who writes into it.
  if (Option.isNone(name)) return
  const heard = yield* Effect.acquireRelease(take(addressOf(name.value)), close)
  if (heard !== "taken") return
  return yield* Failure.other(`another process is using ${path}: wait until it has ended, or name another file`)
})

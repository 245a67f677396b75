/**
 * What a runner answers others after they are gone.
 */
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import * as NodeSocketServer from "@effect/platform-node/NodeSocketServer"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type { SocketError } from "effect/socket/Socket"
import { once } from "node:events"
import { connect } from "node:net"
import * as Postgres from "./Postgres.ts"
import * as RunnerSocket from "../src/RunnerSocket.ts"

describe("a reply to a runner that is gone", () => {
  it.live("fails, and is not waited for", () =>
    Effect.gen(function* () {
      const port = yield* Postgres.freePort
      const server = yield* NodeSocketServer.make({ host: "127.0.0.1", port })
      const reply = yield* Deferred.make<Exit.Exit<void, SocketError>>()
      const late = Effect.fnUntraced(function* (socket: Parameters<Parameters<typeof server.run>[0]>[0]) {
        const connection = Option.getOrThrow(yield* Effect.serviceOption(NodeSocket.NetSocket))
        const closed = new Promise((resolve) => connection.once("close", resolve))
        const { pull } = yield* socket.reader
        const { write } = yield* socket.writer
        yield* Effect.exit(pull)
        yield* Effect.promise(() => closed)
        yield* Deferred.succeed(reply, yield* Effect.exit(write("late")))
      }, Effect.scoped)
      yield* Effect.forkScoped(RunnerSocket.of(server).run(late))
      const other = connect({ host: "127.0.0.1", port })
      yield* Effect.promise(() => once(other, "connect"))
      other.resetAndDestroy()
      assert.isTrue(Exit.isFailure(yield* Deferred.await(reply)))
    })
  )
})

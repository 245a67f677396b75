/**
 * Where other runners reach this one: the library's socket server, whose writes fail once their connection is gone.
 *
 * The library's own waits for room in the connection's buffer by events that a connection which is gone no longer has. A
 * reply to a runner that was killed, or lost while this one was stopped, was then waited for without end, and so was the
 * end of this runner.
 */
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Socket from "effect/socket/Socket"
import { SocketServer } from "effect/socket/SocketServer"

/** The same socket, whose writes fail once its connection takes no more. */
const failingWhenGone = Effect.fnUntraced(function* (socket: Socket.Socket) {
  const connection = yield* Effect.serviceOption(NodeSocket.NetSocket)
  const isGone = () => Option.exists(connection, ({ writable }) => !writable)
  const gone = new Socket.SocketError({
    reason: new Socket.SocketWriteError({ cause: new Error("the connection is gone") })
  })
  const orGone = (writing: Effect.Effect<void, Socket.SocketError>) =>
    Effect.suspend(() => (isGone() ? Effect.fail(gone) : writing))
  const writer = Effect.map(socket.writer, ({ write, writeAll }): Socket.Writer => ({
    write: (chunk) => orGone(write(chunk)),
    writeAll: (chunks) => orGone(writeAll(chunks))
  }))
  return Socket.make({ reader: socket.reader, writer })
})

/** The same server, with such sockets. */
export const of = (server: SocketServer["Service"]): SocketServer["Service"] => ({
  address: server.address,
  run: (handler) => server.run((socket) => Effect.flatMap(failingWhenGone(socket), handler))
})

/** The server, on the address of the sharding's configuration. */
export const layer = Layer.effect(SocketServer, Effect.map(SocketServer, of)).pipe(
  Layer.provide(NodeClusterSocket.layerSocketServer)
)

/**
 * Where accounts are read: in this process alone, or in any number of processes that share a database.
 *
 * Both are the library's: its shards say which runner has an account, its message storage what is still to be done.
 */
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import * as RunnerHealth from "effect/cluster/RunnerHealth"
import * as Runners from "effect/cluster/Runners"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as SingleRunner from "effect/cluster/SingleRunner"
import * as SocketRunner from "effect/cluster/SocketRunner"
import * as SqlMessageStorage from "effect/cluster/SqlMessageStorage"
import * as SqlRunnerStorage from "effect/cluster/SqlRunnerStorage"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as RpcSerialization from "effect/rpc/RpcSerialization"
import * as RunnerSocket from "./RunnerSocket.ts"
import * as RunnerWatch from "./RunnerWatch.ts"

/** Where other runners reach this one: a name or address of this machine that they can resolve, and a port. */
export interface Address {
  readonly host: string
  readonly port: number
}

// An account that goes to another runner, or a runner that leaves, is let go within the last of these.
const alone: Partial<ShardingConfig.ShardingConfig["Service"]> = {
  entityMaxIdleTime: "10 seconds",
  entityMessagePollInterval: "2 seconds",
  entityTerminationTimeout: "3 seconds"
}

/**
 * What was tried together. A runner that is gone is found within 5 s, by the health check or by `RunnerWatch`; shards are
 * dealt out anew within 1 s, and what waits for them is read within 2 s. The locks' own times stay as they are: lowered, shards go
 * to and fro.
 */
const shared: Partial<ShardingConfig.ShardingConfig["Service"]> = {
  ...alone,
  runnerHealthCheckInterval: "5 seconds",
  refreshAssignmentsInterval: "1 second"
}

/** How often a runner renews its shards' locks, and so learns that it lost one, in milliseconds: the library's default. */
export const renewal = 10_000

/** One process, nothing else to start. */
export const embedded = ClusterWorkflowEngine.layer.pipe(
  Layer.provideMerge(
    SingleRunner.layer({
      runnerStorage: "memory",
      shardingConfig: alone
    })
  ),
  Layer.provide(NodeCrypto.layerDigest)
)

/**
 * One of several processes. All of them need the same database, and to reach each other.
 *
 * These are the parts of the library's `NodeClusterSocket.layer`, with a socket server of our own.
 */
export const cluster = ({ host, port }: Address) => {
  const health = RunnerHealth.layerPing.pipe(Layer.provide(Runners.layerRpc))
  const runnerAddress = Option.some(RunnerAddress.make(host, port))
  return ClusterWorkflowEngine.layer.pipe(
    Layer.provideMerge(
      Layer.provide(Layer.merge(SocketRunner.layer, RunnerWatch.layer({ host, port })), [RunnerSocket.layer, health])
    ),
    Layer.provide(NodeClusterSocket.layerClientProtocol),
    Layer.provideMerge(Layer.provide(SqlMessageStorage.layer, NodeCrypto.layerDigest)),
    Layer.provide(Layer.orDie(SqlRunnerStorage.layer)),
    Layer.provide([ShardingConfig.layerFromEnv({ ...shared, runnerAddress }), RpcSerialization.layerSchemaBinary()])
  )
}

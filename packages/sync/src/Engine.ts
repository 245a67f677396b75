/**
 * Where accounts are read: in this process alone, or in any number of processes that share a database.
 *
 * Both are the library's: its shards say which runner has an account, its message storage what is still to be done.
 */
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import type * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as SingleRunner from "effect/cluster/SingleRunner"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

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
 * What was tried together. A runner that is gone is found by the health check, 5 s at the latest; shards are dealt out
 * anew within 1 s, and what waits for them is read within 2 s. The locks' own times stay as they are: lowered, shards go
 * to and fro.
 */
const shared: Partial<ShardingConfig.ShardingConfig["Service"]> = {
  ...alone,
  runnerHealthCheckInterval: "5 seconds",
  refreshAssignmentsInterval: "1 second"
}

/** How long a runner that no longer renews its lease keeps its shards, in milliseconds: the library's default. */
export const lease = 35_000

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

/** One of several processes. All of them need the same database, and to reach each other. */
export const cluster = (address: Address) =>
  ClusterWorkflowEngine.layer.pipe(
    Layer.provideMerge(
      NodeClusterSocket.layer({
        storage: "sql",
        shardingConfig: {
          ...shared,
          runnerAddress: Option.some(RunnerAddress.make(address.host, address.port))
        }
      })
    )
  )

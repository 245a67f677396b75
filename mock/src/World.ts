/**
 * What the server is at this moment: its sessions, and the contract that all of them are true to.
 */
import type * as Prism from "./Prism.ts"
import type * as Session from "./Session.ts"
import * as Sessions from "./Sessions.ts"
import type * as WebhookDeliveries from "./WebhookDeliveries.ts"

export interface World {
  readonly sessions: Sessions.Sessions
  readonly engine: () => Prism.Engine
  readonly replaceEngine: (engine: Prism.Engine) => void
}

export interface Options {
  /** How the default session is made, and every other one that is not told otherwise. */
  readonly setup: Session.Setup
  readonly limits: Sessions.Limits
  readonly engine: Prism.Engine
  readonly deliveries: WebhookDeliveries.Deliveries
}

const monotonic = (): number => performance.now() / 1000

export const make = (options: Options): World => {
  let engine = options.engine
  return {
    sessions: Sessions.make(options.setup, options.limits, monotonic, options.deliveries.follow),
    engine: () => engine,
    replaceEngine: (next) => {
      engine = next
    }
  }
}

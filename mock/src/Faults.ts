/**
 * Which fault a request meets: a pure function of the scenario, the seed, the request and how often it came before.
 *
 * Nothing depends on the order in which different requests arrive, so that a reader with ten requests in flight meets the
 * same faults again when it is replayed.
 */
import { fraction, keyOf, type Seed } from "./Random.ts"
import type { Behaviour } from "./Scenario.ts"

export type Body = "whole" | "truncated" | "reset" | "slow"

export interface Plan {
  /** Milliseconds to wait before the answer. */
  readonly wait: number
  readonly error: { readonly status: number; readonly retryAfter?: number } | undefined
  readonly body: Body
  /** A number in [0, 1) for what is generated in the answer. */
  readonly chance: number
}

export interface Schedule {
  /** The fault for a request by its fingerprint; the second call with one fingerprint is a second draw. */
  readonly next: (behaviour: Behaviour, fingerprint: string) => Plan
}

/** How many counts of repeated requests there can be; a power of two. Requests that share one only share the count. */
const buckets = 65_536

export const plan = (behaviour: Behaviour, draw: (purpose: number) => number): Plan => {
  const { connection, errors, latency } = behaviour
  const wait = Math.round(latency.from + draw(0) * (latency.to - latency.from))
  const error = errors !== null && draw(1) < errors.rate ? errors : undefined
  const wire = draw(2)
  const body =
    wire < connection.reset
      ? "reset"
      : wire < connection.reset + connection.truncated
        ? "truncated"
        : wire < connection.reset + connection.truncated + connection.slow
          ? "slow"
          : "whole"
  return { wait, error, body, chance: draw(3) }
}

/** A fresh schedule: under one seed, the same requests meet the same faults. */
export const schedule = (seed: Seed): Schedule => {
  const repetitions = new Map<number, number>()
  return {
    next: (behaviour, fingerprint) => {
      const key = keyOf(seed, fingerprint)
      const bucket = key % buckets
      const repetition = repetitions.get(bucket) ?? 0
      repetitions.set(bucket, repetition + 1)
      return plan(behaviour, (purpose) => fraction(key, repetition * 4 + purpose))
    }
  }
}

/**
 * What is wrong with a walk, if anything is.
 */
import type { Walk } from "../../src/Walk.ts"
import { self } from "./Http.ts"
import * as Verdict from "./Verdict.ts"

/** This page's own requests are no client's. */
export const isOthers = ({ client }: Pick<Walk, "client">): boolean => client !== self

export const isTrouble = (walk: Walk, now: number): boolean => {
  if (!isOthers(walk)) return false
  const { kind } = Verdict.of(walk, now)
  return walk.mistakes.length > 0 || kind === "stopped" || (walk.refused.length > 0 && kind !== "ended")
}

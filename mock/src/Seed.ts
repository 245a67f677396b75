/**
 * Seeds as they come from outside.
 */
import * as Schema from "effect/Schema"

/** Longer ones would make the replay token, a response header, longer than clients read. */
export const longest = 200

export const Seed = Schema.Union([
  Schema.String.pipe(Schema.check(Schema.isMaxLength(longest))),
  Schema.Finite
]).annotate({ message: `a seed is a number, or a text of at most ${longest} characters` })

/** What is wrong with a seed, if it is none. */
export const problem = (seed: unknown): string | undefined =>
  Schema.is(Seed)(seed) ? undefined : `a seed is a number, or a text of at most ${longest} characters`

/**
 * Reads contract and rows again when they are saved. A broken save is told of, and the last good one stays.
 */
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Contract from "./Contract.ts"
import * as Watch from "./Watch.ts"

/** Runs a reload and says what came of it, whatever comes of it. */
export const told = <A, E extends { readonly message: string }>(
  what: string,
  path: string,
  reload: Effect.Effect<A, E>
): Effect.Effect<void> =>
  Effect.matchCauseEffect(reload, {
    onSuccess: () => Console.log(`piggy-mock read ${path} again`),
    onFailure: (cause) => {
      const error = Cause.squash(cause)
      const reason = error instanceof Error ? error.message : String(error)
      return Console.error(`piggy-mock keeps the ${what} that it has. ${reason}`)
    }
  })

/**
 * Reads a contract again after each save of a file that has a say in it.
 *
 * @param first how it was read the first time
 * @param use   takes each contract that can be used
 */
export const contract = (
  path: string,
  first: Contract.Reading,
  use: (contract: Contract.Contract) => void
): Effect.Effect<void, never, Scope.Scope> => {
  let inForce = first.files
  let lookedFor = first.files
  const reload = Effect.gen(function* () {
    const reading = yield* Contract.read(path)
    lookedFor = reading.files
    use(yield* Effect.fromResult(reading.contract))
    inForce = reading.files
  })
  return Watch.onSave(() => [...new Set([...inForce, ...lookedFor])], told("contract", path, reload))
}

/**
 * How much is generated, and from which seed: the same values every time, unless the environment says otherwise.
 */
const fromEnvironment = (name: string, otherwise: number): number => {
  const value = Number(process.env[name] ?? otherwise)
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new Error(`${name} must be an integer, 1 or more, got ${process.env[name]}`)
}

/** Values of each kind; `PIGGY_CONFORMANCE_VALUES=10000` is the long run. */
export const count = fromEnvironment("PIGGY_CONFORMANCE_VALUES", 2_000)

/** Requests to each server; `PIGGY_CONFORMANCE_REQUESTS=20000` is the long run. */
export const requests = fromEnvironment("PIGGY_CONFORMANCE_REQUESTS", 1_000)

/** What all of them are drawn from. */
export const seed = fromEnvironment("PIGGY_CONFORMANCE_SEED", 20_260)

/**
 * Values that the contract allows, made from its schemas; the same for the same seed.
 */
import { createGeneratorSync } from "json-schema-faker"
import type { JsonSchema } from "./contract.ts"

/** Makes so many values of a schema. */
export const valuesOf = (schema: JsonSchema, count: number, seed: number): ReadonlyArray<unknown> => {
  const generator = createGeneratorSync({ seed, minItems: 0, maxItems: 4 })
  return Array.from({ length: count }, () => generator.generate({ ...schema }))
}

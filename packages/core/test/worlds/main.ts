/**
 * `pnpm test:worlds [worlds of each kind] [seed] [kind]`: searches many more worlds than the tests do.
 */
import * as Effect from "effect/Effect"
import { kinds } from "./kinds.ts"

const [, , worlds = "100000", seed = String(Date.now()), only] = process.argv

const searchAll = Effect.gen(function* () {
  let failures = 0
  for (const kind of kinds) {
    if (only !== undefined && kind.name !== only) continue
    const started = performance.now()
    const { counts, failure, worlds: drawn } = yield* kind.search(Math.ceil(Number(worlds) * kind.share), seed)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const seldom = [...counts].map(([event, count]) => `; ${event}: ${count}`).join("")
    console.log(failure ?? `${kind.name}: ${drawn} worlds hold (${seconds} s)${seldom}`)
    if (failure !== undefined) failures++
  }
  return failures
})

console.log(`seed ${seed}`)
process.exitCode = (await Effect.runPromise(searchAll)) === 0 ? 0 : 1

/**
 * An export that is killed at random moments and started again: nothing lost, nothing doubled.
 *
 * Five kills for each format in CI, two elsewhere; `PIGGY_KILLS=100` for more, `PIGGY_SEED` for the moments of an earlier
 * run.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as DuckDb from "./duckdb.ts"
import * as Piggy from "./piggy.ts"

const kills = Number(process.env["PIGGY_KILLS"] ?? (process.env["CI"] === undefined ? 2 : 5))
const seed = Number(process.env["PIGGY_SEED"] ?? Date.now() % 1_000_000)

/** Numbers of 0 to 1 that a seed repeats (mulberry32). */
const dice = (from: number) => {
  let state = from
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const idsOf = (path: string) => {
  const source = path.endsWith("parquet")
    ? `read_parquet('${path}')`
    : path.endsWith("csv")
      ? `read_csv('${path}', all_varchar = true, header = true)`
      : `read_json('${path}')`
  return Effect.map(DuckDb.query(`SELECT uuid FROM ${source}`), (found) => found.map(({ uuid }) => uuid))
}

/** Kills one run: a while after one of its pages, or before there is any. @returns whether it had ended by itself */
const kill = Effect.fnUntraced(function* (args: ReadonlyArray<string>, roll: () => number) {
  const { child, ended, line } = yield* Piggy.start(args)
  const pages = Math.floor(roll() * 5)
  const after = Math.floor(roll() * 40)
  const isThere = line(new RegExp(String.raw`(?:Referrals\.pages: page \d+[^]*){${pages}}`))
  // One that ends before is no failure here.
  yield* Effect.race(isThere, ended)
  yield* Effect.sleep(after)
  child.kill("SIGKILL")
  const { code, stderr } = yield* ended
  assert.oneOf(code, ["SIGKILL", 0], stderr)
  return code === 0
}, Effect.scoped)

describe("an export that is killed", { timeout: 120_000 + 6_000 * kills }, () => {
  for (const [position, format] of ["ndjson", "json", "csv", "parquet"].entries()) {
    it.live(`goes on as ${format} behind what it had written (${kills} kills, seed ${seed})`, () =>
      Effect.gen(function* () {
        const roll = dice(seed + position)
        const folder = yield* Piggy.folder
        const path = join(folder, `all.${format}`)
        const args = ["export", "--out", path, "--checkpoint", join(folder, "checkpoint"), "--verbose"]
        const uuids = (yield* Piggy.rows).map(({ uuid }) => uuid)
        const isWhole = Effect.gen(function* () {
          assert.deepStrictEqual(yield* idsOf(path), uuids)
          assert.deepStrictEqual(readdirSync(folder), [`all.${format}`])
        })
        for (let killed = 0; killed < kills; killed++) {
          // A list that was read to its end is begun anew by the next run.
          if (yield* kill(args, roll)) yield* isWhole
        }
        const { code, stderr } = yield* Piggy.run(args)
        assert.strictEqual(code, 0, stderr)
        yield* isWhole
      }).pipe(Effect.scoped, Piggy.withMock({ referrals: 2537, scenario: { latency: 20 } }))
    )
  }

  it.live("does not go on for another export, nor without the file that it was writing", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      const [path, checkpoint] = [join(folder, "all.csv"), join(folder, "checkpoint")]
      const args = ["export", "--out", path, "--checkpoint", checkpoint]
      const { child, ended, line } = yield* Piggy.start([...args, "--verbose", "--concurrency", "1"])
      yield* line(/page 4/)
      child.kill("SIGINT")
      assert.match((yield* ended).stderr, /[1-9]00 referrals are kept: the same command goes on behind them/)
      const saved = readFileSync(checkpoint, "utf8")
      assert.notMatch(saved, /@/)

      const other = yield* Piggy.run([...args, "--no-escape-formulas"])
      assert.strictEqual(other.code, 2)
      assert.match(other.stderr, /checkpoint in .* is of another export/)

      const filtered = yield* Piggy.run([...args, "--status", "failed"])
      assert.strictEqual(filtered.code, 2)

      const partial = readFileSync(`${path}.partial`, "utf8")
      for (const [what, text] of [
        ["longer", partial.replace("completed", "done already")],
        ["shorter", partial.replace("completed", "done")],
        ["cut within a row", partial.slice(0, -50)]
      ] as const) {
        writeFileSync(`${path}.partial`, text)
        const edited = yield* Piggy.run(args)
        assert.strictEqual(edited.code, 1, what)
        assert.match(
          edited.stderr,
          /^piggy: \S* does not hold what the checkpoint .* says: remove the checkpoint to begin anew\n$/
        )
        assert.strictEqual(readFileSync(`${path}.partial`, "utf8"), text)
      }

      rmSync(`${path}.partial`)
      const without = yield* Piggy.run(args)
      assert.strictEqual(without.code, 1)
      assert.match(without.stderr, /does not hold what the checkpoint .* says: remove the checkpoint to begin anew/)
      assert.strictEqual(readFileSync(checkpoint, "utf8"), saved)
    }).pipe(
      Effect.scoped,
      Piggy.withMock({ referrals: 1000, scenario: { latency: 60_000, steps: [{ latency: 0, times: 4 }] } })
    )
  )
})

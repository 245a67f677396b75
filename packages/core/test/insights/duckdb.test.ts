/**
 * The insights beside DuckDB's answers to questions in SQL about the same rows.
 */
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Insights } from "@effect-piggy/core"
import { program } from "./program.ts"

const rows = program(3000, 7)
const insights = Insights.summarize(Insights.add(Insights.empty(), rows), { limit: 10_000 })

let instance: DuckDBInstance
let db: DuckDBConnection

const ask = async (sql: string): Promise<ReadonlyArray<ReadonlyArray<unknown>>> => {
  const reader = await db.runAndReadAll(sql)
  return reader.getRows().map((row) => row.map((value) => (typeof value === "bigint" ? Number(value) : value)))
}

beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:")
  db = await instance.connect()
  await db.run("CREATE TABLE given (uuid VARCHAR, by_ VARCHAR, whom VARCHAR, status VARCHAR)")
  const appender = await db.createAppender("given")
  for (const { referred_contact, referring_contact, status, uuid } of rows) {
    for (const text of [uuid, referring_contact.uuid, referred_contact.uuid, status]) appender.appendVarchar(text)
    appender.endRow()
  }
  appender.closeSync()
  // A UUID is the same in either case, any other id is not.
  await db.run(`
    CREATE MACRO folded(id) AS coalesce(CAST(TRY_CAST(id AS UUID) AS VARCHAR), id);
    CREATE TABLE r AS SELECT folded(uuid) AS uuid, folded(by_) AS a, folded(whom) AS b, status FROM given;
    CREATE TABLE contacts AS SELECT DISTINCT id FROM (SELECT a AS id FROM r UNION ALL SELECT b FROM r);
    CREATE TABLE links AS SELECT DISTINCT a, b FROM r WHERE a <> b;
    CREATE TABLE reach AS
      WITH RECURSIVE walk(a, b) AS (SELECT a, b FROM links UNION SELECT walk.a, links.b FROM walk JOIN links ON walk.b = links.a)
      SELECT a, b FROM walk;
    CREATE TABLE steps AS SELECT a, b FROM links WHERE (b, a) NOT IN (SELECT a, b FROM reach);
  `)
})

afterAll(() => {
  db.closeSync()
  instance.closeSync()
})

describe("the insights of a program, asked of DuckDB", () => {
  it("have its statuses and its conversion", async () => {
    assert.deepStrictEqual(
      insights.statuses.map(({ referrals, share, status }) => [status, referrals, share]),
      await ask(
        "SELECT status, count(*) AS n, count(*) / (SELECT count(*) FROM r) FROM r GROUP BY status ORDER BY n DESC, status"
      )
    )
    const { completed, failed, ofAll, ofDecided } = insights.conversion
    assert.deepStrictEqual(
      [[completed, failed, ofDecided, ofAll]],
      await ask(`
        SELECT c, f, c / (c + f), c / n FROM (SELECT
          count(*) FILTER (status = 'completed') AS c, count(*) FILTER (status = 'failed') AS f, count(*) AS n FROM r)`)
    )
  })

  it("have its contacts and its leaderboard", async () => {
    const { referred, referring, total } = insights.contacts
    assert.deepStrictEqual(
      [[total, referring, referred]],
      await ask("SELECT (SELECT count(*) FROM contacts), count(DISTINCT a), count(DISTINCT b) FROM r")
    )
    assert.deepStrictEqual(
      insights.leaderboard.top.map(({ completed, contact, rank, referrals, statuses }) => [
        rank,
        contact,
        referrals,
        completed,
        statuses.find(({ status }) => status === "failed")?.referrals ?? 0
      ]),
      await ask(`
        SELECT rank() OVER (ORDER BY completed DESC) AS place, a, n, completed, failed
        FROM (SELECT a, count(*) AS n, count(*) FILTER (status = 'completed') AS completed,
          count(*) FILTER (status = 'failed') AS failed FROM r GROUP BY a)
        ORDER BY place, n DESC, a`)
    )
  })

  it("have its concentration", async () => {
    assert.deepStrictEqual(
      insights.concentration.curve.map(({ contacts, percent, referrals, share }) => [
        percent,
        contacts,
        referrals,
        share
      ]),
      await ask(`
        WITH made AS (SELECT count(*) AS n, row_number() OVER (ORDER BY count(*) DESC) AS place FROM r GROUP BY a),
          cuts AS (SELECT p, ((SELECT count(*) FROM made) * p + 99) // 100 AS k FROM range(1, 101) AS percents(p))
        SELECT p, k, sum(n), sum(n) / (SELECT count(*) FROM r) FROM cuts JOIN made ON place <= k GROUP BY p, k ORDER BY p`)
    )
  })

  it("have its longest chain and its trees", async () => {
    const { depth, longest } = insights.chains
    assert.isAbove(depth, 5)
    assert.lengthOf(longest, depth + 1)
    assert.deepStrictEqual(
      [[depth]],
      await ask(`
        WITH RECURSIVE chain(id, d) AS (SELECT id, 0 FROM contacts UNION SELECT b, d + 1 FROM chain JOIN steps ON a = id)
        SELECT max(d) FROM chain`)
    )
    for (const [index, contact] of longest.slice(1).entries()) {
      const steps = await ask(`SELECT count(*) FROM steps WHERE a = '${longest[index]}' AND b = '${contact}'`)
      assert.deepStrictEqual(steps, [[1]])
    }
    // The least id that reaches a contact names its tree: passed on until nothing changes.
    await db.run("CREATE TABLE tree AS SELECT id, id AS name FROM contacts")
    const names = "SELECT sum(hash(name)::HUGEINT)::VARCHAR FROM tree"
    let before: unknown
    let now = (await ask(names))[0]?.[0]
    while (before !== now) {
      before = now
      await db.run(`
        CREATE OR REPLACE TABLE tree AS SELECT t.id, least(t.name, min(o.name)) AS name
        FROM tree AS t LEFT JOIN (SELECT a, b FROM links UNION SELECT b, a FROM links) AS l ON l.a = t.id
        LEFT JOIN tree AS o ON o.id = l.b GROUP BY t.id, t.name`)
      now = (await ask(names))[0]?.[0]
    }
    assert.deepStrictEqual(
      insights.trees.sizes.map(({ contacts, trees }) => [contacts, trees]),
      await ask("SELECT n, count(*) FROM (SELECT count(*) AS n FROM tree GROUP BY name) GROUP BY n ORDER BY n")
    )
    assert.deepStrictEqual(
      [[insights.trees.largest?.contacts, insights.trees.largest?.referrals]],
      await ask(`
        SELECT count(DISTINCT t.id) AS n, (SELECT count(*) FROM r JOIN tree AS x ON x.id = a WHERE x.name = t.name) AS m
        FROM tree AS t GROUP BY name ORDER BY n DESC, m DESC LIMIT 1`)
    )
  })

  it("have its anomalies, row by row", async () => {
    const { cycles, referredTwice, repeatedIds, repeatedPairs, selfReferrals } = insights.anomalies
    for (const [told, sql] of [
      [selfReferrals.rows, "SELECT uuid FROM r WHERE a = b"],
      [
        referredTwice.groups.flatMap((group) => group.rows),
        "SELECT uuid FROM r WHERE b IN (SELECT b FROM r GROUP BY b HAVING count(*) > 1)"
      ],
      [
        repeatedPairs.groups.flatMap((group) => group.rows),
        "SELECT uuid FROM r WHERE (a, b) IN (SELECT (a, b) FROM r GROUP BY a, b HAVING count(*) > 1)"
      ],
      [
        repeatedIds.groups.flatMap((group) => group.rows),
        "SELECT uuid FROM r WHERE uuid IN (SELECT uuid FROM r GROUP BY uuid HAVING count(*) > 1)"
      ],
      [
        cycles.groups.flatMap((group) => group.rows),
        "SELECT uuid FROM r WHERE a <> b AND (b, a) IN (SELECT a, b FROM reach)"
      ]
    ] as const) {
      assert.isNotEmpty(told)
      assert.sameMembers([...told], (await ask(sql)).flat().map(String))
    }
    assert.deepStrictEqual(
      [[cycles.groups.reduce((sum, { size }) => sum + size, 0)]],
      await ask(
        "SELECT count(DISTINCT x.a) FROM reach AS x JOIN reach AS y ON x.a = y.b AND x.b = y.a WHERE x.a <> x.b"
      )
    )
    assert.deepStrictEqual(
      repeatedPairs.groups.map(({ referred, referrals, referring }) => [referring, referred, referrals]),
      await ask("SELECT a, b, count(*) AS n FROM r GROUP BY a, b HAVING n > 1 ORDER BY n DESC, a, b")
    )
  })
})

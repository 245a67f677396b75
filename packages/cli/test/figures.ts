/**
 * A program's figures by SQL over an export, by somebody who has nothing to do with who counted them.
 */
import * as Effect from "effect/Effect"
import * as DuckDb from "./duckdb.ts"

/** Every figure that the report shows, by its name. Shares are numbers of 0 to 1. */
export const figuresOf = (parquet: string) =>
  Effect.gen(function* () {
    const ask = (sql: string) => DuckDb.query(sql.replaceAll("$rows", `read_parquet('${parquet}')`))
    const one = (sql: string) => Effect.map(ask(sql), ([row = {}]) => row)

    const totals = yield* one(`
      SELECT count(*)::INT total, (count(*) FILTER (status = 'completed'))::INT completed,
        count(*) FILTER (status = 'completed') / count(*) FILTER (status IN ('completed', 'failed')) AS conversion,
        (SELECT sum(n) FROM (SELECT count(*) n FROM $rows GROUP BY referring_contact_uuid ORDER BY n DESC
          LIMIT (SELECT ceil(count(DISTINCT referring_contact_uuid) * 10 / 100)::INT FROM $rows))) / count(*) AS top10
      FROM $rows`)
    const statuses = yield* ask(`
      SELECT status, count(*)::INT n, count(*) / (SELECT count(*) FROM $rows) AS share
      FROM $rows GROUP BY status ORDER BY n DESC, status`)
    const leaderboard = yield* ask(`
      WITH each AS (SELECT referring_contact_uuid::VARCHAR contact, count(*)::INT n,
        (count(*) FILTER (status = 'completed'))::INT completed, (count(*) FILTER (status = 'pending'))::INT pending,
        (count(*) FILTER (status = 'failed'))::INT failed FROM $rows GROUP BY 1)
      SELECT (1 + (SELECT count(*) FROM each b WHERE b.completed > each.completed))::INT rank, *
      FROM each ORDER BY completed DESC, n DESC, contact LIMIT 10`)
    const concentration = yield* ask(`
      WITH each AS (SELECT count(*) n FROM $rows GROUP BY referring_contact_uuid),
        ranked AS (SELECT n, row_number() OVER (ORDER BY n DESC) place FROM each),
        parts AS (SELECT p AS percent, ceil((SELECT count(*) FROM each) * p / 100)::INT contacts
          FROM (SELECT unnest([1, 5, 10, 20, 50, 100]) p))
      SELECT percent, contacts, (SELECT sum(n) FROM ranked WHERE place <= contacts)::INT n,
        (SELECT sum(n) FROM ranked WHERE place <= contacts) / (SELECT count(*) FROM $rows) AS share
      FROM parts ORDER BY percent`)
    // Each contact's tree is the smallest id that it is linked with.
    const trees = yield* one(`
      WITH RECURSIVE edges AS (
          SELECT referring_contact_uuid a, referred_contact_uuid b FROM $rows
          UNION SELECT referred_contact_uuid, referring_contact_uuid FROM $rows),
        reached(a, b) AS (SELECT a, a FROM edges UNION SELECT reached.a, edges.b FROM reached JOIN edges ON reached.b = edges.a),
        tree AS (SELECT a contact, min(b) root FROM reached GROUP BY a),
        sizes AS (SELECT root, count(*) contacts FROM tree GROUP BY root)
      SELECT count(*)::INT trees, max(contacts)::INT contacts,
        (SELECT count(*) FROM $rows JOIN tree ON contact = referring_contact_uuid
          WHERE root = (SELECT root FROM sizes ORDER BY contacts DESC LIMIT 1))::INT referrals
      FROM sizes`)
    const chains = yield* one(`
      WITH RECURSIVE edges AS (SELECT DISTINCT referring_contact_uuid a, referred_contact_uuid b FROM $rows),
        walk(place, depth) AS (
          SELECT a, 0 FROM edges WHERE a NOT IN (SELECT b FROM edges)
          UNION SELECT b, depth + 1 FROM walk JOIN edges ON a = place)
      SELECT max(depth)::INT depth FROM walk`)
    const anomalies = yield* one(`
      SELECT (SELECT count(*) FROM $rows WHERE referring_contact_uuid = referred_contact_uuid)::INT selfReferrals,
        (SELECT count(*) FROM (SELECT 1 FROM $rows GROUP BY referred_contact_uuid HAVING count(*) > 1))::INT referredTwice,
        (SELECT count(*) FROM (SELECT 1 FROM $rows GROUP BY referring_contact_uuid, referred_contact_uuid
          HAVING count(*) > 1))::INT repeatedPairs,
        (SELECT count(*) FROM (SELECT 1 FROM $rows GROUP BY uuid HAVING count(*) > 1))::INT repeatedIds`)
    return { totals, statuses, leaderboard, concentration, trees, chains, anomalies }
  })

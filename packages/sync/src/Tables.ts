/**
 * The tables, made and changed by numbered migrations. Any number of processes may run them at once.
 *
 * `accounts`, `runs`, `referrals` and `status_changes` are for everybody to read. `positions` and `run_pages` are how a
 * run that was cut goes on; they may change with any version.
 */
import * as Effect from "effect/Effect"
import * as Migrator from "effect/sql/Migrator"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { types } from "./Dialect.ts"

const first = Effect.gen(function* () {
  const sql = yield* SqlClient
  const { id, time } = types(sql)
  // A list: one account, one filter. Every row that is not marked as vanished was in the list at last_complete_at.
  yield* sql`create table accounts (
    account text primary key,
    filter text not null,
    last_complete_run text,
    last_complete_at ${time}
  )`
  yield* sql`create table referrals (
    id ${id},
    account text not null,
    uuid text not null,
    referring_contact_uuid text not null,
    referred_contact_uuid text not null,
    referring_contact_email text,
    referred_contact_email text,
    status text not null,
    other text,
    copies integer not null default 1,
    first_seen ${time} not null,
    vanished_at ${time},
    unique (account, uuid, referring_contact_uuid, referred_contact_uuid)
  )`
  yield* sql`create table status_changes (
    referral_id bigint not null,
    at ${time} not null,
    previous text not null,
    status text not null
  )`
  yield* sql`create index status_changes_of on status_changes (referral_id, at)`
  yield* sql`create table syncs (
    run text primary key,
    started_at ${time} not null,
    accounts integer,
    ended_at ${time}
  )`
  // At most one that has not ended, however many start at once.
  yield* sql`create unique index syncs_open on syncs ((ended_at is null)) where ended_at is null`
  yield* sql`create table runs (
    run text not null,
    account text not null,
    state text not null,
    epoch bigint not null default 0,
    takeovers integer not null default 0,
    started_at ${time},
    ended_at ${time},
    pages integer not null default 0,
    items integer not null default 0,
    added integer not null default 0,
    changed integer not null default 0,
    vanished integer not null default 0,
    summary text,
    reason text,
    message text,
    primary key (run, account)
  )`
  yield* sql`create index runs_of on runs (account)`
  // Who holds an account: the epoch grows with each taking, and a page of an older epoch is not committed.
  yield* sql`create table positions (
    account text primary key,
    epoch bigint not null default 0,
    run text,
    checkpoint text
  )`
  // What the run at hand has seen: ids of rows, a row a page, so that a list that did not change writes no referral.
  yield* sql`create table run_pages (
    account text not null,
    epoch bigint not null,
    page integer not null,
    ids text not null,
    twins text,
    items integer not null,
    added integer not null,
    changed integer not null,
    undecoded integer not null,
    first_undecoded text,
    primary key (account, epoch, page)
  )`
})

const migrations = "piggy_sync_migrations"

/** Brings the tables to this version. */
export const migrate = Migrator.make({})({
  loader: Migrator.fromRecord({ "1_tables": first }),
  table: migrations
})

/** Whether the database has the tables, of any version. */
export const exist: Effect.Effect<boolean, SqlError, SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient
  const found = yield* sql.onDialectOrElse({
    pg: () => sql`select 1 as one where to_regclass(${migrations}) is not null`,
    orElse: () => sql`select 1 as one from sqlite_master where type = 'table' and name = ${migrations}`
  })
  return found.length > 0
})

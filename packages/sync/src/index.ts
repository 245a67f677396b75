/**
 * The referrals of many accounts in a SQL database.
 */
export * as Account from "./Account.ts"
export * as AccountClient from "./AccountClient.ts"
export * as AccountsFile from "./AccountsFile.ts"
export * as Database from "./Database.ts"
export * as DatabaseInsights from "./DatabaseInsights.ts"
export * as Drain from "./Drain.ts"
export * as Engine from "./Engine.ts"
export * as Outcome from "./Outcome.ts"
export * as PageChanges from "./PageChanges.ts"
export * as Program from "./Program.ts"
export * as Runner from "./Runner.ts"
export * as SqliteClient from "./SqliteClient.ts"
export * as Status from "./Status.ts"
export * as SyncMetrics from "./SyncMetrics.ts"
export * as Tables from "./Tables.ts"

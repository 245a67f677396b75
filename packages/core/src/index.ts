/**
 * Effect SDK for the Piggy (Leat) referrals API.
 */
export * as Checkpoint from "./Checkpoint.ts"
export * as Credentials from "./Credentials.ts"
export * as Insights from "./Insights.ts"
export * as ListEndpoint from "./ListEndpoint.ts"
export * as Listener from "./Listener.ts"
export * as PiggyClient from "./PiggyClient.ts"
export * as PiggyError from "./PiggyError.ts"
export * as Referral from "./Referral.ts"
export * as Referrals from "./Referrals.ts"
export * as RetryPolicy from "./RetryPolicy.ts"
export * as Telemetry from "./Telemetry.ts"
export * as Webhook from "./Webhook.ts"

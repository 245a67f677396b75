/**
 * Counting without Effect: what a program loads that asks for insights.
 */
export { add, empty } from "./state.ts"
export { summarize } from "./summary.ts"

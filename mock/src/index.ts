/**
 * A mock server for the referrals API, for tests: a layer for Effect, a function for everybody else.
 */
// oxlint-disable-next-line import/no-unassigned-import -- it refuses an old Node, and has nothing to give
import "./requireNode.ts"

export * as Dataset from "./Dataset.ts"
export * as MockServer from "./MockServer.ts"
export type * as MockSession from "./MockSession.ts"
export { startMockServer } from "./MockServer.ts"

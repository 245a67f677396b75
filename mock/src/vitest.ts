/**
 * Fixtures for Vitest: one mock for each worker, and a session of its own for each test.
 */
import { type Options, type RunningServer, type RunningSession, startMockServer } from "./MockServer.ts"
import type { Options as SessionOptions } from "./Steering.ts"

export interface MockFixtures {
  /** A session of the test's own; nothing of it is left when the test ends. */
  readonly mock: RunningSession
  /** What makes each test's session differ from the server's options. Set it with `test.scoped` or `test.override`. */
  readonly mockSession: SessionOptions
  /** The mock that all tests of a worker share. */
  readonly mockServer: RunningServer
}

type Use<Value> = (value: Value) => Promise<void>

/** The fixtures as `test.extend` takes them. */
export interface Fixtures {
  readonly mockServer: [(given: object, use: Use<RunningServer>) => Promise<void>, { scope: "worker" }]
  readonly mockSession: SessionOptions
  readonly mock: (given: Pick<MockFixtures, "mockServer" | "mockSession">, use: Use<RunningSession>) => Promise<void>
}

/**
 * For `test.extend`: `const test = base.extend<MockFixtures>(mockFixtures({ referrals: 101 }))`.
 *
 * @param options of the server that the tests of a worker share
 */
export const mockFixtures = (options: Options = {}): Fixtures => ({
  mockServer: [
    // Vitest reads the names of the fixtures that it needs off the parameter.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      await using server = await startMockServer(options)
      await use(server)
    },
    { scope: "worker" }
  ],
  mockSession: {},
  mock: async ({ mockServer, mockSession }, use) => {
    await using session = await mockServer.session(mockSession)
    await use(session)
  }
})

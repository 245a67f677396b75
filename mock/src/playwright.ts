/**
 * Fixtures for Playwright: a mock that runs beside the tests, and a session of its own for each test.
 *
 * Nothing of Playwright is imported: whichever version a project has is the one that runs.
 */
import { connect, type SessionOptions, type SteeredSession } from "./client.ts"

export interface MockFixtures {
  /** A session of the test's own. Whatever a page of the test asks the API is of this session. */
  readonly mock: SteeredSession
}

export interface MockOptions {
  /** Where the mock listens. Default `http://127.0.0.1:4010`. */
  readonly mockUrl: string
  /** What makes a test's session differ from the default one: rows, seed, scenario. */
  readonly mockSession: SessionOptions
}

/** As much of a browser context, of a route and of a test's information as the fixtures need. */
interface Context {
  readonly route: (matches: (url: URL) => boolean, handle: (route: Route) => Promise<void>) => Promise<unknown>
}
interface Route {
  readonly request: () => { readonly headers: () => Readonly<Record<string, string>> }
  readonly fallback: (options: { readonly headers: Record<string, string> }) => Promise<void>
}
interface Info {
  readonly status?: string | undefined
  readonly expectedStatus: string
  readonly attach: (name: string, options: { readonly body: string; readonly contentType: string }) => Promise<void>
}

type Use<Value> = (value: Value) => Promise<void>

/** Where the API is, behind whatever prefix a proxy puts in front. */
const isApi = ({ pathname }: URL): boolean => /\/api\/v\d+\/|\/oauth\/token$/.test(pathname)

/** The fixtures as `test.extend` takes them. */
export interface Fixtures {
  readonly mockUrl: [string, { option: true }]
  readonly mockSession: [SessionOptions, { option: true }]
  readonly mock: (given: MockOptions, use: Use<SteeredSession>, info: Info) => Promise<void>
  readonly context: <C extends Context>(
    given: { readonly context: C; readonly mock: SteeredSession },
    use: Use<C>
  ) => Promise<void>
}

/** For `test.extend`: `const test = base.extend<MockFixtures & MockOptions>(mockFixtures)`. */
export const mockFixtures: Fixtures = {
  mockUrl: ["http://127.0.0.1:4010", { option: true }],
  mockSession: [{}, { option: true }],
  mock: async ({ mockSession, mockUrl }, use, info) => {
    await using session = await connect(mockUrl).session(mockSession)
    await use(session)
    if (info.status === info.expectedStatus) return
    const told = { counts: await session.counts(), walks: await session.walks(), journal: await session.journal() }
    await info.attach("mock", { body: JSON.stringify(told, null, 2), contentType: "application/json" })
  },
  context: async ({ context, mock }, use) => {
    await context.route(isApi, (route) =>
      route.fallback({ headers: { ...route.request().headers(), ...mock.headers } })
    )
    await use(context)
  }
}

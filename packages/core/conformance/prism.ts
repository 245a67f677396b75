/**
 * Stock Prism in this process, with the settings of its command: `prism mock openapi.yaml` and
 * `prism proxy openapi.yaml <upstream> --errors`, on a free port of this machine.
 */
import prismHttp, { type PrismHttpComponents } from "@stoplight/prism-http"
import { createServer } from "@stoplight/prism-http-server"
import * as Effect from "effect/Effect"
import { fileURLToPath } from "node:url"
import { location } from "./contract.ts"

const ignore = (): void => undefined
const levels = ["trace", "debug", "info", "success", "warn", "error", "fatal"] as const
const silent: PrismHttpComponents["logger"] = {
  ...Object.fromEntries(levels.map((level) => [level, ignore])),
  child: () => silent
}

// Read once: one contract, many servers.
let operations: ReturnType<typeof prismHttp.getHttpOperationsFromSpec> | undefined
const operationsOf = () => (operations ??= prismHttp.getHttpOperationsFromSpec(fileURLToPath(location)))

const settings = {
  validateRequest: true,
  validateResponse: true,
  checkSecurity: true,
  upstreamProxy: undefined,
  mock: { dynamic: false }
} as const

const serve = (config: Parameters<typeof createServer>[1]["config"]) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const server = createServer(await operationsOf(), { cors: true, config, components: { logger: silent } })
      return { server, url: await server.listen(0, "127.0.0.1") }
    }),
    ({ server }) => Effect.promise(() => server.close())
  ).pipe(Effect.map(({ url }) => url))

/** `prism mock openapi.yaml`, and where it listens. */
export const mock = serve({ ...settings, isProxy: false, errors: false })

/**
 * `prism proxy openapi.yaml <upstream> --errors`, and where it listens: an answer that breaks the contract becomes a 500.
 *
 * @param judgesRequests false lets requests through that break the contract (`--validate-request false`), so that the
 *   upstream's own refusal is judged
 */
export const proxy = (upstream: string, judgesRequests: boolean) =>
  serve({ ...settings, validateRequest: judgesRequests, isProxy: true, upstream: new URL(upstream), errors: true })

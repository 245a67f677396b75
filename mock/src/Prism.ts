/**
 * Prism's engine, embedded: it routes, checks security, validates the request, and validates every answer.
 *
 * A valid request is answered by our `Responder`; an invalid one, and whatever a preference asks for, by the stock
 * engine from the contract's examples.
 */
import type { Contract } from "./Contract.ts"
import * as Parameters from "./Parameters.ts"
import { asksPrism, type Preferences } from "./Preferences.ts"
import {
  checkInput,
  createInstance,
  type IHttpRequest,
  NOT_ACCEPTABLE,
  NOT_FOUND,
  ProblemJsonError,
  type PrismHttpComponents
} from "./PrismEngine.ts"
import * as Routes from "./Routes.ts"

export type ApiRequest = IHttpRequest
type Headers = Readonly<Record<string, string>>

/** One way in which a request or an answer departs from the contract. */
export interface Violation {
  readonly side: "request" | "response"
  /** Where, as a path: `["query", "limit"]`. */
  readonly location: ReadonlyArray<string>
  readonly severity: "error" | "warning"
  readonly message: string
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  readonly violations: ReadonlyArray<Violation>
}

/** A body for a 200, which may break the contract if it `isOdd`, or a status to answer from the contract's example. */
export type Reply = { readonly body: unknown; readonly isOdd?: boolean } | { readonly example: number | undefined }

export interface Responder {
  /** The status to refuse a bearer with, by the value of the `Authorization` header; asked on secured operations. */
  readonly refuse: (authorization: string) => number | undefined
  /** Answers a request that Prism found valid. */
  readonly respond: (operationId: string, request: ApiRequest) => Reply
}

export interface Engine {
  readonly answer: (request: ApiRequest, preferences: Preferences, responder: Responder) => Promise<Answer>
  readonly routes: Routes.Routes
  /** The contract's example of a status, whether the request is valid or not; nothing if it has none there. */
  readonly force: (request: ApiRequest, status: number, headers: Headers) => Promise<Answer | undefined>
}

/** Tells the caller of our instance, through Prism's error channel, that the stock engine shall answer. */
class Delegated extends Error {
  readonly example: number | undefined
  constructor(example?: number) {
    super("delegated to the stock engine")
    this.example = example
  }
}

const left = (error: Error) => ({ _tag: "Left", left: error }) as const

const ignore = (): void => undefined
const names = ["trace", "debug", "info", "success", "warn", "error", "fatal"] as const
const silent: PrismHttpComponents["logger"] = {
  ...Object.fromEntries(names.map((name) => [name, ignore])),
  child: () => silent
}

const settings = {
  isProxy: false,
  checkSecurity: true,
  validateRequest: true,
  validateResponse: true,
  errors: false,
  upstreamProxy: undefined
} as const
const unchecked = { ...settings, checkSecurity: false, validateRequest: false } as const

const json = "application/json"
const acceptsJson = (accept: string | undefined): boolean =>
  accept === undefined || accept === "" || /\*\/\*|application\/(\*|json)/.test(accept)

/** Prism compiles the template of a fixed path anew for every request; without parameters there is nothing to compile. */
const withoutTemplate = (operation: Routes.Operation): Routes.Operation => {
  if (operation.path.includes("{")) return operation
  const { path: _, ...request } = operation.request ?? {}
  return { ...operation, request }
}

/** DiagnosticSeverity.Error of `@stoplight/types`. */
const isError = (diagnostic: { readonly severity: number }): boolean => diagnostic.severity === 0

const textHeaders = (headers: unknown): Record<string, string> => {
  const text: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers ?? {})) {
    // Prism answers null for a header that has neither example nor schema.
    if (typeof value === "string" || typeof value === "number") text[name.toLowerCase()] = String(value)
  }
  return text
}

const problem = (error: Error): Answer => {
  // The challenge of a 401 comes among the members of the problem.
  const members: Readonly<Record<string, unknown>> = { ...ProblemJsonError.toProblemJson(error) }
  const { headers, status, ...rest } = members
  const code = typeof status === "number" ? status : 500
  return {
    status: code,
    headers: { ...textHeaders(headers), "content-type": "application/problem+json" },
    body: JSON.stringify({ ...rest, status: code }),
    violations: []
  }
}

/** An answer of ours that breaks the contract never leaves; this says so instead. */
const selfViolation = (violations: ReadonlyArray<Violation>): Answer => ({
  status: 500,
  headers: { "content-type": "application/problem+json" },
  body: JSON.stringify({
    type: "https://github.com/stoplightio/prism/blob/master/docs/guides/errors.md#violations",
    title: "The mock's answer breaks the contract",
    status: 500,
    detail: "This is a defect of the mock or of its data, not of the request.",
    validation: violations
  }),
  violations
})

export const make = (contract: Contract): Engine => {
  /** Which responder belongs to a request: the seam that Prism offers carries the request and nothing else of ours. */
  const responders = new WeakMap<ApiRequest, Responder>()

  const odd = new WeakSet<ApiRequest>()

  const mock: PrismHttpComponents["mock"] =
    ({ input, resource }) =>
    () => {
      const responder = responders.get(input.data)
      if (responder === undefined) return left(new Delegated())
      const authorization = input.data.headers?.["authorization"]
      if (authorization !== undefined && (resource.security?.length ?? 0) > 0) {
        const refusal = responder.refuse(authorization)
        if (refusal !== undefined) return left(new Delegated(refusal))
      }
      if (input.validations.some(isError)) return left(new Delegated())
      if (!acceptsJson(input.data.headers?.["accept"])) return left(new Delegated())
      const reply = responder.respond(resource.iid ?? resource.id, input.data)
      if ("example" in reply) return left(new Delegated(reply.example))
      if (reply.isOdd === true) odd.add(input.data)
      return { _tag: "Right", right: { statusCode: 200, headers: { "content-type": json }, body: reply.body } } as const
    }

  const routes = Routes.make(contract.operations.map(withoutTemplate))
  const route: PrismHttpComponents["route"] = ({ input }) => {
    const operation = routes.at(input.url.path)?.operations.get(input.method)
    return operation === undefined
      ? left(new Error("no operation of the contract"))
      : { _tag: "Right", right: operation }
  }
  const validateInput: PrismHttpComponents["validateInput"] = ({ element, resource }) =>
    checkInput({
      resource,
      element: { ...element, url: { ...element.url, query: Parameters.exact(resource, element.url.query ?? {}) } }
    })

  const common = { logger: silent, route, validateInput }
  const stock = createInstance({ ...settings, mock: { dynamic: false } }, common)
  const ours = createInstance({ ...settings, mock: { dynamic: false } }, { ...common, mock })

  type Result = Awaited<ReturnType<ReturnType<typeof stock.request>>>
  const toAnswer = (result: Result, extra: Headers, own: boolean): Answer => {
    if (result._tag === "Left") return problem(result.left)
    const { output, validations } = result.right
    const violations = (["input", "output"] as const).flatMap((side) =>
      validations[side].map((diagnostic): Violation => ({
        side: side === "input" ? "request" : "response",
        location: diagnostic.path ?? [],
        severity: isError(diagnostic) ? "error" : "warning",
        message: diagnostic.message
      }))
    )
    if (own && validations.output.some(isError)) {
      return selfViolation(violations.filter((violation) => violation.side === "response"))
    }
    const { body } = output
    return {
      status: output.statusCode,
      headers: { ...textHeaders(output.headers), ...extra },
      body: body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body),
      violations
    }
  }

  const force: Engine["force"] = async (request, status, headers) => {
    const wanted = { ...unchecked, mock: { dynamic: false, code: status } }
    const result = await stock.request(request, contract.operations, wanted)()
    return result._tag === "Left" ? undefined : toAnswer(result, headers, false)
  }

  /** Why the engine has no answer, or another than the preferred status: Prism says 500, or falls back to a success. */
  const unmet = async (request: ApiRequest, { code, dynamic, exampleKey }: Preferences): Promise<Answer> => {
    const there = code === undefined ? "here" : `for ${code}`
    const plain = { ...unchecked, mock: { dynamic: false, ...(code !== undefined && { code }) } }
    const result = await stock.request(request, contract.operations, plain)()
    if (result._tag === "Left" || (code !== undefined && result.right.output.statusCode !== code)) {
      const accept = request.headers?.["accept"] ?? "*/*"
      const detail = `the contract has nothing ${there} that is ${accept}`
      return problem(ProblemJsonError.fromTemplate(NOT_ACCEPTABLE, detail))
    }
    const missing = dynamic === true && exampleKey === undefined ? "schema to generate from" : `example "${exampleKey}"`
    return problem(ProblemJsonError.fromTemplate(NOT_FOUND, `the contract has no ${missing} ${there}`))
  }

  /** An example, a status or generated data, from the contract alone. */
  const preferred = async (request: ApiRequest, preferences: Preferences): Promise<Answer> => {
    const wanted = { ...settings, mock: { dynamic: false, ...preferences } }
    const result = await stock.request(request, contract.operations, wanted)()
    if (result._tag === "Left") {
      return result.left instanceof ProblemJsonError ? problem(result.left) : unmet(request, preferences)
    }
    const { output, validations } = result.right
    const { code = output.statusCode } = preferences
    return output.statusCode === code || validations.input.some(isError)
      ? toAnswer(result, {}, false)
      : unmet(request, preferences)
  }

  return {
    routes,
    force,
    answer: async (request, preferences, responder) => {
      if (asksPrism(preferences)) return preferred(request, preferences)
      responders.set(request, responder)
      const result = await ours.request(request, contract.operations)()
      if (result._tag === "Right" || !(result.left instanceof Delegated)) {
        return toAnswer(result, {}, !odd.has(request))
      }
      const { example } = result.left
      const forced = example === undefined ? undefined : await force(request, example, {})
      return forced ?? preferred(request, {})
    }
  }
}

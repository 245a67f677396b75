/**
 * The session of a request: named by its URL, its header or its bearer, in this order; otherwise the default one.
 */
import * as Result from "effect/Result"
import type { Session } from "./Session.ts"
import * as SessionName from "./SessionName.ts"
import type { Refusal, Sessions } from "./Sessions.ts"

type Headers = Readonly<Record<string, string | undefined>>

const named = (claims: ReadonlyArray<SessionName.Claim>): Result.Result<string | undefined, Refusal> =>
  SessionName.agree(claims).pipe(Result.mapError((detail) => ({ status: 400, detail })))

const inHeader = (headers: Headers): SessionName.Claim => ({ by: "X-Mock-Session", name: headers[SessionName.header] })

/**
 * The session of a request of the API.
 *
 * @param inUrl the name after `/__session/`
 */
export const ofApi = (
  sessions: Sessions,
  inUrl: string | undefined,
  headers: Headers
): Result.Result<Session, Refusal> =>
  named([{ by: "the URL", name: inUrl }, inHeader(headers)]).pipe(
    Result.flatMap((name) =>
      name === undefined
        ? Result.map(sessions.ofBearer(headers["authorization"]), (session) => session ?? sessions.standard)
        : sessions.use(name)
    )
  )

/**
 * The session of a control request.
 *
 * @param inQuery the values of `?session=`
 * @param looks true for a request that changes nothing, and so makes no session either
 */
export const ofControl = (
  sessions: Sessions,
  inQuery: ReadonlyArray<string>,
  headers: Headers,
  looks: boolean
): Result.Result<Session, Refusal> =>
  named([...inQuery.map((name) => ({ by: "?session=", name })), inHeader(headers)]).pipe(
    Result.flatMap((name = SessionName.standard) => (looks ? sessions.find(name) : sessions.use(name)))
  )

/**
 * The control routes about rows: to look at them without being noticed, and to change them by hand.
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Result from "effect/Result"
import { invalid, json, problem, sentJson, unprocessable } from "./ControlAnswer.ts"
import * as InvalidRow from "./InvalidRow.ts"
import type { Violation } from "./Prism.ts"
import { type Filter, statuses } from "./Referral.ts"
import * as ResponseHeaders from "./ResponseHeaders.ts"
import * as RowsByHand from "./RowsByHand.ts"
import type { Session } from "./Session.ts"
import * as Wire from "./Wire.ts"
import type { World } from "./World.ts"

type Request = HttpServerRequest.HttpServerRequest
type Response = HttpServerResponse.HttpServerResponse

const known = ["page", "limit", "status", "referring_contact_uuid", "session"]

const whole = (name: string, text: string | null, fallback: number, maximum: number): number | string => {
  if (text === null) return fallback
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= maximum
    ? number
    : `${name}: takes 1 to ${maximum}, got ${JSON.stringify(text.slice(0, 80))}`
}

const filterOf = (search: URLSearchParams): Filter | string => {
  const text = search.get("status")
  const contact = search.get("referring_contact_uuid")
  const status = statuses.find((one) => one === text)
  if (text !== null && status === undefined) return `status: takes ${statuses.join(", ")}`
  return {
    ...(status !== undefined && { status }),
    ...(contact !== null && { referring_contact_uuid: contact })
  }
}

/** A page of the rows as they are, whatever the scenario does to paging. */
export const list = (session: Session, request: Request): Response => {
  const search = Wire.urlOf(request).searchParams
  const stranger = [...search.keys()].find((name) => !known.includes(name))
  if (stranger !== undefined) return unprocessable(`there is no "${stranger}" here; there are ${known.join(", ")}`)
  const page = whole("page", search.get("page"), 1, 1_000_000)
  const limit = whole("limit", search.get("limit"), 30, 100)
  const filter = filterOf(search)
  if (typeof page === "string") return unprocessable(page)
  if (typeof limit === "string") return unprocessable(limit)
  if (typeof filter === "string") return unprocessable(filter)
  const dataset = session.snapshot().run.dataset()
  return json({
    data: dataset.slice(filter, (page - 1) * limit, limit).map(InvalidRow.written),
    total: dataset.count(filter)
  })
}

const missing = (uuid: string): Response =>
  problem(404, "No such referral", `there is no referral ${JSON.stringify(uuid.slice(0, 80))} in this session`)

const uuidOf = Effect.map(HttpRouter.params, ({ uuid = "" }) => uuid)

export const find = (session: Session): Effect.Effect<Response, never, HttpRouter.RouteContext> =>
  Effect.map(uuidOf, (uuid) => {
    const found = session.snapshot().run.dataset().find(uuid)
    return found === undefined ? missing(uuid) : json(InvalidRow.written(found))
  })

/** A row by hand, with what the contract says against it. */
const byHand = ({ complaints, row }: RowsByHand.Row, status: number): Response => {
  const violations = complaints.map(({ message, path }): Violation => ({
    side: "request",
    location: path === "" ? [] : path.split("."),
    severity: "error",
    message
  }))
  return HttpServerResponse.setHeaders(json(InvalidRow.written(row), status), ResponseHeaders.reported(violations))
}

export const add = (world: World) =>
  Effect.fnUntraced(function* (session: Session, request: Request) {
    const input = yield* sentJson(request)
    const added = yield* Effect.promise(() => RowsByHand.add(world.engine(), session, input))
    return Result.isSuccess(added) ? byHand(added.success, 201) : invalid(added.failure)
  })

export const change = (world: World) =>
  Effect.fnUntraced(function* (session: Session, request: Request) {
    const uuid = yield* uuidOf
    const input = yield* sentJson(request)
    const changed = yield* Effect.promise(() => RowsByHand.change(world.engine(), session, uuid, input))
    if (changed === undefined) return missing(uuid)
    return Result.isSuccess(changed) ? byHand(changed.success, 200) : invalid(changed.failure)
  })

/** Puts a row back where it was taken out. */
export const restore = (session: Session): Effect.Effect<Response, never, HttpRouter.RouteContext> =>
  Effect.map(uuidOf, (uuid) => {
    const isRestored = session.edit({ do: "restore", uuid })
    const referral = session.snapshot().run.dataset().find(uuid)
    return isRestored && referral !== undefined
      ? json(InvalidRow.written(referral))
      : problem(
          404,
          "No such referral",
          `no referral ${JSON.stringify(uuid.slice(0, 80))} was taken out of this session`
        )
  })

export const remove = (session: Session): Effect.Effect<Response, never, HttpRouter.RouteContext> =>
  Effect.map(uuidOf, (uuid) =>
    RowsByHand.remove(session, uuid) ? HttpServerResponse.empty({ status: 204 }) : missing(uuid)
  )

/** What was done by hand, with each row as it goes out. */
export const edits = (session: Session): Response =>
  json({
    edits: session
      .edits()
      .map((edit) => ("uuid" in edit ? edit : { do: edit.do, referral: InvalidRow.written(edit.referral) }))
  })

/**
 * Notes when a request goes to the wire and what answers, below a user's own limiter: a request that waits there was
 * not sent.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import { monotonicNow } from "./monotonicNow.ts"
import type { Ticket } from "./paceState.ts"

/** A request of a call that has the pace's leave. */
export interface Sending {
  readonly visit: {
    /** Called when it goes to the wire; not for the request for its token. */
    readonly onSend: () => void
  }
  ticket: Ticket | undefined
  /** The newest answer. */
  response: HttpClientResponse.HttpClientResponse | undefined
}

/** The request that is being made. */
export const CurrentSending = Context.Reference<Sending | undefined>("@effect-piggy/core/internal/CurrentSending", {
  defaultValue: () => undefined
})

export const watch = (http: HttpClient.HttpClient): HttpClient.HttpClient =>
  HttpClient.transform(http, (answer, request) =>
    Effect.contextWith((context: Context.Context<never>) => {
      const sending = Context.get(context, CurrentSending)
      if (sending === undefined) return answer
      if (request.method === "GET") sending.visit.onSend()
      if (sending.ticket === undefined) return answer
      sending.ticket.sentAt = monotonicNow(Context.get(context, Clock.Clock))
      return Effect.map(answer, (response) => {
        sending.response = response
        return response
      })
    })
  )

/**
 * What was sent and what was answered, as the journal keeps it: headers, and the beginning of each body, without secrets.
 */
import * as Schema from "effect/Schema"
import * as Secrets from "./Secrets.ts"

export const Message = Schema.Struct({
  /** By name in lower case. */
  headers: Schema.Record(Schema.String, Schema.String),
  /** The beginning of the body; of a page of rows the first ones. */
  body: Schema.String,
  /** Characters of the whole body. */
  length: Schema.Int
})
export type Message = typeof Message.Type

export const Transcript = Schema.Struct({ request: Message, answer: Message })
export type Transcript = typeof Transcript.Type

/** Characters of a body that are kept at most. */
export const longestBody = 1600

/** The beginning of a text; of a list in JSON, whole members where one fits. */
const beginning = (text: string): string => {
  if (text.length <= longestBody) return text
  const lastRow = text.lastIndexOf("},{", longestBody - 1)
  return text.slice(0, lastRow > longestBody / 4 ? lastRow + 1 : longestBody)
}

export interface Sent {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

const isForm = (headers: Sent["headers"]): boolean => /x-www-form-urlencoded/i.test(headers["content-type"] ?? "")

const message = ({ body, headers }: Sent): Message => {
  const kept = beginning(body)
  return {
    headers: Secrets.inHeaders(headers),
    body: isForm(headers) ? Secrets.inQuery(kept) : Secrets.inText(kept),
    length: body.length
  }
}

/** As text: it takes a third of the memory, and holds on to nothing of the request. */
export const pack = (request: Sent, answer: Sent): string =>
  JSON.stringify({ request: message(request), answer: message(answer) } satisfies Transcript)

export const unpack = (packed: string): Transcript => JSON.parse(packed)

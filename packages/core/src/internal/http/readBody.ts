/**
 * Reads a body as text, and stops once it is too large.
 *
 * Effect's own client reads without a limit. Bytes are counted after decompression, as they arrive.
 */
import * as Effect from "effect/Effect"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"

/** Why a body could not be read. */
export type Unread =
  /** More bytes came than are allowed; the rest was not read. */
  | { readonly _tag: "TooLarge" }
  /** The answer has no body that can be read. */
  | { readonly _tag: "Unreadable"; readonly detail: string }
  /** The connection failed, or the body does not decompress. */
  | { readonly _tag: "Broken"; readonly cause: unknown }

const tooLarge: Unread = { _tag: "TooLarge" }
const unreadable = (detail: string): Unread => ({ _tag: "Unreadable", detail })
const broken = (cause: unknown): Unread => ({ _tag: "Broken", cause })

const counted = (limit: number) => {
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ""
  return {
    /** What is wrong with the chunk, if anything. */
    add: (chunk: unknown): Unread | undefined => {
      if (!ArrayBuffer.isView(chunk)) return unreadable("the body is not a stream of bytes")
      bytes += chunk.byteLength
      if (bytes > limit) return tooLarge
      text += decoder.decode(chunk, { stream: true })
      return undefined
    },
    end: () => text + decoder.decode()
  }
}

const readWeb = (body: ReadableStream<unknown>, limit: number): Effect.Effect<string, Unread> =>
  Effect.callback((resume) => {
    const reader = body.getReader()
    const cancel = () => {
      reader.cancel().catch(() => {})
    }
    const read = async (): Promise<Effect.Effect<string, Unread>> => {
      const content = counted(limit)
      while (true) {
        // A stream is read one chunk after the other.
        // eslint-disable-next-line no-await-in-loop
        const { done, value } = await reader.read()
        if (done) return Effect.succeed(content.end())
        const problem = content.add(value)
        if (problem !== undefined) {
          cancel()
          return Effect.fail(problem)
        }
      }
    }
    read().then(resume, (cause: unknown) => resume(Effect.fail(broken(cause))))
    return Effect.sync(cancel)
  })

const bounded = (limit: number) => (text: string) =>
  text.length > limit || (text.length * 3 > limit && new TextEncoder().encode(text).byteLength > limit)
    ? Effect.fail(tooLarge)
    : Effect.succeed(text)

const readStream = (response: HttpClientResponse.HttpClientResponse, limit: number) =>
  Effect.suspend(() => {
    const content = counted(limit)
    return Stream.runForEach(response.stream, (chunk) => {
      const problem = content.add(chunk)
      return problem === undefined ? Effect.void : Effect.fail(problem)
    }).pipe(
      Effect.map(content.end),
      Effect.catch((error): Effect.Effect<string, Unread> => {
        if (!("reason" in error)) return Effect.fail(error)
        return error.reason._tag === "EmptyBodyError" ? Effect.succeed("") : Effect.fail(broken(error))
      }),
      // If the body was read before, the stream is empty, but Effect has kept the text.
      Effect.flatMap((text) =>
        text === ""
          ? Effect.flatMap(
              Effect.orElseSucceed(response.text, () => ""),
              bounded(limit)
            )
          : Effect.succeed(text)
      )
    )
  })

/**
 * The body as text; a byte order mark is dropped.
 *
 * @param limit the most bytes, after decompression
 */
export const readText = (
  response: HttpClientResponse.HttpClientResponse,
  limit: number
): Effect.Effect<string, Unread> => {
  const web = Option.getOrUndefined(HttpClientResponse.toWeb(response))
  if (web === undefined) return readStream(response, limit)
  const { body, bodyUsed } = web
  if (bodyUsed || body?.locked === true) {
    return Effect.flatMap(
      Effect.mapError(response.text, () =>
        unreadable("`transformClient` has read the body as a stream: read `response.text` there, which is kept")
      ),
      bounded(limit)
    )
  }
  if (Predicate.hasProperty(body, "getReader")) return readWeb(body, limit)
  // A platform that gives no stream gives the text.
  return Effect.flatMap(Effect.tryPromise({ try: () => web.text(), catch: broken }), bounded(limit))
}

/** Discards a body that is not needed, and so frees its connection. */
export const discard = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<void> =>
  Effect.matchEager(readText(response, 0), { onSuccess: () => {}, onFailure: () => {} })

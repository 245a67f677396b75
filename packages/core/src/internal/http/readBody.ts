/**
 * Reads a body as text, and stops once it is too large.
 *
 * Effect's own client does not bound what it reads. Bytes are counted after decompression and while they come.
 */
import * as Effect from "effect/Effect"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

/** More bytes came than are allowed; the rest was not read. */
export interface TooLarge {
  readonly _tag: "TooLarge"
}

/** The connection failed, or the body does not decompress. */
export interface Broken {
  readonly _tag: "Broken"
  readonly cause: unknown
}

const tooLarge: TooLarge = { _tag: "TooLarge" }
const broken = (cause: unknown): Broken => ({ _tag: "Broken", cause })

const counted = (limit: number) => {
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ""
  return {
    /** False once there are more bytes than allowed. */
    add: (chunk: Uint8Array): boolean => {
      bytes += chunk.byteLength
      if (bytes > limit) return false
      text += decoder.decode(chunk, { stream: true })
      return true
    },
    end: () => text + decoder.decode()
  }
}

const readWeb = (body: ReadableStream<Uint8Array>, limit: number): Effect.Effect<string, TooLarge | Broken> =>
  Effect.callback((resume) => {
    const reader = body.getReader()
    const cancel = () => {
      reader.cancel().catch(() => {})
    }
    const content = counted(limit)
    const onChunk = ({ done, value }: ReadableStreamReadResult<Uint8Array>): void => {
      if (done) {
        resume(Effect.succeed(content.end()))
      } else if (content.add(value)) {
        next()
      } else {
        cancel()
        resume(Effect.fail(tooLarge))
      }
    }
    const onFailure = (cause: unknown): void => resume(Effect.fail(broken(cause)))
    const next = (): void => {
      reader.read().then(onChunk, onFailure)
    }
    next()
    return Effect.sync(cancel)
  })

const readStream = (response: HttpClientResponse.HttpClientResponse, limit: number) =>
  Effect.suspend(() => {
    const content = counted(limit)
    return Stream.runForEach(response.stream, (chunk) =>
      content.add(chunk) ? Effect.void : Effect.fail(tooLarge)
    ).pipe(
      Effect.map(content.end),
      Effect.catch((error): Effect.Effect<string, TooLarge | Broken> => {
        if (error._tag === "TooLarge") return Effect.fail(error)
        return error.reason._tag === "EmptyBodyError" ? Effect.succeed("") : Effect.fail(broken(error))
      })
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
): Effect.Effect<string, TooLarge | Broken> => {
  const web = HttpClientResponse.toWeb(response)
  if (Option.isNone(web)) return readStream(response, limit)
  return web.value.body === null ? Effect.succeed("") : readWeb(web.value.body, limit)
}

/** Lets go of a body that is not wanted, and of its connection. */
export const discard = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<void> =>
  Effect.matchEager(readText(response, 0), { onSuccess: () => {}, onFailure: () => {} })

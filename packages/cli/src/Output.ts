/**
 * Results on stdout and everything else on stderr, each waiting until what it wrote was taken.
 */
import * as Effect from "effect/Effect"
import * as ExitCode from "./ExitCode.ts"
import { type Place, Surroundings } from "./Surroundings.ts"

const write = (place: Place, text: string): Effect.Effect<void> =>
  Effect.callback((resume) => {
    place.write(text, () => resume(Effect.void))
  })

/** Writes text to stdout as it is. */
export const raw = (text: string): Effect.Effect<void> =>
  Effect.flatMap(Surroundings, ({ stdout }) => write(stdout, text))

/** Writes lines to stdout. */
export const lines = (...all: ReadonlyArray<string>): Effect.Effect<void> =>
  all.length === 0 ? Effect.void : raw(`${all.join("\n")}\n`)

/** Writes lines to stderr. */
export const notes = (...all: ReadonlyArray<string>): Effect.Effect<void> =>
  all.length === 0 ? Effect.void : Effect.flatMap(Surroundings, ({ stderr }) => write(stderr, `${all.join("\n")}\n`))

/**
 * A reader that goes away, as `head` does, has what it wanted: the command ends quietly.
 *
 * @param inWords the line that tells any other end
 */
export const endWithReader = (inWords: (message: string, exitCode: number) => string): void => {
  const { ok, other } = ExitCode.codes
  process.stdout.on("error", ({ code = "" }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") process.exit(ok)
    process.stderr.write(`${inWords(`stdout cannot be written: ${code}`, other)}\n`, () => process.exit(other))
  })
  process.stderr.on("error", () => undefined)
}

/** Text from elsewhere, for a terminal: what would steer it is shown, not done. */
export const plain = (text: string): string =>
  // oxlint-disable-next-line eslint/no-control-regex -- control characters are what is looked for
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "\u{fffd}")

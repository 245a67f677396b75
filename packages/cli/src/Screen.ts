/**
 * What is at the other end of stdout and stderr: a terminal of some width, or a file or a pipe.
 */
import * as Effect from "effect/Effect"
import { type Place, Surroundings } from "./Surroundings.ts"

/** A place that text goes to. */
export interface Screen {
  readonly isTerminal: boolean
  /** Columns; 80 where nothing tells. */
  readonly width: number
  readonly hasColor: boolean
}

const look = ({ columns = 0, isTTY: isTerminal = false }: Place, env: Surroundings["env"]): Screen => {
  // The convention of no-color.org: set to anything but nothing.
  const isSet = (name: string): boolean => (env[name] ?? "") !== ""
  const isDumb = env["TERM"] === "dumb"
  return {
    isTerminal,
    width: isTerminal && columns > 0 ? columns : 80,
    hasColor: !isSet("NO_COLOR") && !isDumb && (isTerminal || (isSet("FORCE_COLOR") && env["FORCE_COLOR"] !== "0"))
  }
}

/** Where results go. */
export const stdout: Effect.Effect<Screen> = Effect.map(Surroundings, (around) => look(around.stdout, around.env))

/** Where everything else goes. */
export const stderr: Effect.Effect<Screen> = Effect.map(Surroundings, (around) => look(around.stderr, around.env))

/** Text as that of the terminal's own palette, which follows its theme. */
export const styled =
  (code: number) =>
  ({ hasColor }: Screen, text: string): string =>
    hasColor ? `\u001b[${code}m${text}\u001b[0m` : text

export const bold = styled(1)
export const dim = styled(2)
export const red = styled(31)
export const green = styled(32)
export const yellow = styled(33)
export const blue = styled(34)
export const cyan = styled(36)

/**
 * What is at the other end of stdout and stderr: a terminal of some width, or a file or a pipe.
 */

/** A place that text goes to. */
export interface Screen {
  readonly isTerminal: boolean
  /** Columns; 80 where nothing tells. */
  readonly width: number
  readonly hasColor: boolean
}

// The convention of no-color.org: set to anything but nothing.
const isSet = (name: string): boolean => (process.env[name] ?? "") !== ""

// Node's types say that every stream is a terminal or none; of a pipe it says nothing.
const isTerminalAt = ({ isTTY }: { readonly isTTY?: boolean }): boolean => isTTY === true

const look = (stream: NodeJS.WriteStream): Screen => {
  const isTerminal = isTerminalAt(stream)
  const isDumb = process.env["TERM"] === "dumb"
  return {
    isTerminal,
    width: isTerminal && stream.columns > 0 ? stream.columns : 80,
    hasColor:
      !isSet("NO_COLOR") && !isDumb && (isTerminal || (isSet("FORCE_COLOR") && process.env["FORCE_COLOR"] !== "0"))
  }
}

/** Where results go. */
export const stdout = (): Screen => look(process.stdout)

/** Where everything else goes. */
export const stderr = (): Screen => look(process.stderr)

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

/**
 * Why a server does not start, in words that name the way out.
 *
 * Apart from what raises them: the package's types lead here, and to nothing of Prism's.
 */
import * as Schema from "effect/Schema"

/** The contract cannot be used; the message says where and why. */
export class ContractError extends Schema.TaggedError<ContractError>()("ContractError", {
  path: Schema.String,
  reason: Schema.String
}) {
  override get message() {
    return `The contract ${this.path} cannot be used: ${this.reason}`
  }
}

/** The file of rows cannot be used; the message names rows and lines. */
export class DataError extends Schema.TaggedError<DataError>()("DataError", {
  path: Schema.String,
  reason: Schema.String
}) {
  override get message() {
    return `The data in ${this.path} cannot be used: ${this.reason}`
  }
}

/** An option has a value that it does not take. */
export class OptionError extends Schema.TaggedError<OptionError>()("OptionError", {
  option: Schema.String,
  reason: Schema.String
}) {
  override get message() {
    return `\`${this.option}\` ${this.reason}`
  }
}

/** The server cannot listen where it was told to. */
export class ListenError extends Schema.TaggedError<ListenError>()("ListenError", {
  host: Schema.String,
  port: Schema.Int,
  code: Schema.String
}) {
  override get message() {
    return this.inWords("port: 0")
  }

  /** @param anyPort how the caller asks for a free port: an option, or a flag */
  inWords(anyPort: string): string {
    switch (this.code) {
      case "EADDRINUSE":
        return `Port ${this.port} on ${this.host} is taken. Stop what listens there, or choose another: ${anyPort} picks a free one.`
      case "EACCES":
        return `Port ${this.port} needs privileges that this process does not have. Choose one above 1023: ${anyPort} picks a free one.`
      default:
        return `Cannot listen on ${this.host}, port ${this.port} (${this.code}). Is ${this.host} an address of this machine?`
    }
  }
}

export type StartError = ContractError | DataError | ListenError | OptionError

/** Why a file cannot be read, where the system's own words say it in a code. */
export const unreadable = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error)
  if (message.startsWith("ENOENT")) return "there is no such file"
  return message.startsWith("EISDIR") ? "it is a folder, not a file" : message
}

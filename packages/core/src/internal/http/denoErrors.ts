/**
 * Finds a code in the message of a failed `fetch` in Deno, whose errors have neither a code nor a useful name.
 *
 * The message holds addresses and the URL, so only the code is kept.
 */

// The order matters: the message of a failed lookup, for example, ends with the system's own error.
const codes: ReadonlyArray<readonly [RegExp, string]> = [
  [/temporary failure in name resolution/i, "EAI_AGAIN"],
  [/dns error/, "ENOTFOUND"],
  [/invalid peer certificate/, "CERT_INVALID"],
  [/received (?:corrupt message|fatal alert)/, "EPROTO"],
  [/refused/, "ECONNREFUSED"],
  [/connection reset|broken pipe|forcibly closed/i, "ECONNRESET"],
  [/timed out/, "ETIMEDOUT"]
]

/** The code that Node would give, or Deno's name of the step; undefined if the message is not Deno's. */
export const codeIn = (message: string): string | undefined => {
  // Skips the URL, which could contain any words.
  const words = message.slice(Math.max(0, message.indexOf("client error (")))
  const said = /\(os error \d+\)$|^client error \((\w+)\)/.exec(words)
  if (said === null) return undefined
  return codes.find(([pattern]) => pattern.test(words))?.[1] ?? said[1] ?? "SystemError"
}

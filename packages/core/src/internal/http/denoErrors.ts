/**
 * What Deno's `fetch` failed with. Deno gives an error neither a code nor a name and says everything in words.
 *
 * The words hold addresses and the URL, so only a code is made of them.
 */

// In this order: the words of a failed look-up, for example, end with the system's own.
const codes: ReadonlyArray<readonly [RegExp, string]> = [
  [/temporary failure in name resolution/i, "EAI_AGAIN"],
  [/dns error/, "ENOTFOUND"],
  [/invalid peer certificate/, "CERT_INVALID"],
  [/received (?:corrupt message|fatal alert)/, "EPROTO"],
  [/refused/, "ECONNREFUSED"],
  [/connection reset|broken pipe|forcibly closed/i, "ECONNRESET"],
  [/timed out/, "ETIMEDOUT"]
]

/** A code such as Node would give, or Deno's own name of the step; undefined where the message is not Deno's. */
export const codeIn = (message: string): string | undefined => {
  // The URL, which could hold any words, stands before these.
  const words = message.slice(Math.max(0, message.indexOf("client error (")))
  const said = /\(os error \d+\)$|^client error \((\w+)\)/.exec(words)
  if (said === null) return undefined
  return codes.find(([pattern]) => pattern.test(words))?.[1] ?? said[1] ?? "SystemError"
}

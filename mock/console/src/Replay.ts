/**
 * What a replay token says: seed, size and scenario of the run that an answer was of.
 */
import type { Replay } from "../../src/Replay.ts"

/** The name of the answer's header that carries one. */
const header = "x-mock-replay"

/** @param headers of an answer, by name in lower case */
export const tokenOf = (headers: Readonly<Record<string, string>>): string | undefined => headers[header]

/** Reads a token: JSON, deflated, in URL-safe base64. The mock and this page come in one package: what it says, the mock has checked. */
export const read = async (token: string): Promise<Replay> => {
  const binary = atob(token.replaceAll("-", "+").replaceAll("_", "/"))
  const bytes = Uint8Array.from(binary, (character) => character.codePointAt(0) ?? 0)
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))
  return JSON.parse(await new Response(inflated).text())
}

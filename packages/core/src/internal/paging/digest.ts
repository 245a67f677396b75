/**
 * A short digest of a text, to tell that two texts differ without keeping either.
 *
 * Pure, and the same in every runtime and release, since digests are stored. It is no secret: who has a text can check
 * whether it is the one.
 *
 * @see FNV-1a of 64 bits, by Fowler, Noll and Vo
 */

const offset = 0xcbf29ce484222325n
const prime = 0x100000001b3n

/** The digest as 16 hexadecimal digits. */
export const digest = (text: string): string =>
  new TextEncoder()
    .encode(text)
    .reduce((hash, byte) => BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime), offset)
    .toString(16)
    .padStart(16, "0")

/**
 * A UUID as four words of 32 bits: 16 bytes where its text takes 56.
 */

const digits = "0123456789abcdef"

/** The value of a hexadecimal digit by its character code, in either case; 16 for any other character below 128. */
const valueOf = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = digits.indexOf(String.fromCharCode(code).toLowerCase())
  return value < 0 ? 16 : value
})

const dash = 45

// Where the digits of each word stand in `00000000-1111-1111-2222-222233333333`.
const places = Uint8Array.from({ length: 32 }, (_, digit) =>
  digit < 8 ? digit : digit < 12 ? digit + 1 : digit < 16 ? digit + 2 : digit < 20 ? digit + 3 : digit + 4
)

/**
 * Reads the words of a UUID in either case, of any version and variant.
 *
 * @param into receives them at 0 to 3
 * @returns whether the text is a UUID; where it is not, `into` holds nothing of use
 */
export const read = (text: string, into: Uint32Array): boolean => {
  if (text.length !== 36) return false
  if (text.charCodeAt(8) !== dash || text.charCodeAt(13) !== dash) return false
  if (text.charCodeAt(18) !== dash || text.charCodeAt(23) !== dash) return false
  let seen = 0
  let place = 0
  for (let word = 0; word < 4; word++) {
    let bits = 0
    for (let digit = 0; digit < 8; digit++) {
      const value = valueOf[text.charCodeAt(places[place++] ?? 0)] ?? 16
      seen |= value
      bits = (bits << 4) | (value & 15)
    }
    into[word] = bits
  }
  return seen < 16
}

const hex = (word: number | undefined): string => (word ?? 0).toString(16).padStart(8, "0")

/** The UUID whose words begin at a place, in lower case. */
export const write = (words: Uint32Array, at: number): string => {
  const text = hex(words[at]) + hex(words[at + 1]) + hex(words[at + 2]) + hex(words[at + 3])
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}

/**
 * Who the contacts are: an email for every number, unique, or null for a few.
 *
 * Names come once from Faker under the seed; from then on an email is arithmetic.
 */
import { de, en, Faker, fr, nl } from "@faker-js/faker"
import { fraction, keyOf, type Seed } from "../Random.ts"

/** The share of contacts without an email: anonymous, merged or deleted. */
const withoutEmail = 0.04

/** Reserved for examples (RFC 2606): no mail sent by mistake reaches a person. */
const domains = ["example.com", "example.org", "example.net", "mail.example.com", "post.example.org"] as const

/** Primes, so that stepping through all pairs by a smaller prime visits each pair once. */
const firstNameCount = 401
const lastNameCount = 797
const pairs = firstNameCount * lastNameCount
const step = 100_003

/** A name as it stands in an address: `Zoë van Dijk` becomes `zoevandijk`. */
const slug = (name: string): string =>
  name
    .normalize("NFD")
    .toLowerCase()
    .replaceAll(/[^a-z]/g, "")

const pool = (count: number, draw: (turn: number) => string): ReadonlyArray<string> => {
  const names = new Set<string>()
  for (let turn = 0; names.size < count && turn < count * 20; turn++) {
    const name = slug(draw(turn))
    if (name.length > 1) names.add(name)
  }
  while (names.size < count) names.add(`guest${names.size}`)
  return [...names]
}

/** The email of a contact by its number. */
export const make = (seed: Seed): ((contact: number) => string | null) => {
  const key = keyOf(seed, "email")
  const locales = [nl, de, fr, en].map((locale) => new Faker({ locale: [locale, en], seed: key }))
  const speaker = (turn: number): Faker => locales[turn % locales.length] ?? new Faker({ locale: en, seed: key })
  const firstNames = pool(firstNameCount, (turn) => speaker(turn).person.firstName())
  const lastNames = pool(lastNameCount, (turn) => speaker(turn).person.lastName())
  const offset = key % pairs
  return (contact) => {
    const chance = fraction(key, contact)
    if (chance < withoutEmail) return null
    const pair = ((contact % pairs) * step + offset) % pairs
    const round = Math.floor(contact / pairs)
    const first = firstNames[pair % firstNameCount] ?? "guest"
    const last = lastNames[Math.floor(pair / firstNameCount)] ?? "guest"
    const domain = domains[Math.floor(chance * 1000) % domains.length] ?? domains[0]
    return `${first}.${last}${round === 0 ? "" : round + 1}@${domain}`
  }
}

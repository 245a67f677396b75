/**
 * The referrals that the mock answers from: any page under any filter at the price of its rows, for ten rows or a million.
 *
 * The bulk is computed from a seed, or loaded, and never changes; rows that come, go and change state lie over it.
 */
import type { Columns } from "./dataset/Columns.ts"
import * as Lists from "./dataset/Lists.ts"
import * as Overlay from "./dataset/Overlay.ts"
import * as Program from "./dataset/Program.ts"
import type { Seed } from "./Random.ts"
import type { Contact, Filter, Referral } from "./Referral.ts"

export type { Filter, Referral, Status } from "./Referral.ts"

export interface Dataset {
  /** How many referrals match. */
  readonly count: (filter: Filter) => number
  /** The matching referrals from position `offset` (0 is the first) on, at most `limit`. */
  readonly slice: (filter: Filter, offset: number, limit: number) => ReadonlyArray<Referral>
  /** The referral of this uuid, in any case. */
  readonly find: (uuid: string) => Referral | undefined
  /** Who refers most, and how long the chains are; the price is that of looking at every row. */
  readonly shape: () => Shape
}

export interface Shape {
  /** The contacts who refer most, at most eight. */
  readonly referrers: ReadonlyArray<{ readonly contact: Contact; readonly referrals: number }>
  /** At position n: how many were referred by somebody who stands n referrals behind a contact that came by itself. */
  readonly depths: ReadonlyArray<number>
  /** One of the longest chains, from a contact who came by itself on. */
  readonly longest: ReadonlyArray<Contact>
}

/** A dataset whose list moves while it is read. Each `chance` is a number in [0, 1) that picks. */
export interface MovingDataset extends Dataset {
  /** A new referral, in front of all others; its contact was referred by one who is known already. */
  readonly insert: (chance: number) => void
  readonly remove: (chance: number) => void
  /** One referral takes another status. */
  readonly changeStatus: (chance: number) => void
  /** The contact of this uuid as its rows have it: where it refers, or else where it was referred. */
  readonly contact: (uuid: string) => Contact | undefined
  /** A referral that could come next: new ids, a new contact, referred by a known one. */
  readonly draft: () => Referral
  /** Puts a referral in front of all others. @returns false if its uuid is taken */
  readonly add: (referral: Referral) => boolean
  /** Puts a referral in the place of the one that has its uuid. @returns false if there is none */
  readonly replace: (referral: Referral) => boolean
  /** Takes the referral of this uuid out. @returns false if there is none */
  readonly take: (uuid: string) => boolean
  /** Puts a referral that was taken out back where it was. @returns false if this uuid was not taken out */
  readonly restore: (uuid: string) => boolean
}

/** Is told of every referral that becomes completed. */
export type OnCompleted = (referral: Referral) => void

/** The rows as they were made. */
export interface Source {
  /** To read; everybody who changes nothing shares it. */
  readonly untouched: Dataset
  /** Gives them to somebody who will change them. */
  readonly start: (onCompleted: OnCompleted) => MovingDataset
}

/** Sizes at the edges of paging; a page is the largest one, 100 rows. */
export const sizes = { none: 0, one: 1, page: 100, "page-and-one": 101, many: 2537 } as const
export type SizeName = keyof typeof sizes
export const sizeNames = ["none", "one", "page", "page-and-one", "many"] as const satisfies ReadonlyArray<SizeName>
export const sizesInWords = sizeNames.join(", ")

export interface Options {
  /** Rows to generate, 0 to 1,000,000, or a size by name. Default 2,537. */
  readonly referrals?: number | SizeName
  /** The same seed gives the same rows on every machine. Default 1. */
  readonly seed?: Seed
}

export const defaultReferrals = sizes.many
export const defaultSeed = 1
export const maxReferrals = 1_000_000

/** Whether a program can have this size: a number, or a name. */
export const isSize = (input: unknown): input is number | SizeName =>
  typeof input === "string"
    ? Object.hasOwn(sizes, input)
    : Number.isInteger(input) && Number(input) >= 0 && Number(input) <= maxReferrals

export const fromColumns = (columns: Columns): Source => {
  const lists = Lists.make(columns)
  const start = (onCompleted: OnCompleted): MovingDataset => Overlay.start(columns, lists, onCompleted)
  return { start, untouched: start(() => undefined) }
}

/** @throws RangeError for a size that there is not */
export const sizeOf = (referrals: number | SizeName = defaultReferrals): number => {
  if (isSize(referrals)) return typeof referrals === "number" ? referrals : sizes[referrals]
  throw new RangeError(
    `referrals must be a number from 0 to ${maxReferrals}, or ${sizesInWords}, got ${String(referrals)}`
  )
}

/** A generated program. */
export const generate = (options: Options = {}): Source =>
  fromColumns(Program.make({ referrals: sizeOf(options.referrals), seed: options.seed ?? defaultSeed }))

/** A generated program that nothing moves; for counting by oneself what the server should answer. */
export const make = (options: Options = {}): Dataset => generate(options).untouched

/**
 * What a program achieved, as figures: a schema whose JSON is the value itself.
 *
 * A share is from 0 to 1, and null where there is nothing to take a share of. Ids that are UUIDs are in lower case. A
 * list that may be long is cut at the `limit` that was asked for, and stands beside a count of the whole.
 */
import * as Schema from "effect/Schema"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const Share = Schema.NullOr(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })))
const Ids = Schema.Array(Schema.String)

const OfStatus = Schema.Struct({ status: Schema.String, referrals: Count })

const Referrer = Schema.Struct({
  /** One more than the contacts that have more completed referrals: equal ones share a rank. */
  rank: Schema.Int,
  contact: Schema.String,
  /** Present where emails were asked for; null where the contact came without one. */
  email: Schema.optionalKey(Schema.NullOr(Schema.String)),
  referrals: Count,
  completed: Count,
  /** Most referrals first. */
  statuses: Schema.Array(OfStatus)
})

const Concentration = Schema.Struct({
  /** This part of the referring contacts, those that brought most, in percent. */
  percent: Schema.Int,
  /** How many they are, rounded up. */
  contacts: Count,
  referrals: Count,
  /** Of all referrals. */
  share: Share
})

// Rows by their uuids, in order; `referrals` counts them all.
const rows = { referrals: Count, rows: Ids }

const Groups = <Fields extends Schema.Struct.Fields>(fields: Fields) =>
  Schema.Struct({
    /** How many groups there are. */
    count: Count,
    /** Rows in all of them. */
    referrals: Count,
    /** Those with most rows first. */
    groups: Schema.Array(Schema.Struct({ ...fields, ...rows }))
  })

const Anomalies = Schema.Struct({
  /** Rows whose contact referred itself. */
  selfReferrals: Schema.Struct(rows),
  /** Contacts that were referred by more than one row. */
  referredTwice: Groups({ contact: Schema.String }),
  /** Pairs of contacts with more than one row, in the same direction. */
  repeatedPairs: Groups({ referring: Schema.String, referred: Schema.String }),
  /** Ids that more than one row has. */
  repeatedIds: Groups({ uuid: Schema.String }),
  /** Contacts, two or more, of which each is referred, over whatever others, by each; and the rows between them. */
  cycles: Groups({
    /** How many contacts. */
    size: Count,
    contacts: Ids
  })
})

/** What a program achieved. */
export const Insights = Schema.Struct({
  /** Referrals, that is rows: two with one id are two. */
  total: Count,
  /** Most referrals first, then by the word. Words that the vendor does not document are kept. */
  statuses: Schema.Array(Schema.Struct({ ...OfStatus.fields, share: Share })),
  conversion: Schema.Struct({
    completed: Count,
    failed: Count,
    /** Completed of those that are decided: completed or failed. */
    ofDecided: Share,
    /** Completed of all referrals. */
    ofAll: Share
  }),
  contacts: Schema.Struct({
    /** Contacts that take part, on either side. */
    total: Count,
    referring: Count,
    referred: Count
  }),
  leaderboard: Schema.Struct({
    /** Referring contacts: most completed first, then most referrals, then by uuid. */
    top: Schema.Array(Referrer),
    /** Contacts that share the last rank in `top` and are not in it. */
    tied: Count
  }),
  concentration: Schema.Struct({
    /** What the top 1 % of the referring contacts brought; null where nobody referred. */
    top1Percent: Schema.NullOr(Concentration),
    top10Percent: Schema.NullOr(Concentration),
    /** The same from 1 to 100 percent; empty where nobody referred. */
    curve: Schema.Array(Concentration)
  }),
  chains: Schema.Struct({
    /** Referrals in the longest chain: 2 where A referred B and B referred C. Rows within a cycle count for none. */
    depth: Count,
    /** The contacts of the longest chain from its beginning; of several equal ones the first by uuids. */
    longest: Ids
  }),
  trees: Schema.Struct({
    /** Contacts that are linked by referrals, over whatever others, are one tree. */
    count: Count,
    /** The one of most contacts, then of most referrals; null where there is none. */
    largest: Schema.NullOr(
      Schema.Struct({
        contacts: Count,
        referrals: Count,
        /** The contact in it that nobody referred, the first by uuid of several; null where all are in a cycle. */
        root: Schema.NullOr(Schema.String)
      })
    ),
    /** How many trees there are of each size, from the smallest. */
    sizes: Schema.Array(Schema.Struct({ contacts: Count, trees: Count }))
  }),
  anomalies: Anomalies
})

/** What a program achieved. */
export interface Insights extends Schema.Schema.Type<typeof Insights> {}

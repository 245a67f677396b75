/**
 * What an assistant can ask of a program: three tools that read and change nothing.
 */
import { Insights, Referral } from "@effect-piggy/core"
import * as Schema from "effect/Schema"
import * as Tool from "effect/ai/Tool"
import * as Toolkit from "effect/ai/Toolkit"

/** Why a tool has no answer, in words that an assistant can pass on. */
export class ToolFailed extends Schema.TaggedError<ToolFailed>()("ToolFailed", { message: Schema.String }) {}

const Contact = Schema.Struct({
  uuid: Schema.String,
  email: Schema.NullOr(Schema.String).annotate({ description: "A keyed hash, unless the server shows emails" })
})

/** A referral as the tools have it: what a page of the API's reference names. */
export const Row = Schema.Struct({
  uuid: Schema.String,
  status: Schema.String,
  referring_contact: Contact,
  referred_contact: Contact
})

const whole = (minimum: number, maximum: number, description: string) =>
  Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum, maximum })).annotate({ description }))

const listReferrals = Tool.make("list_referrals", {
  description: "One page of the program's referrals, all or of one state or one referring contact.",
  parameters: Schema.Struct({
    status: Schema.optionalKey(Referral.KnownStatus),
    referring_contact_uuid: Schema.optionalKey(Schema.String.check(Schema.isGUID())),
    limit: whole(1, 100, "Referrals on the page; default 30"),
    page: whole(1, 1_000_000, "Which page, from 1; default 1")
  }),
  success: Schema.Struct({
    page: Schema.Int,
    referrals: Schema.Array(Row)
  }),
  failure: ToolFailed
})

const Verdict = {
  complete: Schema.Boolean.annotate({ description: "Whether the list was read to a proven end" }),
  doubt: Schema.optionalKey(Schema.String)
}

const programInsights = Tool.make("program_insights", {
  description:
    "What the whole program achieved: totals and shares by status, conversion, who brought most, concentration, chains of referrals, and anomalies. Reads every referral, which can take minutes.",
  parameters: Schema.Struct({
    top: whole(1, 100, "How many contacts, and rows of each anomaly, are named; default 10")
  }),
  success: Schema.Struct({ ...Verdict, insights: Insights.Insights }),
  failure: ToolFailed
})

const Found = Schema.Struct({
  ...Contact.fields,
  came_by: Schema.Array(Row).annotate({ description: "The referrals that brought this contact" }),
  made: Schema.Struct({
    total: Schema.Int,
    completed: Schema.Int,
    referrals: Schema.Array(Row).annotate({ description: "The first 50" })
  })
})

/** A contact with what it has to do with the program. */
export type Found = typeof Found.Type

const findContact = Tool.make("find_contact", {
  description:
    "A contact by uuid or email: who referred it, and which referrals it made. Reads every referral, which can take minutes.",
  parameters: Schema.Struct({
    uuid: Schema.optionalKey(Schema.NonEmptyString),
    email: Schema.optionalKey(Schema.NonEmptyString)
  }),
  success: Schema.Struct({
    ...Verdict,
    contacts: Schema.Array(Found).annotate({ description: "Empty where none is found; several can share an email" })
  }),
  failure: ToolFailed
})

/** The tools. None changes anything. */
export const tools = Toolkit.make(
  listReferrals.annotate(Tool.Readonly, true).annotate(Tool.Destructive, false),
  programInsights.annotate(Tool.Readonly, true).annotate(Tool.Destructive, false),
  findContact.annotate(Tool.Readonly, true).annotate(Tool.Destructive, false)
)

/**
 * A second list of the API in one file: `GET /api/v3/oauth/clients/contacts`, with all that the referrals have.
 */
import * as Context from "effect/Context"
import * as Schema from "effect/Schema"
import { ListEndpoint } from "@effect-piggy/core"

/** A row; fields that are not named here are kept as they came. */
export const Contact = ListEndpoint.openStruct({
  uuid: Schema.NonEmptyString,
  email: Schema.NullOr(Schema.String)
})

export interface Contact extends Schema.Schema.Type<typeof Contact> {}

export interface Filter {
  /** Only the contact with this address. */
  readonly email?: string
}

const endpoint = ListEndpoint.make({
  noun: "contacts",
  path: "/api/v3/oauth/clients/contacts",
  query: {
    fields: { email: Schema.optionalKey(Schema.NonEmptyString) },
    must: { email: "must be an email address" }
  },
  row: Contact,
  identity: { key: (contact) => contact.uuid, id: (contact) => contact.uuid }
})

export class Contacts extends Context.Service<Contacts, ListEndpoint.List<"contacts", Filter, Contact>>()(
  "example/Contacts"
) {}

export const layer = ListEndpoint.layer(Contacts, endpoint)

/**
 * What a webhook says, read as leniently as its page in the vendor's docs is short: only the event's name is documented.
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

const Text = Schema.NullOr(Schema.String)

/** What happened to which referral, as far as the body says. */
export const Event = Schema.Struct({
  /** The event's name, e.g. `referral_completed`; null where the body has none. */
  type: Text,
  /** The referral that it is about; null where the body names none. */
  referral: Schema.NullOr(
    Schema.Struct({
      uuid: Schema.String,
      /** The uuids of both contacts, and the status; null where the body does not have them. */
      referring_contact: Text,
      referred_contact: Text,
      status: Text
    })
  ),
  /** The whole body. */
  body: Schema.Unknown
})

/** What happened to which referral, as far as the body says. */
export interface Event extends Schema.Schema.Type<typeof Event> {}

const textIn = (value: unknown, ...names: ReadonlyArray<string>): string | null => {
  if (!Predicate.isObject(value)) return null
  for (const name of names) {
    const found = Object.hasOwn(value, name) ? value[name] : undefined
    if (typeof found === "string" && found !== "") return found
    if (typeof found === "number") return String(found)
  }
  return null
}

const partOf = (value: unknown, name: string): unknown =>
  Predicate.isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined

// A contact as an object with a uuid, or as that uuid.
const contactIn = (referral: unknown, name: string): string | null =>
  textIn(partOf(referral, name), "uuid") ?? textIn(referral, name, `${name}_uuid`)

/** Reads a body: the referral is looked for in `data.referral`, `data`, `referral` and the body itself. */
export const read = (body: unknown): Event => {
  const data = partOf(body, "data")
  const referral = [partOf(data, "referral"), data, partOf(body, "referral"), body].find(
    (part) => textIn(part, "uuid") !== null
  )
  const uuid = textIn(referral, "uuid")
  return {
    type: textIn(body, "event_type", "event", "type"),
    referral:
      uuid === null
        ? null
        : {
            uuid,
            referring_contact: contactIn(referral, "referring_contact"),
            referred_contact: contactIn(referral, "referred_contact"),
            status: textIn(referral, "status")
          },
    body
  }
}

import { connection } from "../Feed.ts"

/** What stands in the place of something that has not been read yet. @param what "the journal" */
export const Unread = ({ what }: { readonly what: string }) => (
  <p class="empty">
    {connection.value === "away" ? `The mock does not answer: ${what} is not known.` : `Reading ${what}…`}
  </p>
)

import { awaySince, connection } from "../Feed.ts"
import { consoleOf, session } from "../Http.ts"
import { time } from "../Words.ts"

/** What is true while the mock cannot be reached. */
export const Away = () => {
  if (connection.value === "gone") {
    return (
      <p class="away" role="alert">
        <strong>The session {session} has ended.</strong> What you see is how it was.{" "}
        <a href={consoleOf("default")}>Open the default session</a>
      </p>
    )
  }
  if (connection.value !== "away") return null
  return (
    <p class="away" role="alert">
      <strong>Disconnected.</strong> The mock does not answer; this page tries again every second.
      {awaySince.value !== undefined && ` What you see is as of ${time(awaySince.value)}.`}
    </p>
  )
}

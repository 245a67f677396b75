/**
 * The state of the mock as something that a colleague can run.
 */
import type { Edit } from "../../src/RowEdits.ts"
import type { Settings } from "../../src/Scenario.ts"
import type { Program } from "./Http.ts"

/** Starts another mock in the same state, but for rows that were changed by hand. */
export const command = (token: string): string => `npx @effect-piggy/mock --replay ${token}`

interface State {
  readonly mockUrl: string
  readonly program: Pick<Program, "seed" | "source" | "referrals">
  readonly settings: Settings
  readonly edits: ReadonlyArray<Edit>
}

const call = (edit: Edit): string => {
  if ("uuid" in edit) return `session.remove(${JSON.stringify(edit.uuid)})`
  const { uuid, ...rest } = edit.referral
  return edit.do === "add"
    ? `session.add(${JSON.stringify(edit.referral)})`
    : `session.change(${JSON.stringify(uuid)}, ${JSON.stringify(rest)})`
}

/** How many rows there were before any was changed by hand. */
const sizeBefore = ({ edits, program }: State): number => {
  const added = edits.filter((edit) => edit.do === "add").length
  const taken = edits.filter((edit) => edit.do === "take").length
  return program.referrals - added + taken
}

/** A Vitest test whose session is in this state; the rest is left to whoever gets it. */
export const asTest = (state: State): string => {
  const { edits, mockUrl, program, settings } = state
  const rows =
    program.source === "loaded"
      ? "    // The rows were loaded from a file: start the mock with the same one.\n"
      : `    seed: ${JSON.stringify(program.seed)},\n    referrals: ${sizeBefore(state)},\n`
  const changes = edits.map((edit) => `  await ${call(edit)}\n`).join("")
  return `import { connect } from "@effect-piggy/mock/client"
import { expect, test } from "vitest"

test("shows the bug", async () => {
  await using session = await connect(${JSON.stringify(mockUrl)}).session({
${rows}    scenario: ${JSON.stringify(settings)}
  })
${changes}
  const response = await fetch(\`\${session.url}/api/v3/oauth/clients/referrals\`, {
    headers: { authorization: "Bearer any" }
  })
  expect(response.status).toBe(200)
})
`
}

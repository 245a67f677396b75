import { useState } from "preact/hooks"
import * as FieldProblems from "../FieldProblems.ts"
import * as Http from "../Http.ts"
import { say } from "../Notice.ts"
import * as Handover from "../Handover.ts"
import { advance, playing, program, reset, resetRefusal } from "../World.ts"
import { Confirm } from "./Confirm.tsx"
import { CopyButton } from "./CopyButton.tsx"
import { Panel } from "./Panel.tsx"

/** What is typed as a whole number is sent as one; the server judges the rest. */
const typed = (text: string): number | string => (/^-?\d+$/.test(text.trim()) ? Number(text) : text.trim())

const steps = [
  [5, "5 s"],
  [60, "1 min"],
  [3600, "1 h"]
] as const

const StartOver = () => {
  const [seed, setSeed] = useState("")
  const [referrals, setReferrals] = useState("")
  const now = program.value
  const wanted = {
    ...(seed.trim() !== "" && { seed: typed(seed) }),
    ...(referrals.trim() !== "" && { referrals: typed(referrals) })
  }
  const problem = resetRefusal.value
  const startOver = async (): Promise<void> => {
    if (!(await reset(wanted))) return
    setSeed("")
    setReferrals("")
  }
  return (
    <div class="reset">
      <label class="field">
        <span>Seed</span>
        <input
          autocomplete="off"
          placeholder={now === undefined ? "as it is" : String(now.seed)}
          value={seed}
          onInput={({ currentTarget }) => setSeed(currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>Referrals</span>
        <input
          inputMode="numeric"
          autocomplete="off"
          placeholder={now === undefined ? "as they are" : String(now.referrals)}
          value={referrals}
          onInput={({ currentTarget }) => setReferrals(currentTarget.value)}
        />
      </label>
      <Confirm
        label="Start over"
        consequence="Empties the journal, and puts rows, scenario, clock and tokens back. This cannot be undone."
        onConfirm={() => void startOver()}
      />
      {problem !== undefined && (
        <p class="problem" role="alert">
          {FieldProblems.plain(problem.text, problem.errors)}
        </p>
      )}
    </div>
  )
}

/** A test that makes the same state: seed, size, scenario, and what was done to rows by hand. */
const stateAsTest = async (): Promise<string | undefined> => {
  const [now, edited] = await Promise.all([Http.program(), Http.edits()])
  if ("body" in now && "body" in edited) {
    return Handover.asTest({
      mockUrl: Http.mockUrl,
      program: now.body,
      settings: playing.value?.settings ?? {},
      edits: edited.body.edits
    })
  }
  for (const said of [now, edited]) if ("problem" in said) say(said.problem.text)
  return undefined
}

const HandOver = () => {
  const replay = playing.value?.replay ?? ""
  return (
    <div class="hand-over">
      <h3>Hand this state over</h3>
      <p class="hint">
        The command starts a mock with this seed, size and scenario. The test has the rows that you changed, too.
      </p>
      <div class="buttons">
        <CopyButton
          label="Copy the command"
          what="the command that replays this"
          text={() => Handover.command(replay)}
        />
        <CopyButton label="Copy as a test" what="the state as a test" text={stateAsTest} />
        <CopyButton label="Copy the token" what="the replay token" text={replay} />
      </div>
    </div>
  )
}

/** The clock, starting over, and handing all of it to somebody else. */
export const StatePanel = () => (
  <Panel title="State">
    <div class="clock">
      <h3>Move the clock ahead</h3>
      <p class="hint">Rate limits open and tokens expire without anybody waiting.</p>
      <div class="buttons">
        {steps.map(([seconds, words]) => (
          <button key={seconds} type="button" class="button small" onClick={() => void advance(seconds, words)}>
            {words}
          </button>
        ))}
      </div>
    </div>
    <div>
      <h3>Start over</h3>
      <StartOver />
    </div>
    <HandOver />
  </Panel>
)

import { useState } from "preact/hooks"
import { advance, playing, program, reset, resetRefusal } from "../World.ts"
import { CopyButton } from "./CopyButton.tsx"
import { Panel } from "./Panel.tsx"

/** What is typed as a whole number is sent as one; the server judges the rest. */
const typed = (text: string): number | string => (/^-?\d+$/.test(text.trim()) ? Number(text) : text.trim())

const ResetForm = () => {
  const [seed, setSeed] = useState("")
  const [referrals, setReferrals] = useState("")
  const now = program.value
  const wanted = {
    ...(seed.trim() !== "" && { seed: typed(seed) }),
    ...(referrals.trim() !== "" && { referrals: typed(referrals) })
  }
  return (
    <form
      class="reset"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void reset(wanted)
      }}
    >
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
      <button type="submit" class="button">
        Reset
      </button>
      {resetRefusal.value !== undefined && (
        <p class="problem" role="alert">
          {resetRefusal.value.text}
        </p>
      )}
    </form>
  )
}

/** Starting over, moving the clock, and the token that brings all of it back. */
export const SessionPanel = () => {
  const replay = playing.value?.replay ?? ""
  return (
    <Panel title="Session">
      <ResetForm />
      <div class="session-line">
        <p class="hint">Skip waits: move the mock's clock ahead.</p>
        <button type="button" class="button" onClick={() => void advance(60)}>
          Advance 60 s
        </button>
      </div>
      <div class="session-line">
        <p class="replay">
          <span class="label">Replay token</span>
          <code title={replay}>{replay}</code>
        </p>
        <CopyButton text={replay} what="the replay token" />
      </div>
    </Panel>
  )
}

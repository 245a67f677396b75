import { useRef, useState } from "preact/hooks"
import * as FieldProblems from "../FieldProblems.ts"
import * as Http from "../Http.ts"
import { say } from "../Notice.ts"
import { ago, count } from "../Words.ts"
import { Confirm } from "./Confirm.tsx"
import { CopyButton } from "./CopyButton.tsx"
import { Icon } from "./Icon.tsx"
import { clientWords } from "./JournalRow.tsx"

/** Sessions that are in the document; tests can make thousands. */
const shown = 30

type State = { readonly sessions: ReadonlyArray<Http.Session> } | { readonly problem: string } | undefined

interface RowProps {
  readonly one: Http.Session
  readonly onChange: () => void
}

const tokenOf = async (name: string): Promise<string | undefined> => {
  const said = await Http.replayOf(name)
  if ("body" in said) return said.body.replay
  say(said.problem.text)
  return undefined
}

const Row = ({ one: { clients, idle, name, program, requests }, onChange }: RowProps) => {
  const isHere = name === Http.session
  const act = async (said: Promise<Http.Said<unknown>>, words: string): Promise<void> => {
    const answer = await said
    say("problem" in answer ? answer.problem.text : words)
    onChange()
  }
  return (
    <li class="session">
      <p class="session-name">
        <a href={Http.consoleOf(name)} aria-current={isHere ? "true" : undefined}>
          {name}
        </a>
        {isHere && <span class="tag">shown here</span>}
      </p>
      <p class="hint">
        {count(requests, "request")}, {count(program.referrals, "row")}
        {name === "default" ? "" : `, last used ${ago(idle)}`}
      </p>
      <p class="hint">{clients.length === 0 ? "nobody has asked yet" : clients.map(clientWords).join(", ")}</p>
      <div class="buttons">
        <Confirm
          label="Reset"
          isSmall
          consequence={`Empties the journal of ${name}, and puts rows, scenario, clock and tokens back.`}
          onConfirm={() => void act(Http.resetSession(name), `${name} is reset`)}
        />
        {name !== "default" && (
          <Confirm
            label="End"
            isSmall
            consequence={`Ends ${name}: its journal is gone, and its clients get 410.`}
            onConfirm={() => void act(Http.endSession(name), `${name} has ended`)}
          />
        )}
        <CopyButton label="Copy its token" what={`the replay token of ${name}`} text={() => tokenOf(name)} />
      </div>
    </li>
  )
}

const NewSession = () => {
  const [name, setName] = useState("")
  const [problem, setProblem] = useState<string>()
  const make = async (): Promise<void> => {
    const said = await Http.makeSession(name.trim())
    if ("problem" in said) setProblem(FieldProblems.plain(said.problem.text, said.problem.errors))
    else location.assign(Http.consoleOf(said.body.name))
  }
  return (
    <form
      class="new-session"
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      <label class="field">
        <span>Name of a new session</span>
        <input
          value={name}
          autocomplete="off"
          spellcheck={false}
          placeholder="made up if empty"
          aria-invalid={problem !== undefined}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button primary">
        Make and open
      </button>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  )
}

/** Which session the page shows; the others, who is in them, and how to reset or end one. */
export const SessionMenu = () => {
  const [state, setState] = useState<State>()
  const popover = useRef<HTMLDivElement>(null)
  const read = async (): Promise<void> => {
    const said = await Http.sessions()
    setState("problem" in said ? { problem: said.problem.text } : { sessions: said.body.sessions })
  }
  const all = state !== undefined && "sessions" in state ? state.sessions : []
  return (
    <div class="sessions">
      <button type="button" class="button quiet session-button" popovertarget="sessions" onClick={() => void read()}>
        <span class="session-label">Session</span> <strong>{Http.session}</strong> <Icon name="down" />
      </button>
      <div id="sessions" class="popover" popover="auto" ref={popover} role="dialog" aria-label="Sessions">
        <div class="panel-head">
          <h2>Sessions</h2>
          <button type="button" class="button quiet square" popovertarget="sessions" aria-label="Close">
            <Icon name="close" />
          </button>
        </div>
        <p class="hint">
          Each has rows, scenario, clock and journal of its own. Clients choose one by URL, by X-Mock-Session or by
          bearer.
        </p>
        {state === undefined && <p class="hint">Reading…</p>}
        {state !== undefined && "problem" in state && <p class="problem">{state.problem}</p>}
        <ul class="session-list">
          {all.slice(0, shown).map((one) => (
            <Row key={one.name} one={one} onChange={() => void read()} />
          ))}
        </ul>
        {all.length > shown && (
          <p class="hint">{`${count(all.length - shown, "more session")}; open one by its path /__session/NAME/`}</p>
        )}
        <NewSession />
      </div>
    </div>
  )
}

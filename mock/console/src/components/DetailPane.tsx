import { useEffect, useState } from "preact/hooks"
import * as Feed from "../Feed.ts"
import * as Http from "../Http.ts"
import * as Replay from "../Replay.ts"
import type * as RequestSnippets from "../RequestSnippets.ts"
import { address, change, select } from "../Route.ts"
import * as Words from "../Words.ts"
import { DetailParts } from "./DetailParts.tsx"
import { Icon } from "./Icon.tsx"
import { tone } from "./JournalRow.tsx"

interface Read {
  readonly exchange: Http.Exchange
  /** What the mock was when it answered. */
  readonly made: RequestSnippets.Made | undefined
}
type State = Read | { readonly problem: Http.Problem } | undefined

const readExchange = async (id: number): Promise<Exclude<State, undefined>> => {
  const said = await Http.exchange(id)
  if ("problem" in said) return said
  const token = Replay.tokenOf(said.body.transcript?.answer.headers ?? {})
  return { exchange: said.body, made: token === undefined ? undefined : await Replay.read(token) }
}

const Step = ({ id, label, way }: { readonly id: number; readonly label: string; readonly way: 1 | -1 }) => {
  void Feed.version.value
  const next = Feed.log.beside(id, way)?.id
  return (
    <button
      type="button"
      class="button quiet square"
      aria-label={label}
      title={label}
      disabled={next === undefined}
      onClick={() => select(next)}
    >
      <Icon name={way === 1 ? "up" : "down"} />
    </button>
  )
}

const Missing = ({ id, problem }: { readonly id: number; readonly problem: Http.Problem }) => (
  <div class="empty">
    <p class="big">{problem.status === 0 ? "No answer" : `Request ${id} is not remembered`}</p>
    <p>{problem.text}</p>
  </div>
)

/** One request: what was sent, what was answered, what the mock did, and how to ask it again. */
export const DetailPane = ({ id }: { readonly id: number }) => {
  const [state, setState] = useState<State>()
  useEffect(() => {
    let isCurrent = true
    const read = async (): Promise<void> => {
      const next = await readExchange(id)
      if (isCurrent) setState(next)
    }
    void read()
    return () => {
      isCurrent = false
    }
  }, [id])
  const known = state !== undefined && "exchange" in state ? state.exchange : Feed.log.find(id)
  return (
    <aside
      id="detail"
      class="detail"
      aria-label={`Request ${id}`}
      tabIndex={-1}
      onKeyDown={({ key }) => {
        if (key !== "Escape") return
        select(undefined)
        document.querySelector<HTMLElement>("[role=grid]")?.focus()
      }}
    >
      <div class="detail-head">
        <button
          type="button"
          class="button quiet square"
          aria-label="Close the request"
          onClick={() => change({ ...address.value, request: undefined })}
        >
          <Icon name="close" />
        </button>
        <h2>
          Request {id}
          {known !== undefined && (
            <span class={tone(known)}>
              <span class="code">{known.status === 0 ? "no answer" : known.status}</span>
            </span>
          )}
        </h2>
        <Step id={id} way={1} label="Newer request" />
        <Step id={id} way={-1} label="Older request" />
      </div>
      <div class="detail-body">
        {known === undefined && state === undefined && <p class="hint">Reading…</p>}
        {known === undefined && state !== undefined && "problem" in state && (
          <Missing id={id} problem={state.problem} />
        )}
        {known !== undefined && (
          <DetailParts
            entry={known}
            made={state !== undefined && "made" in state ? state.made : undefined}
            problem={state !== undefined && "problem" in state ? Words.lowered(state.problem.text) : undefined}
          />
        )}
      </div>
    </aside>
  )
}

import type { Walk } from "../../../src/Walks.ts"
import { self } from "../Http.ts"
import * as Mistakes from "../Mistakes.ts"
import { count, mistakes } from "../Words.ts"
import { walks } from "../World.ts"
import { Panel } from "./Panel.tsx"

/** Walks that are in the document. */
const walksShown = 12

/** What is said of one kind of mistake in the document; the rest is counted. */
const saidAtMost = 5

const Kind = ({ kind, messages }: Mistakes.Kind) => (
  <li>
    <strong>{mistakes[kind]}</strong>
    {messages.length > 1 && <span class="times"> {messages.length} times</span>}
    {messages.slice(0, saidAtMost).map((message, position) => (
      // Two mistakes may be told in the same words.
      <span key={position} class="said">
        {message}
      </span>
    ))}
    {messages.length > saidAtMost && <span class="said">and {messages.length - saidAtMost} more</span>}
  </li>
)

const Verdict = ({ walk }: { readonly walk: Walk }) => (
  <>
    {walk.refused.length > 0 && <p class="refusals">refused: {walk.refused.join(", ")}</p>}
    {walk.mistakes.length === 0 && walk.refused.length === 0 && <p class="right">No mistakes</p>}
    {walk.mistakes.length > 0 && (
      <ul class="mistakes">
        {Mistakes.byKind(walk.mistakes).map((each) => (
          <Kind key={each.kind} {...each} />
        ))}
      </ul>
    )}
  </>
)

/** What clients did, list by list; this page's own reading is left out. */
export const WalksPanel = () => {
  const others = walks.value.filter(({ client }) => client !== self)
  return (
    <Panel title="Walks" aside={<p class="hint">clients going through a list</p>}>
      {others.length === 0 ? (
        <div class="empty">
          <p class="big">No walks yet</p>
          <p>Read the list with a client of yours: what it does wrong is told here.</p>
        </div>
      ) : (
        <div class="scroll walks-box" role="region" aria-label="Walks, newest first" tabIndex={0}>
          <ol class="walks">
            {others
              .toReversed()
              .slice(0, walksShown)
              .map((walk) => (
                <li key={`${walk.client}${walk.at}${walk.list}`}>
                  <p class="walk-head">
                    <code>{walk.list === "" ? "the whole list" : walk.list}</code>
                    <span class="tag" title="Clients are told apart by their bearer and their user agent">
                      client {walk.client}
                    </span>
                  </p>
                  <p class="hint">
                    {count(walk.requests, "request")}, {count(walk.pages.length, "page")}, {count(walk.rows, "row")},{" "}
                    {walk.ended ? "read to the end" : "end not seen"}
                  </p>
                  <Verdict walk={walk} />
                </li>
              ))}
          </ol>
        </div>
      )}
    </Panel>
  )
}

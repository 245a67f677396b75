import type { Walk } from "../../../src/Walks.ts"
import { self } from "../Http.ts"
import { byKind } from "../Mistakes.ts"
import { count, mistakes } from "../Words.ts"
import { walks } from "../World.ts"
import { Panel } from "./Panel.tsx"

/** Walks that are in the document. */
const walksShown = 12

const Mistakes = ({ walk }: { readonly walk: Walk }) => {
  if (walk.mistakes.length === 0) return <p class="right">No mistakes</p>
  return (
    <ul class="mistakes">
      {byKind(walk.mistakes).map(({ kind, message, times }) => (
        <li key={kind}>
          <strong>{mistakes[kind]}</strong> {times > 1 && <span class="times">{times} times</span>}
          <span class="said">{message}</span>
        </li>
      ))}
    </ul>
  )
}

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
                    <span class="tag">{walk.client}</span>
                  </p>
                  <p class="hint">
                    {count(walk.requests, "request")}, {count(walk.pages.length, "page")}, {count(walk.rows, "row")},{" "}
                    {walk.ended ? "read to the end" : "end not seen"}
                  </p>
                  <Mistakes walk={walk} />
                </li>
              ))}
          </ol>
        </div>
      )}
    </Panel>
  )
}

import { useState } from "preact/hooks"
import { baseUrl } from "../Http.ts"
import * as Snippets from "../Snippets.ts"
import { CopyButton } from "./CopyButton.tsx"
import { Panel } from "./Panel.tsx"
import { Segments } from "./Segments.tsx"

const snippets = { fetch: Snippets.plain, curl: Snippets.curl, effect: Snippets.effect, promise: Snippets.promise }
type Kind = keyof typeof snippets

/** Programs to copy: each reads this mock. */
export const ConnectView = () => {
  const [kind, setKind] = useState<Kind>("fetch")
  const text = snippets[kind](baseUrl)
  return (
    <div class="connect">
      <Panel
        title="Read the list"
        aside={
          <div class="buttons">
            <Segments
              legend="Snippet for"
              value={kind}
              options={[
                ["fetch", "fetch"],
                ["curl", "curl"],
                ["effect", "Effect"],
                ["promise", "Promise"]
              ]}
              onChoose={setKind}
            />
            <CopyButton text={text} what={`the ${kind} snippet`} />
          </div>
        }
      >
        <pre class="snippet" role="group" tabIndex={0} aria-label={`The ${kind} snippet`}>
          <code>{text}</code>
        </pre>
        <p class="hint">
          Any bearer is let in, except <code>expired</code> (401) and <code>forbidden</code> (403).
        </p>
      </Panel>
      <Panel title="Base URL">
        <p class="url-line">
          <code>{baseUrl}</code>
          <CopyButton text={baseUrl} what="the address" />
        </p>
        <p class="links-list">
          <a href="docs">API docs</a>
          <a href="openapi.yaml">openapi.yaml</a>
          <a href="__mock/openapi.yaml">Control API</a>
        </p>
      </Panel>
    </div>
  )
}

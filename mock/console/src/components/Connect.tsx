import { useState } from "preact/hooks"
import { baseUrl } from "../Http.ts"
import * as Snippets from "../Snippets.ts"
import { CopyButton } from "./CopyButton.tsx"
import { Panel } from "./Panel.tsx"
import { Segments } from "./Segments.tsx"

const snippets = { curl: Snippets.curl, effect: Snippets.effect, promise: Snippets.promise }
type Kind = keyof typeof snippets

export const Connect = () => {
  const [kind, setKind] = useState<Kind>("effect")
  const text = snippets[kind](baseUrl)
  return (
    <Panel
      title="Connect"
      aside={
        <Segments
          legend="Snippet for"
          value={kind}
          options={[
            ["effect", "Effect"],
            ["promise", "Promise"],
            ["curl", "curl"]
          ]}
          onChoose={setKind}
        />
      }
    >
      <pre class="snippet">
        <code>{text}</code>
      </pre>
      <div class="snippet-foot">
        <p class="hint">
          Any bearer is let in, except <code>expired</code> (401) and <code>forbidden</code> (403).
        </p>
        <CopyButton text={text} what={`the ${kind} snippet`} />
      </div>
    </Panel>
  )
}

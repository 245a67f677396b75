import type { ComponentChildren } from "preact"
import type { Message } from "../../../src/Transcript.ts"
import * as Handover from "../Handover.ts"
import * as Http from "../Http.ts"
import { layout } from "../JsonLayout.ts"
import * as Replay from "../Replay.ts"
import * as RequestSnippets from "../RequestSnippets.ts"
import { address, change } from "../Route.ts"
import * as Words from "../Words.ts"
import { playing } from "../World.ts"
import { CopyButton } from "./CopyButton.tsx"
import { clientWords } from "./JournalRow.tsx"

const Part = ({
  aside,
  children,
  title
}: {
  readonly title: string
  readonly aside?: ComponentChildren
  readonly children: ComponentChildren
}) => (
  <section class="part">
    <div class="part-head">
      <h3>{title}</h3>
      {aside}
    </div>
    {children}
  </section>
)

const Pairs = ({ pairs }: { readonly pairs: ReadonlyArray<readonly [string, ComponentChildren]> }) => (
  <dl class="pairs">
    {pairs.map(([name, value], position) => (
      // A query may say one name twice.
      <div key={position}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

const Body = ({ message, what }: { readonly message: Message; readonly what: string }) => {
  if (message.length === 0) return <p class="hint">no body</p>
  const text = layout(message.body)
  const rest = message.length - message.body.length
  return (
    <>
      <pre class="body" role="group" tabIndex={0} aria-label={what}>
        <code>{text}</code>
      </pre>
      {rest > 0 && (
        <p class="hint">
          The first {message.body.length.toLocaleString("en")} of {message.length.toLocaleString("en")} characters.
        </p>
      )}
    </>
  )
}

/** What browsers need to let a page read the answer is long, and seldom what is looked for: it stands last. */
const isForBrowsers = ([name]: readonly [string, string]): boolean => name.startsWith("access-control-")

const Headers = ({ headers }: { readonly headers: Message["headers"] }) => {
  const { rest = [], forBrowsers = [] } = Object.groupBy(Object.entries(headers), (header) =>
    isForBrowsers(header) ? "forBrowsers" : "rest"
  )
  const pairs = [...rest, ...forBrowsers]
  return pairs.length === 0 ? <p class="hint">none</p> : <Pairs pairs={pairs} />
}

const Violations = ({ violations }: Pick<Http.Exchange, "violations">) => (
  <ul class="violations">
    {violations.map(({ location, message, severity, side }, position) => (
      <li key={position} class={severity}>
        <strong>
          {severity} in the {side}
        </strong>
        <span>{message}</span>
        <code>{location.join(".")}</code>
      </li>
    ))}
  </ul>
)

const rowsInWords = (rows: number, total: number | undefined): string =>
  total === undefined ? String(rows) : `${rows}; the list has ${total.toLocaleString("en")}`

const summary = (entry: Http.Exchange): ReadonlyArray<readonly [string, ComponentChildren]> => [
  ["Asked", Words.exactTime(entry.at)],
  ["Took", Words.duration(entry.duration)],
  [
    "Client",
    <>
      {clientWords(entry)}{" "}
      <button
        type="button"
        class="link"
        onClick={() => change({ filter: { ...address.value.filter, client: entry.client } })}
      >
        only this client
      </button>
    </>
  ],
  ["Session", Http.session],
  ...(entry.rows === undefined ? [] : [["Rows", rowsInWords(entry.rows, entry.total)] as const]),
  ["The mock", entry.faults.length === 0 ? "answered as the API does" : entry.faults.join(", ")],
  ...(entry.retryAfter === undefined ? [] : [["Retry-After", `${Math.ceil(entry.retryAfter)} s`] as const]),
  ...(entry.webhook === undefined ? [] : [["Webhook", Words.delivery(entry.webhook).join(", ")] as const])
]

interface Props {
  readonly entry: Http.Exchange
  /** What the mock was when it answered, where the answer says so. */
  readonly made: RequestSnippets.Made | undefined
  /** Why headers and bodies cannot be shown. */
  readonly problem: string | undefined
}

export const DetailParts = ({ entry, made, problem }: Props) => {
  const { transcript, violations, webhook } = entry
  const query = [...new URLSearchParams(entry.query)]
  const sent = {
    baseUrl: Http.baseUrl,
    entry,
    headers: transcript?.request.headers ?? {},
    body: transcript?.request.body ?? ""
  }
  const token = Replay.tokenOf(transcript?.answer.headers ?? {})
  const wasMade = made ?? { scenario: playing.value?.settings ?? {} }
  return (
    <>
      <p class="full-url">
        <span class="method">{entry.method}</span> <code>{entry.path}</code>
      </p>
      {webhook === undefined && transcript !== undefined && (
        <div class="copies" role="group" aria-label="Copy this request">
          <CopyButton label="Copy as curl" what="the request as curl" text={() => RequestSnippets.curl(sent)} />
          <CopyButton label="Copy as fetch" what="the request as fetch" text={() => RequestSnippets.fetch(sent)} />
          <CopyButton
            label="Copy as a test"
            what="the request as a test"
            text={() => RequestSnippets.test(sent, entry, wasMade, Http.mockUrl)}
          />
          {token !== undefined && (
            <CopyButton
              label="Copy as a mock"
              what="the command that starts this mock as it was"
              text={Handover.command(token)}
            />
          )}
        </div>
      )}
      {violations.length > 0 && (
        <Part title="Against the contract">
          <Violations violations={violations} />
        </Part>
      )}
      <Pairs pairs={summary(entry)} />
      <Part title="Query">{query.length === 0 ? <p class="hint">none</p> : <Pairs pairs={query} />}</Part>
      {transcript !== undefined && (
        <>
          <Part title="Answer">
            <Body message={transcript.answer} what="Body of the answer" />
          </Part>
          <Part title="Answer headers">
            <Headers headers={transcript.answer.headers} />
          </Part>
          <Part title="Request headers">
            <Headers headers={transcript.request.headers} />
          </Part>
          {transcript.request.length > 0 && (
            <Part title="Request body">
              <Body message={transcript.request} what="Body of the request" />
            </Part>
          )}
        </>
      )}
      {transcript === undefined && webhook === undefined && (
        <p class="hint">
          {problem === undefined
            ? "Headers and bodies of the newest requests are kept; this one is older."
            : `No headers and bodies: ${problem}`}
        </p>
      )}
    </>
  )
}

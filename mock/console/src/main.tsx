import { render } from "preact"
import { Console } from "./components/Console.tsx"
import * as Feed from "./Feed.ts"
import * as Rows from "./Rows.ts"
import * as Verdict from "./Verdict.ts"
import * as World from "./World.ts"

render(<Console />, document.body)

/** Milliseconds at least between two readings of what requests changed; under load they are rarer. */
const pause = 400
const longestPause = 2000
let wait = pause
let timer: ReturnType<typeof setTimeout> | undefined
let quiet: ReturnType<typeof setTimeout> | undefined

const refresh = async (): Promise<void> => {
  const started = performance.now()
  await Promise.all([World.refresh(), Feed.count()])
  wait = Math.min(longestPause, Math.max(pause, (performance.now() - started) * 10))
  timer = undefined
}

Feed.onChange((change) => {
  timer ??= setTimeout(() => void refresh(), change === "state" ? 0 : wait)
  const drifts = World.playing.value !== undefined && World.playing.value.behaviour.drift !== null
  if (change === "state" || drifts) Rows.refresh()
  // Whether a client has stopped is known once it has been silent for a while.
  clearTimeout(quiet)
  quiet = setTimeout(() => void refresh(), Verdict.patience + pause)
})
window.addEventListener("focus", () => void World.refresh())
Feed.onReturn(() => {
  void World.comeBack()
  Rows.refresh()
})
Feed.follow()
Feed.connect()
Rows.follow()
await Promise.all([World.refresh(), Feed.count()])

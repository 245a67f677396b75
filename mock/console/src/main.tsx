import { render } from "preact"
import { Console } from "./components/Console.tsx"
import * as Feed from "./Feed.ts"
import * as List from "./List.ts"
import * as World from "./World.ts"

render(<Console />, document.body)

/** Milliseconds at least between two readings of what requests changed. */
const pause = 400
let timer: ReturnType<typeof setTimeout> | undefined
Feed.onChange(() => {
  timer ??= setTimeout(() => {
    timer = undefined
    void World.refresh()
  }, pause)
})
window.addEventListener("focus", () => void World.refresh())
Feed.connect()

await World.refresh()
// A scripted or limited request is the client's to meet first: the table then waits to be asked.
const scenario = World.playing.value
if (scenario?.steps === 0 && scenario.behaviour.rateLimit === null) await List.load()
else List.isLoading.value = false

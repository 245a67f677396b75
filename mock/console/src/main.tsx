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
Feed.onReturn(() => void World.comeBack())
Feed.connect()

await World.refresh()
// Where reading costs the client something, the table waits to be asked.
if (World.readsFreely()) await List.load()
else List.isLoading.value = false

// A browser.
import { run } from "./cases.js"

await run(location.origin)

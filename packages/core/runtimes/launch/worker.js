// workerd.
import { run } from "./cases.js"

export default { test: (_controller, env) => run(env.HOME_URL) }

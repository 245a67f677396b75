// Node, Bun and Deno.
import process from "node:process"
import { run } from "./cases.js"

await run(process.argv[2])

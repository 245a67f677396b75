/**
 * Pages in Chromium, as somebody sees them who opens them.
 */
import * as Effect from "effect/Effect"
import { existsSync } from "node:fs"
import { chromium } from "playwright-core"

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** Whether to go without: where it is not installed, outside CI. */
export const isSkipped = !existsSync(executablePath) && process.env["CI"] === undefined
if (isSkipped) process.stderr.write(`skipped: what runs in a browser, since ${executablePath} is missing\n`)

/** A new page in a browser of its own, which is gone with the scope. */
export const newPage = Effect.acquireRelease(
  Effect.promise(() => chromium.launch({ executablePath, args: ["--disable-gpu", "--disable-background-networking"] })),
  (browser) => Effect.promise(() => browser.close())
).pipe(Effect.flatMap((browser) => Effect.promise(() => browser.newPage())))

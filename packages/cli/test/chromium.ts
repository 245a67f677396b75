/**
 * A page in Chromium, as somebody sees it who opens the report.
 */
import * as Effect from "effect/Effect"
import { existsSync } from "node:fs"
import { chromium } from "playwright-core"

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** Whether to go without: where it is not installed, outside CI. */
export const isSkipped = !existsSync(executablePath) && process.env["CI"] === undefined
if (isSkipped) process.stderr.write(`skipped: the report in a browser, since ${executablePath} is missing\n`)

/** A browser that is gone with the scope. */
export const browser = Effect.acquireRelease(
  Effect.promise(() => chromium.launch({ executablePath, args: ["--disable-gpu", "--disable-background-networking"] })),
  (launched) => Effect.promise(() => launched.close())
)

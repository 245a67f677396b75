/**
 * The Chromium that the tests look at the console page with.
 */
import { existsSync } from "node:fs"
import { chromium } from "playwright-core"

export const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** Whether to go without: where it is not installed, outside CI. */
export const isSkipped = !existsSync(executablePath) && process.env["CI"] === undefined
if (isSkipped) process.stderr.write(`skipped: the console page in a browser, since ${executablePath} is missing\n`)

export const launch = () =>
  chromium.launch({
    executablePath,
    args: ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
  })

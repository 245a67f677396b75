/**
 * The Chromium that the tests look at the console page with.
 */
import { existsSync } from "node:fs"
import { chromium } from "playwright-core"

export const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** Whether to go without: where it is not installed, outside CI. */
export const isSkipped = !existsSync(executablePath) && process.env["CI"] === undefined
if (isSkipped) process.stderr.write(`skipped: the console page in a browser, since ${executablePath} is missing\n`)

const launchWithout = (ignoreDefaultArgs: Array<string>) =>
  chromium.launch({
    executablePath,
    ignoreDefaultArgs,
    args: ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
  })

export const launch = () => launchWithout([])

/** Chromium as people use it: a page that was left is kept whole for a while. Playwright's own Back does not work in it. */
export const launchKeepingPages = () => launchWithout(["--disable-back-forward-cache"])

/**
 * A mock that clients have used, and the states of its console page: what is photographed, and what axe looks at.
 */
import type { Page } from "playwright-core"

const list = "/api/v3/oauth/clients/referrals"

const pages = (query: string, ...numbers: ReadonlyArray<number>) => numbers.map((page) => `${query}&page=${page}`)

const control = (url: string, method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${url}/__mock${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })

/** A client that asks for one page after the other, and takes what comes. */
const read = async (url: string, agent: string, queries: ReadonlyArray<string>): Promise<void> => {
  const headers = { authorization: `Bearer ${agent}`, "user-agent": agent }
  await Array.fromAsync(queries, (query) =>
    fetch(`${url}${list}?${query}`, { headers }).then(
      (answer) => answer.text().catch(() => "truncated"),
      () => "reset"
    )
  )
}

const rowsOf = async (url: string): Promise<{ readonly data: ReadonlyArray<{ readonly uuid: string }> }> =>
  JSON.parse(await (await control(url, "GET", "/referrals?limit=3")).text())

/** Two clients with a mistake each, a row that was changed, a preflight, and sessions beside the default one. */
export const arrange = async (url: string): Promise<void> => {
  await control(url, "PUT", "/scenario", { preset: "rate-limited" })
  await read(url, "node-fetch/3.3.2", pages("limit=100", 1, 2, 3, 5, 5, 6))
  await control(url, "POST", "/clock", { seconds: 60 })
  await control(url, "PUT", "/scenario", { preset: "flaky" })
  await read(url, "axios/1.7.2", [...pages("status=completed&limit=100", 1, 2, 3, 4, 5, 6, 7, 8, 9), "limit=250"])
  const { data } = await rowsOf(url)
  await control(url, "PATCH", `/referrals/${data[1]?.uuid}`, { status: "failed" })
  await fetch(`${url}${list}`, {
    method: "OPTIONS",
    headers: { origin: "http://localhost:5173", "access-control-request-method": "GET" }
  })
  await read(url, "axios/1.7.2", pages("limit=100&staus=completed", 1, 2))
  await control(url, "POST", "/sessions", { name: "checkout", referrals: "page" })
  await read(`${url}/__session/checkout`, "vitest/5.1.1", ["limit=30&page=1"])
  await control(url, "POST", "/sessions", { name: "empty", referrals: 0 })
}

export interface State {
  readonly name: string
  /** What stands behind the mock's URL. */
  readonly path: string
  /** Brings the page there, once it has loaded; ends when it is there. */
  readonly reach: (page: Page) => Promise<void>
}

const seen = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor()

const listed = (page: Page): Promise<void> => page.locator(".list-row").nth(9).waitFor()

/** Where there is little room, the scenario is a view of its own. */
const toScenario = async (page: Page): Promise<void> => {
  const tab = page.getByRole("link", { name: "Scenario" })
  if (await tab.isVisible()) await tab.click()
  await page.getByRole("heading", { name: "Scenario" }).waitFor()
}

export const states: ReadonlyArray<State> = [
  { name: "journal", path: "/", reach: listed },
  { name: "request", path: "/?request=9", reach: (page) => seen(page, "Internal error.") },
  { name: "violation", path: "/?request=16", reach: (page) => seen(page, "Against the contract") },
  { name: "nothing-matches", path: "/?find=nothing", reach: (page) => seen(page, "No request matches") },
  { name: "no-requests", path: "/__session/empty/", reach: (page) => seen(page, "No requests yet") },
  {
    name: "forgotten-request",
    path: "/?request=99999",
    reach: (page) => seen(page, "is not remembered")
  },
  {
    name: "send",
    path: "/",
    reach: async (page) => {
      await listed(page)
      await page.getByRole("button", { name: "Send a request" }).click()
      await page.getByRole("button", { name: "Send", exact: true }).waitFor()
    }
  },
  { name: "clients", path: "/?view=clients", reach: (page) => seen(page, "Page skipped") },
  { name: "no-clients", path: "/__session/empty/?view=clients", reach: (page) => seen(page, "No client has read") },
  { name: "rows", path: "/?view=rows", reach: (page) => page.getByRole("row").nth(9).waitFor() },
  { name: "no-rows", path: "/__session/empty/?view=rows", reach: (page) => seen(page, "No rows") },
  {
    name: "refused-row",
    path: "/?view=rows",
    reach: async (page) => {
      await page.getByRole("button", { name: /^Edit/ }).first().click()
      await page.getByLabel("Email of the referred contact").fill("nobody")
      await page.keyboard.press("Enter")
      await page.getByRole("alert").waitFor()
    }
  },
  { name: "program", path: "/?view=program", reach: (page) => seen(page, "Who refers most") },
  { name: "no-program", path: "/__session/empty/?view=program", reach: (page) => seen(page, "has no rows") },
  { name: "connect", path: "/?view=connect", reach: (page) => seen(page, "Read the list") },
  {
    name: "settings",
    path: "/",
    reach: async (page) => {
      await toScenario(page)
      await page.getByText("Single settings").click()
      await page.getByLabel("Limit clamp").fill("500")
      await page.getByRole("button", { name: "Play these settings" }).click()
      await page.getByRole("alert").waitFor()
    }
  },
  {
    name: "start-over",
    path: "/",
    reach: async (page) => {
      await toScenario(page)
      await page.getByRole("button", { name: "Start over" }).click()
      await seen(page, "This cannot be undone.")
    }
  },
  {
    name: "sessions",
    path: "/",
    reach: async (page) => {
      await page.getByRole("button", { name: /^Session|^default/ }).click()
      await page.getByRole("link", { name: "checkout" }).waitFor()
    }
  },
  {
    name: "disconnected",
    path: "/",
    reach: async (page) => {
      await page.route("**/__mock/**", (route) => route.abort())
      await page.reload()
      await seen(page, "Disconnected.")
    }
  }
]

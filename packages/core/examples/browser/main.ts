/**
 * Referrals on a page, as they come, until they end or somebody presses Stop.
 *
 * A page cannot keep a secret: give it the token of the person who looks at it, never the API key of the program.
 *
 * Run: `node packages/core/examples/browser/serve.ts`, then open what it prints with `?api=http://127.0.0.1:4010` for the mock.
 */
import { makeReferrals } from "@effect-piggy/core/promise"

const find = <E extends Element>(kind: new () => E, selector: string): E => {
  const element = document.querySelector(selector)
  if (element instanceof kind) return element
  throw new Error(`the page has no ${selector}`)
}

const output = find(HTMLOutputElement, "output")
const list = find(HTMLOListElement, "ol")
const stop = new AbortController()
find(HTMLButtonElement, "button").addEventListener("click", () => stop.abort("stopped"))

const query = new URLSearchParams(location.search)
const referrals = makeReferrals({
  credentials: query.get("token") ?? "mock",
  baseUrl: query.get("api") ?? undefined
})

try {
  for await (const { items, progress } of referrals.pages({}, { signal: stop.signal })) {
    list.append(
      ...items.map(({ status, uuid }) =>
        Object.assign(document.createElement("li"), { textContent: `${uuid} ${status}` })
      )
    )
    output.textContent = `${progress.items} referrals so far`
  }
  output.textContent = `${list.childElementCount} referrals`
} catch (error) {
  output.textContent = error instanceof Error ? error.message : String(error)
}

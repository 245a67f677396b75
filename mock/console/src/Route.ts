/**
 * The page's address as it is now, and how to change it.
 */
import { signal } from "@preact/signals"
import * as Address from "./Address.ts"

export const address = signal<Address.Address>(Address.read(location.search))

window.addEventListener("popstate", () => {
  address.value = Address.read(location.search)
})

const isSame = (next: Address.Address): boolean => Address.write(next) === Address.write(address.value)

/** @param how a `step` can be taken back by the browser's Back; a `touch`, as of a filter that is being typed, cannot */
export const change = (by: Partial<Address.Address>, how: "step" | "touch" = "step"): void => {
  const next = { ...address.value, ...by }
  if (isSame(next)) return
  address.value = next
  const url = location.pathname + Address.write(next)
  if (how === "step") history.pushState(null, "", url)
  else history.replaceState(null, "", url)
}

export const open = (view: Address.View): void => change({ view })

/** Opens a request beside the journal, or closes it. */
export const select = (request: number | undefined): void => {
  const { request: before, view } = address.value
  change(
    { view: "journal", request },
    view === "journal" && before !== undefined && request !== undefined ? "touch" : "step"
  )
}

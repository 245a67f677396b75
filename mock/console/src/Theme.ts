/**
 * Light, dark, or as the system has it; remembered in this browser.
 */
import { signal } from "@preact/signals"

export const themes = ["system", "light", "dark"] as const
export type Theme = (typeof themes)[number]

const chosen = themes.find((name) => name === document.documentElement.dataset["theme"])
export const theme = signal<Theme>(chosen ?? "system")

export const choose = (next: Theme): void => {
  theme.value = next
  if (next === "system") delete document.documentElement.dataset["theme"]
  else document.documentElement.dataset["theme"] = next
  try {
    localStorage.setItem("theme", next)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

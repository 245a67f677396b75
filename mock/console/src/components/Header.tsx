import { connection } from "../Feed.ts"
import { baseUrl } from "../Http.ts"
import { choose, theme, themes } from "../Theme.ts"
import { CopyButton } from "./CopyButton.tsx"
import { Icon } from "./Icon.tsx"
import { SessionMenu } from "./SessionMenu.tsx"

const Pig = () => (
  <svg class="pig" viewBox="0 0 32 32" aria-hidden="true">
    <path d="M5 4c4 0 7 2 8 5l-6 6C4 12 4 7 5 4zM27 4c-4 0-7 2-8 5l6 6c3-3 3-8 2-11z" class="pig-ear" />
    <circle cx="16" cy="18" r="12" class="pig-face" />
    <ellipse cx="16" cy="21" rx="6" ry="4.4" class="pig-snout" />
    <circle cx="13.8" cy="21" r="1.2" class="pig-dot" />
    <circle cx="18.2" cy="21" r="1.2" class="pig-dot" />
    <circle cx="11" cy="14.2" r="1.3" class="pig-dot" />
    <circle cx="21" cy="14.2" r="1.3" class="pig-dot" />
  </svg>
)

const said = { opening: "connecting", live: "live", away: "disconnected", gone: "ended" } as const

const ThemeButton = () => {
  const next = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? "system"
  return (
    <button
      type="button"
      class="button quiet square"
      aria-label={`Theme: ${theme.value}. Switch to ${next}`}
      title={`Theme: ${theme.value}`}
      onClick={() => choose(next)}
    >
      <Icon name={theme.value} />
    </button>
  )
}

export const Header = () => (
  <header class="header">
    <h1 class="brand">
      <Pig />
      <span>piggy-mock</span>
    </h1>
    <SessionMenu />
    <p class={`connection ${connection.value}`} role="status" aria-label="Connection">
      {said[connection.value]}
    </p>
    <p class="address">
      <code>{baseUrl}</code>
      <CopyButton text={baseUrl} what="the base URL" />
    </p>
    <nav class="links" aria-label="Documents">
      <a href="docs">API docs</a>
      <a href="openapi.yaml">openapi.yaml</a>
      <a href="__mock/openapi.yaml">Control API</a>
    </nav>
    <ThemeButton />
  </header>
)

import { connection } from "../Feed.ts"
import { baseUrl } from "../Http.ts"
import { CopyButton } from "./CopyButton.tsx"
import { ThemeChoice } from "./ThemeChoice.tsx"

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

export const Header = () => (
  <header class="header">
    <h1 class="brand">
      <Pig />
      piggy-mock
    </h1>
    <p class="address">
      <code>{baseUrl}</code>
      <CopyButton text={baseUrl} what="the base URL" />
    </p>
    {connection.value === "away" && <p class="connection away">Disconnected</p>}
    <nav aria-label="Documents">
      <a href="docs">API docs</a>
      <a href="openapi.yaml">openapi.yaml</a>
      <a href="__mock/openapi.yaml">Control API</a>
    </nav>
    <ThemeChoice />
  </header>
)

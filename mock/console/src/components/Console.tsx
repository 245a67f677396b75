import { useEffect } from "preact/hooks"
import type { View } from "../Address.ts"
import { address } from "../Route.ts"
import { Away } from "./Away.tsx"
import { ClientsView } from "./ClientsView.tsx"
import { ConnectView } from "./ConnectView.tsx"
import { Header } from "./Header.tsx"
import { JournalView } from "./JournalView.tsx"
import { NoticeLine } from "./NoticeLine.tsx"
import { ProgramView } from "./ProgramView.tsx"
import { RowsView } from "./RowsView.tsx"
import { ScenarioPanel } from "./ScenarioPanel.tsx"
import { StatePanel } from "./StatePanel.tsx"
import { Tabs, titles } from "./Tabs.tsx"
import { useWidth } from "./useWidth.ts"

const Steering = () => (
  <>
    <ScenarioPanel />
    <StatePanel />
  </>
)

const contents: Readonly<Record<View, () => preact.JSX.Element>> = {
  journal: JournalView,
  clients: ClientsView,
  rows: RowsView,
  scenario: Steering,
  program: ProgramView,
  connect: ConnectView
}

export const Console = () => {
  const isWide = useWidth() >= 1000
  const { view: asked } = address.value
  // Where there is room, the scenario is always in sight, and no view of its own.
  const view = isWide && asked === "scenario" ? "journal" : asked
  const Content = contents[view]
  useEffect(() => {
    document.title = `${titles[view]} · piggy-mock`
  }, [view])
  return (
    <>
      <a class="skip" href="#main">
        Skip to the {titles[view].toLowerCase()}
      </a>
      <Header />
      <Away />
      <div class="shell">
        {isWide && (
          <aside class="rail" aria-label="Scenario and state">
            <Steering />
          </aside>
        )}
        <Tabs view={view} isWide={isWide} />
        <main id="main" class={`main view-${view}`} tabIndex={-1}>
          <Content />
        </main>
      </div>
      <NoticeLine />
    </>
  )
}

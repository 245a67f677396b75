import { Connect } from "./Connect.tsx"
import { Header } from "./Header.tsx"
import { JournalPanel } from "./JournalPanel.tsx"
import { NoticeLine } from "./NoticeLine.tsx"
import { ProgramPanel } from "./ProgramPanel.tsx"
import { ReferralsPanel } from "./ReferralsPanel.tsx"
import { ScenarioPanel } from "./ScenarioPanel.tsx"
import { SessionPanel } from "./SessionPanel.tsx"
import { WalksPanel } from "./WalksPanel.tsx"

export const Console = () => (
  <>
    <a class="skip" href="#main">
      Skip to the referrals
    </a>
    <Header />
    <div class="columns">
      <aside class="side" aria-label="Scenario and session">
        <ScenarioPanel />
        <ProgramPanel />
        <SessionPanel />
      </aside>
      <main id="main" class="main" tabIndex={-1}>
        <ReferralsPanel />
        <JournalPanel />
        <div class="pair">
          <WalksPanel />
          <Connect />
        </div>
      </main>
    </div>
    <NoticeLine />
  </>
)

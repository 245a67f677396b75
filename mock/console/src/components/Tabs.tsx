import { type View, views } from "../Address.ts"
import { isTrouble } from "../Verdicts.ts"
import { open } from "../Route.ts"
import { walks } from "../World.ts"
import { Icon } from "./Icon.tsx"

export const titles: Readonly<Record<View, string>> = {
  journal: "Journal",
  clients: "Clients",
  rows: "Rows",
  scenario: "Scenario",
  program: "Program",
  connect: "Connect"
}

interface Props {
  readonly view: View
  readonly isWide: boolean
}

/** The views of the page. */
export const Tabs = ({ isWide, view }: Props) => {
  const hasTrouble = walks.value?.all.some((walk) => isTrouble(walk, walks.value?.now ?? 0)) === true
  return (
    <nav class="tabs" aria-label="Views">
      {views
        .filter((each) => !isWide || each !== "scenario")
        .map((each) => (
          <a
            key={each}
            href={`?view=${each}`}
            aria-current={each === view ? "page" : undefined}
            onClick={(event) => {
              event.preventDefault()
              open(each)
            }}
          >
            <Icon name={each} />
            <span>{titles[each]}</span>
            {each === "clients" && hasTrouble && <span class="dot" role="img" aria-label="something went wrong" />}
          </a>
        ))}
    </nav>
  )
}

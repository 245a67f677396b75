import { choose, theme } from "../Theme.ts"
import { Segments } from "./Segments.tsx"

export const ThemeChoice = () => (
  <Segments
    legend="Theme"
    value={theme.value}
    options={[
      ["system", "System"],
      ["light", "Light"],
      ["dark", "Dark"]
    ]}
    onChoose={choose}
  />
)

/** Small pictures that stand beside words; nobody needs them to understand. */
const paths = {
  journal: "M3 4h14M3 8h14M3 12h9M3 16h6",
  clients: "M4 15l4-5 3 3 5-7M16 6h-4M16 6v4",
  rows: "M3 4h14v12H3zM3 8h14M3 12h14M8 4v12",
  scenario: "M4 6h8M16 6h0M4 14h2M10 14h6M14 4v4M8 12v4",
  program: "M4 16V9M9 16V4M14 16v-5M2.5 16.5h15",
  connect: "M7 6l-4 4 4 4M13 6l4 4-4 4",
  close: "M5 5l10 10M15 5L5 15",
  up: "M5 12l5-5 5 5",
  down: "M5 8l5 5 5-5",
  search: "M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4zM13 13l4 4",
  system: "M3 4h14v9H3zM7 17h6",
  light:
    "M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1 1M14.7 14.7l1 1M4.3 15.7l1-1M14.7 5.3l1-1",
  dark: "M15.5 12A6.5 6.5 0 0 1 8 4.5a6.5 6.5 0 1 0 7.5 7.5z",
  back: "M12 4l-6 6 6 6"
} as const
export type IconName = keyof typeof paths

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
)

/**
 * How the report looks: on a screen of any width, light or dark, and on paper.
 */

const light = `
  --page: #fbfbfa; --card: #ffffff; --ink: #1d1d1b; --soft: #5f5e5a; --line: #e2e1dc;
  --completed: #2a6fc9; --pending: #b5aea2; --failed: #c8502f; --other: #7d5bb5; --warn: #8a5a00; --warn-page: #fff6e0;`

const dark = `
  --page: #171716; --card: #1f1f1d; --ink: #f0efec; --soft: #a8a69f; --line: #373632;
  --completed: #5f9df0; --pending: #7f7a70; --failed: #e77d5c; --other: #ab8ce0; --warn: #f2c566; --warn-page: #322a17;`

/** The one style sheet. Loads nothing. */
export const style = `
:root { color-scheme: light dark;${light} }
@media (prefers-color-scheme: dark) { :root {${dark} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; }
h2 { font-size: 19px; margin: 0 0 4px; }
p { margin: 0 0 12px; }
.soft, caption, th, figcaption { color: var(--soft); }
.soft, figcaption { font-size: 14px; }
.doubt { background: var(--warn-page); color: var(--warn); border-radius: 8px; padding: 10px 14px; margin: 16px 0 0; }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin: 24px 0; padding: 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
.tile dt { font-size: 13px; color: var(--soft); }
.tile dd { margin: 2px 0 0; font-size: 26px; font-weight: 600; line-height: 1.2; }
.tile .soft { font-size: 13px; font-weight: 400; display: block; margin-top: 2px; line-height: 1.35; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 20px 22px; margin: 0 0 16px; }
figure { margin: 12px 0; }
figure svg { display: block; max-width: 100%; height: auto; }
.narrow { display: none; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
caption { text-align: left; padding: 0 0 4px; }
th { text-align: left; font-weight: 500; }
th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
tr:last-child td { border-bottom: 0; }
#leaderboard code { white-space: nowrap; }
code { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
ol.chain { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 8px; padding: 0; margin: 8px 0 0; }
ol.chain li:not(:last-child)::after { content: "→"; color: var(--soft); margin-left: 8px; }
details { margin: 8px 0 0; }
summary { cursor: pointer; color: var(--soft); font-size: 14px; }
summary:focus-visible { outline: 2px solid var(--completed); outline-offset: 2px; }
details ul { margin: 6px 0 0; padding-left: 20px; }
footer { font-size: 13px; color: var(--soft); margin-top: 24px; }
@media (max-width: 640px) {
  main { padding: 24px 14px 40px; }
  h1 { font-size: 23px; }
  .tiles { grid-template-columns: 1fr 1fr; gap: 8px; margin: 16px 0; }
  .tile { padding: 10px 12px; }
  .tile dd { font-size: 21px; }
  section { padding: 16px 14px; }
  th, td { padding-right: 7px; }
  #leaderboard { font-size: 13px; }
  #leaderboard code { display: block; max-width: 9ch; font-size: 12px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .wide { display: none; }
  .narrow { display: block; }
}
@media print {
  :root { color-scheme: light;${light} --page: #ffffff; }
  body { font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 14px 0 0; margin: 0 0 18px; }
  h2 + p, figure, .scroll, .tile { break-inside: avoid; }
  h2, h2 + p, figure { break-after: avoid; }
  th, td { padding-top: 3px; padding-bottom: 3px; }
  details { display: none; }
  .narrow { display: none; }
  .wide { display: block; }
  @page { margin: 16mm; }
}
`

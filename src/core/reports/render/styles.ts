/** Colours are told apart in grey too: lines differ in their dashes, levels carry their word. */
export const STYLES = `
:root {
  --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --rule: #d0d7de; --panel: #f6f8fa;
  --ok: #1a7f37; --warning: #9a6700; --critical: #cf222e; --unknown: #6e5494; --info: #57606a;
  --line-0: #0969da; --line-1: #bc4c00; --line-2: #1a7f37; --line-3: #8250df;
  --gap: rgba(110, 84, 148, 0.22); --shadow: rgba(27, 31, 36, 0.28);
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1117; --ink: #e6edf3; --soft: #9198a1; --rule: #30363d; --panel: #161b22;
    --ok: #3fb950; --warning: #d29922; --critical: #ff7b72; --unknown: #bc8cff; --info: #9198a1;
    --line-0: #58a6ff; --line-1: #ffa657; --line-2: #3fb950; --line-3: #bc8cff;
    --gap: rgba(188, 140, 255, 0.25); --shadow: rgba(255, 255, 255, 0.3);
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif;
}
:lang(ko) { word-break: keep-all; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 0.25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; padding-bottom: 0.25rem; border-bottom: 1px solid var(--rule); }
p, ul { margin: 0.5rem 0; }
ul { padding-left: 1.2rem; }
li { margin: 0.3rem 0; overflow-wrap: anywhere; }
a { color: var(--line-0); }
code { font: 0.875em ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; background: var(--panel); padding: 0.1em 0.3em; border-radius: 4px; overflow-wrap: anywhere; }
.subtitle { color: var(--soft); margin-top: 0; }
.verdict { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; padding: 0.6rem 0.9rem; border-left: 5px solid; border-radius: 4px; background: var(--panel); }
.verdict.ok, .level.ok { color: var(--ok); }
.verdict.warning, .level.warning { color: var(--warning); }
.verdict.critical, .level.critical { color: var(--critical); }
.verdict.unknown, .level.unknown { color: var(--unknown); }
.level.info { color: var(--info); }
.verdict span { color: var(--ink); }
.level { font-weight: 600; }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 0.9rem; font-size: 0.875rem; }
nav a { text-decoration: none; padding: 0.2rem 0; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 0.5rem; margin: 0.5rem 0; }
dl div { background: var(--panel); border-radius: 6px; padding: 0.5rem 0.75rem; }
dt { color: var(--soft); font-size: 0.8125rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll {
  overflow-x: auto; margin: 0.5rem 0;
  background:
    linear-gradient(to left, var(--paper) 30%, transparent) right / 2.5rem 100% no-repeat local,
    linear-gradient(to left, var(--shadow), transparent) right / 0.9rem 100% no-repeat scroll;
}
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
th, td { padding: 0.35rem 0.6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 500; position: sticky; left: 0; background: var(--paper); min-width: 6rem; max-width: 14rem; }
td { min-width: 4.5rem; }
td:last-child { min-width: 9rem; }
.short, .course { white-space: nowrap; }
.course { background: none; padding: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1rem 1.5rem; margin: 0.75rem 0; }
figure { margin: 0; min-width: 0; }
figcaption { display: flex; flex-wrap: wrap; gap: 0 0.75rem; font-weight: 600; font-size: 0.875rem; margin-bottom: 0.4rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0 0.75rem; font-weight: 400; color: var(--soft); font-size: 0.75rem; align-items: center; overflow-wrap: anywhere; }
.key::before { content: ""; display: inline-block; width: 1.1rem; margin-right: 0.3rem; vertical-align: middle; border-top: 2px solid; }
.key-0::before { border-color: var(--line-0); }
.key-1::before { border-color: var(--line-1); border-top-style: dashed; }
.key-2::before { border-color: var(--line-2); border-top-style: dotted; }
.key-3::before { border-color: var(--line-3); border-top-style: double; border-top-width: 4px; }
.key-limit::before { border-color: var(--critical); border-top-width: 1px; border-top-style: dashed; }
.key-gap::before { height: 0.7rem; border: 0; background: var(--gap); }
.plot { position: relative; height: 9rem; margin: 0 1rem 1.4rem 4.2rem; }
svg { display: block; width: 100%; height: 100%; overflow: visible; }
.mark, .tick { position: absolute; color: var(--soft); font-size: 0.75rem; line-height: 1; white-space: nowrap; }
.mark { right: 100%; margin-right: 0.4rem; transform: translateY(-50%); }
.tick { top: 100%; margin-top: 0.4rem; transform: translateX(-50%); }
.gap { fill: var(--gap); }
.rule { stroke: var(--rule); stroke-width: 1; vector-effect: non-scaling-stroke; }
.limit { stroke-width: 1; stroke-dasharray: 4 4; vector-effect: non-scaling-stroke; }
.limit.warning { stroke: var(--warning); }
.limit.critical { stroke: var(--critical); }
.band { fill: var(--line-0); opacity: 0.18; }
.line { fill: none; stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; vector-effect: non-scaling-stroke; }
.line-0 { stroke: var(--line-0); }
.line-1 { stroke: var(--line-1); stroke-dasharray: 7 4; }
.line-2 { stroke: var(--line-2); stroke-dasharray: 2 4; }
.line-3 { stroke: var(--line-3); stroke-width: 3; opacity: 0.8; }
@media (max-width: 30rem) {
  body { padding: 0.75rem; }
  h1 { font-size: 1.25rem; }
  .plot { margin-left: 3.6rem; }
}
@media screen and (max-width: 34rem) {
  dl { gap: 0; }
  dl div { display: grid; grid-template-columns: 8rem 1fr; gap: 0 0.75rem; padding: 0.4rem 0.6rem; border-radius: 0; border-bottom: 1px solid var(--rule); }
  dd { font-size: 0.9375rem; }
  th, td { padding: 0.35rem 0.4rem; }
  tbody th { min-width: 6.5rem; }
  td:not(:last-child) { min-width: 3.75rem; }
  .stacked, .stacked tbody, .stacked tr, .stacked th, .stacked td { display: block; }
  .stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacked tr { padding: 0.5rem 0; border-bottom: 1px solid var(--rule); }
  .stacked tbody th { position: static; min-width: 0; max-width: none; padding: 0 0 0.2rem; border: 0; overflow-wrap: anywhere; }
  .stacked tbody td { position: relative; padding: 0.1rem 0 0.1rem 7.5rem; border: 0; text-align: left; white-space: normal; }
  .stacked td::before, .stacked th.number::before { content: attr(data-label); color: var(--soft); font-weight: 400; }
  .stacked td::before { position: absolute; left: 0; width: 7rem; }
  .stacked th.number { text-align: left; }
  .stacked th.number::before { content: attr(data-label) " "; }
  .stacked td code { overflow-wrap: anywhere; }
}
@media print {
  :root {
    --paper: #ffffff; --ink: #000000; --soft: #444444; --rule: #bbbbbb; --panel: #f3f3f3;
    --ok: #1a7f37; --warning: #7d5200; --critical: #b3141f; --unknown: #553c8b; --info: #444444;
    --line-0: #0550ae; --line-1: #953800; --line-2: #116329; --line-3: #6639ba;
    --gap: rgba(110, 84, 148, 0.22);
  }
  @page { margin: 15mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  /* Nobody follows a link on paper. */
  nav, #data { display: none; }
  .scroll { overflow: visible; }
  tbody th { position: static; }
  table { font-size: 8pt; }
  th, td { padding: 0.2rem 0.35rem; min-width: 0; }
  td:last-child { min-width: 11rem; }
  .charts { grid-template-columns: 1fr 1fr; }
  figure, tr, li, dl div { break-inside: avoid; }
  h2 { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

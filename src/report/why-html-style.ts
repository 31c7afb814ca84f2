// The style of the report, and its SHA-256, by which the page's policy lets in this style and no other.
// A test recomputes the hash.

export const WHY_STYLE = `
:root {
  color-scheme: light dark;
  --back: #ffffff; --paper: #f6f7f9; --ink: #1c2026; --dim: #5b6472; --line: #d9dde3;
  --name: #0b5c8a; --bar: #5b8fb9; --warn: #a63d00; --good: #1d6b35;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #14171b; --paper: #1d2127; --ink: #e4e7eb; --dim: #9aa4b2; --line: #353c46;
    --name: #7cc4ee; --bar: #4d83ad; --warn: #ffa066; --good: #7fd197;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--back); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.35rem; line-height: 1.35; margin: 0 0 .75rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p { margin: .5rem 0; max-width: 46rem; }
.dim, footer { color: var(--dim); }
.good { color: var(--good); }
code, pre { font-family: ui-monospace, monospace; font-size: .875em; }
.finding {
  border: 1px solid var(--line); border-radius: .5rem; background: var(--paper);
  margin: 1rem 0; padding: 0 1rem;
}
summary { cursor: pointer; padding: .75rem 0; }
summary h2 { display: inline; margin: 0; }
summary p { margin: .25rem 0 0; }
.verdict { font-weight: 600; }
.growing .verdict { color: var(--warn); }
.evidence { border-top: 1px solid var(--line); margin-top: 1rem; padding-bottom: 1rem; }
dl { margin: .5rem 0; display: grid; grid-template-columns: 11rem 1fr; gap: .5rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0; max-width: 46rem; }
table { border-collapse: collapse; width: 100%; margin: .25rem 0; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 400; color: var(--dim); }
td, th { padding: .15rem 1rem .15rem 0; vertical-align: top; }
.figure { text-align: right; white-space: nowrap; width: 1%; }
.name { color: var(--name); }
.barred { width: 40%; min-width: 4rem; vertical-align: middle; }
svg { display: block; width: 100%; height: .75rem; }
rect { fill: var(--bar); }
.path { list-style: none; margin: .25rem 0; padding: 0; }
.path .edge {
  min-height: .6rem; display: block; color: var(--dim); padding-left: .9rem; border-left: 2px solid var(--line); margin-left: .25rem; }
.path .handle { color: var(--dim); }
pre {
  background: var(--back); border: 1px solid var(--line); border-radius: .25rem;
  padding: .5rem .75rem; margin: .25rem 0; white-space: pre-wrap; user-select: all;
}
footer { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: .75rem; font-size: .875rem; }
@media (max-width: 40rem) {
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; }
  td, th { padding-right: .5rem; }
  .barred { width: 20%; min-width: 3rem; padding-right: 0; }
}
@media print { .finding { break-inside: avoid; } }
`

export const WHY_STYLE_HASH = 'sha256-dUNxCoRq3LcgAgKx0t+z+tVy+rcJYoKYYeSs20MMF5g='

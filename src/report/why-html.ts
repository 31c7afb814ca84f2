// The answer of `loupe why` as one HTML file: no script, nothing loaded from anywhere, and a policy that
// would let none in. Findings fold; the first is open. It names classes, files and strings of the
// program, so whoever writes it to disk makes it readable by its owner alone.

import { formatBytes, formatCount, formatShare } from '../base/format.ts'
import type { DiffDump, NamedBytes, Why, WhyFinding, WhyGrowth } from '../workbench/results.ts'
import { breakable, html } from './html.ts'
import type { Html } from './html.ts'
import { commandLine } from './screen.ts'
import { WHY_STYLE, WHY_STYLE_HASH } from './why-html-style.ts'
import { withShortPaths } from './why-short-paths.ts'
import { frameWords, STACKS, STACKS_ABOUT, stackWords } from './why-stacks.ts'
import {
  amountWords,
  contentWords,
  growthRows,
  growthTitle,
  healthWords,
  isCalm,
  lastDump,
  listed,
  pathAbout,
  pathRows,
  REST,
  shortNames,
  stepWords,
  sureSentence,
  growthSentence,
  verdictWords,
} from './why-words.ts'
import type { PathRow } from './why-words.ts'

const POLICY = `default-src 'none'; style-src '${WHY_STYLE_HASH}'; base-uri 'none'; form-action 'none'`

/** A whole document. */
export function whyHtml(answer: Why): string {
  const result = withShortPaths(answer)
  const { dumps, findings, sentence, unsuspicious, missing } = result
  const names = shortNames(dumps)
  const health = healthWords(result)
  const body = html`<main>
<h1${isCalm(result) && findings.length === 0 ? html` class="good"` : html``}>${breakable(sentence)}</h1>
${health === undefined ? html`` : html`<p class="${isCalm(result) ? 'good' : 'dim'}">${health}</p>`}
${findings.map((finding, at) => findingHtml(finding, result, at === 0 && !isCalm(result)))}
${growthHtml('The whole heap', dumps, dumps)}
${bulletsHtml('Not suspicious', unsuspicious)}
${bulletsHtml('What is not known', missing)}
<footer>Written by <code>${commandLine('', ['why', ...names])}</code>. It has names of the program's
classes and files, and texts that were in its memory: keep it as private as the dump.</footer>
</main>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
${html`<title>Why: ${names.join(', ')}</title>`.html}
<style>${WHY_STYLE}</style>
</head>
<body>
${body.html}
</body>
</html>
`
}

function findingHtml(finding: WhyFinding, result: Why, open: boolean): Html {
  const { rank, title, verdict, growth, signature, rule } = finding
  const { dumps } = result
  return html`<details class="finding ${verdict}" ${open ? html` open` : html``}>
    <summary>
      <h2>${rank}. ${breakable(title)}</h2>
      <p>${amountWords(finding)} · <span class="verdict">${verdictWords(finding)}</span></p>
    </summary>
    ${factsHtml(finding)} ${growthHtml('', growth, dumps)}
    <div class="evidence">
      ${pathHtml(finding)} ${itemsHtml('What is inside', 'class', finding.contents, finding.bytes)}
      ${itemsHtml('Where it was allocated', 'line', finding.sites, finding.bytes)}
      ${stacksHtml(finding)} ${commandsHtml(finding, lastDump(result))}
      <p class="dim">
        Signature <code>${rule} ${signature}</code>: the same wherever this is found again.
      </p>
    </div>
  </details> `
}

function factsHtml(finding: WhyFinding): Html {
  const facts: (readonly [label: string, text: string])[] = [
    ['Growth', finding.verdictBecause === '' ? '' : growthSentence(finding)],
    ['Why Ruby keeps it', finding.because],
    ['What to do', finding.advice],
    ['Rubies concerned', finding.rubies ?? ''],
    ['How sure', sureSentence(finding)],
  ]
  const told = facts.filter(([, text]) => text !== '')
  return html`<dl>
    ${told.map(
      ([label, text]) =>
        html`<dt>${label}</dt>
          <dd>${breakable(text)}</dd>`,
    )}
  </dl>`
}

function growthHtml(
  title: string,
  growth: readonly WhyGrowth[] | undefined,
  dumps: readonly DiffDump[],
): Html {
  const rows = growthRows(growth, dumps)
  if (rows.length === 0) return html``
  const lines = rows.map(
    ({ name, count, bytes, part }) =>
      html`<tr>
        <td class="name">${name}</td>
        <td class="figure">${formatCount(count)}</td>
        <td class="figure">${formatBytes(bytes)}</td>
        <td class="barred">${barSvg(part)}</td>
      </tr>`,
  )
  return html`${title === '' ? html`` : html`<h2>${title}</h2>`}
    <table>
      <tr>
        <th>dump</th>
        <th class="figure">${growthTitle(growth)}</th>
        <th class="figure">bytes</th>
        <th class="barred"></th>
      </tr>
      ${lines}
    </table>`
}

function barSvg(part: number): Html {
  const width = (Math.max(0, Math.min(1, part)) * 100).toFixed(1)
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <rect width="${width}" height="10" />
  </svg>`
}

function pathHtml(finding: WhyFinding): Html {
  const { path } = finding
  if (path.length === 0) return html``
  return html`<h3>Held through <span class="dim">· ${pathAbout(finding)}</span></h3>
    <ol class="path">
      ${pathRows(path).map(stepHtml)}
    </ol>`
}

function stepHtml({ step, skipped, depth }: PathRow): Html {
  if (step === undefined) {
    return html`<li class="dim">… ${formatCount(skipped)} more steps</li>`
  }
  // A reference without a name is still a link of the chain.
  const edge = depth === 0 ? html`` : html`<span class="edge">${step.edge ?? ''}</span>`
  const many = step.count > 1 ? html`${formatCount(step.count)} × ` : html``
  const handle = step.type === 'ROOT' ? html`` : html` <code class="handle">${step.handle}</code>`
  return html`<li>
    ${edge}${many}<code class="name">${breakable(stepWords(step))}</code>${handle}
  </li> `
}

function itemsHtml(title: string, of: string, items: readonly NamedBytes[], whole: number): Html {
  const { shown, rest } = listed(items, whole)
  if (shown.length === 0) return html``
  const lines = shown.map(
    ({ name, count, bytes }) =>
      html`<tr>
        <td class="name"><code>${breakable(contentWords(name))}</code></td>
        <td class="figure">${formatCount(count)}</td>
        <td class="figure">${formatBytes(bytes)}</td>
        <td class="figure">${formatShare(bytes, whole)}</td>
      </tr> `,
  )
  return html`<h3>${title}</h3>
    <table>
      <tr>
        <th>${of}</th>
        <th class="figure">count</th>
        <th class="figure">bytes</th>
        <th class="figure">share</th>
      </tr>
      ${lines} ${rest > 0 ? restRow(rest, whole) : html``}
    </table>`
}

function restRow(rest: number, whole: number): Html {
  return html`<tr>
    <td class="dim">${REST}</td>
    <td></td>
    <td class="figure">${formatBytes(rest)}</td>
    <td class="figure">${formatShare(rest, whole)}</td>
  </tr> `
}

/** In what is set as it stands; a value that is text would have it escaped. */
const LINE_END: Html = { html: '\n' }

function stacksHtml({ stacks = [] }: WhyFinding): Html {
  if (stacks.length === 0) return html``
  const each = stacks.map((stack) => {
    const lines = frameWords(stack).map(
      ({ name, place }) => html`${`${name}  ${place}`.trimEnd()}${LINE_END}`,
    )
    return html`<p>${stackWords(stack)}:</p>
      <pre>${lines}</pre>`
  })
  return html`<h3>${STACKS} <span class="dim">· ${STACKS_ABOUT}</span></h3>
    ${each}`
}

function commandsHtml({ evidence }: WhyFinding, dump: string): Html {
  if (evidence.length === 0) return html``
  const commands = evidence.map(
    ({ words, why }) =>
      html`<p>${why}:</p>
        <pre>${commandLine(dump, words)}</pre>`,
  )
  return html`<h3>See for yourself</h3>
    ${commands}`
}

function bulletsHtml(title: string, sentences: readonly string[]): Html {
  if (sentences.length === 0) return html``
  return html`<h2>${title}</h2>
    <ul>
      ${sentences.map((each) => html`<li>${each}</li>`)}
    </ul>`
}

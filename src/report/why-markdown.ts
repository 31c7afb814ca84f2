// The answer of `loupe why` as Markdown, to be pasted into an issue or a pull request: the words in the
// open, the evidence folded. Whatever a renderer could take for a tag, a mention, a link or emphasis is
// put into a code span, so that names such as `#<Work>` and `@scope` arrive as they are and mention
// nobody. Texts of strings are left out, as issues are often public; names, hash keys and files are not.

import { formatBytes, formatCount, formatShare } from '../base/format.ts'
import type { DiffDump, NamedBytes, Why, WhyFinding, WhyGrowth } from '../workbench/results.ts'
import { safeText } from './safe-text.ts'
import { commandLine } from './screen.ts'
import { withShortPaths } from './why-short-paths.ts'
import { innerFrames, STACKS, STACKS_ABOUT, stackWords } from './why-stacks.ts'
import {
  amountWords,
  contentWords,
  growthRows,
  growthTitle,
  healthWords,
  listed,
  pathRows,
  REST,
  shortNames,
  stepWords,
  sureSentence,
  growthSentence,
} from './why-words.ts'
import type { PathRow } from './why-words.ts'

export function whyMarkdown(answer: Why): string {
  const result = withShortPaths(answer)
  const { dumps, findings, unsuspicious, missing } = result
  const names = shortNames(dumps)
  const health = healthWords(result)
  const blocks = [
    `**${prose(result.sentence)}**`,
    ...(health === undefined ? [] : [prose(health)]),
    ...findings.flatMap((finding) => findingBlocks(finding, dumps)),
    ...growthTable('The whole heap', dumps, dumps),
    ...bullets('Not suspicious', unsuspicious),
    ...bullets('What is not known', missing),
    `<sub>${code(['loupe', 'why', ...names].join(' '))}; signatures: ${signatures(findings)}</sub>`,
  ]
  return `${blocks.join('\n\n')}\n`
}

function signatures(findings: readonly WhyFinding[]): string {
  return findings.length === 0
    ? 'none'
    : findings.map(({ rule, signature }) => code(`${rule} ${signature}`)).join(', ')
}

function findingBlocks(finding: WhyFinding, dumps: readonly DiffDump[]): string[] {
  const { rank, title, because, advice, rubies, growth, evidence } = finding
  const facts: (readonly [label: string, text: string])[] = [
    ['How much', `${amountWords(finding)}.`],
    ['Growth', growthSentence(finding)],
    ['Why Ruby keeps it', because],
    ['What to do', advice],
    ['Rubies concerned', rubies ?? ''],
    ['How sure', sureSentence(finding)],
  ]
  const commands = evidence.map(({ words }) => commandLine(shortNames(dumps).at(-1) ?? '', words))
  return [
    `### ${rank}. ${prose(title)}`,
    facts
      .filter(([, text]) => text !== '')
      .map(([label, text]) => `- **${label}:** ${prose(text)}`)
      .join('\n'),
    ...growthTable('', growth, dumps),
    '<details><summary>How it is held, and what is inside</summary>',
    ...(finding.path.length === 0 ? [] : [fenced(pathRows(finding.path).map(pathLine))]),
    ...itemTable('class', finding.contents, finding.bytes),
    ...itemTable('allocated at', finding.sites, finding.bytes),
    ...stackBlocks(finding),
    ...(commands.length === 0 ? [] : ['See for yourself:', fenced(commands)]),
    '</details>',
  ]
}

function stackBlocks({ stacks = [] }: WhyFinding): string[] {
  if (stacks.length === 0) return []
  const lines = stacks.flatMap((stack) => {
    const { shown, rest } = innerFrames(stack)
    return [
      stackWords(stack),
      ...shown.map(({ name, place }) => `  ${name}  ${place}`.trimEnd()),
      ...(rest === '' ? [] : [`  ${rest}`]),
    ]
  })
  return [`${STACKS} (${STACKS_ABOUT}):`, fenced(lines)]
}

function pathLine({ step, skipped, depth }: PathRow): string {
  const lead = depth === 0 ? '' : `${' '.repeat(depth - 1)}└─ `
  if (step === undefined) return `${lead}… ${formatCount(skipped)} more steps`
  const many = step.count > 1 ? `${formatCount(step.count)} × ` : ''
  const label = step.type === 'STRING' ? 'String' : stepWords(step)
  return `${lead}${many}${label}${step.edge === undefined ? '' : ` ← ${step.edge}`}`
}

function growthTable(
  title: string,
  growth: readonly WhyGrowth[] | undefined,
  dumps: readonly DiffDump[],
): string[] {
  const rows = growthRows(growth, dumps)
  if (rows.length === 0) return []
  const heading = title === '' ? [] : [`### ${title}`]
  const lines = rows.map(
    ({ name, count, bytes }) => `| ${cell(name)} | ${formatCount(count)} | ${formatBytes(bytes)} |`,
  )
  const columns = `| dump | ${growthTitle(growth)} | bytes |`
  return [...heading, [columns, '| --- | ---: | ---: |', ...lines].join('\n')]
}

function itemTable(title: string, items: readonly NamedBytes[], whole: number): string[] {
  const { shown, rest } = listed(items, whole)
  if (shown.length === 0) return []
  const lines = shown.map(
    ({ name, count, bytes }) =>
      `| ${cell(contentWords(name))} | ${formatCount(count)} | ${formatBytes(bytes)} | ${formatShare(bytes, whole)} |`,
  )
  if (rest > 0) lines.push(`| ${REST} | | ${formatBytes(rest)} | ${formatShare(rest, whole)} |`)
  return [
    [`| ${title} | count | bytes | share |`, '| --- | ---: | ---: | ---: |', ...lines].join('\n'),
  ]
}

function bullets(title: string, sentences: readonly string[]): string[] {
  if (sentences.length === 0) return []
  return [`### ${title}`, sentences.map((sentence) => `- ${prose(sentence)}`).join('\n')]
}

/** Words that are nothing but words; every other goes into a code span. */
const PLAIN = /^[\p{L}\p{M}\p{N}.,;:!?'’"“”()%–—…→×≈ -]*$/u
const LINKED = /:\/\/|www\.|\bgh-\d/i

function prose(text: string): string {
  const words = safeText(text).split(' ').map(wordOf)
  const [first = ''] = words
  // What would begin a list or a heading of its own.
  if (/^(?:[-–+*=]+|\d+[.)])$/.test(first)) words[0] = code(first)
  return words.join(' ')
}

function wordOf(word: string): string {
  if (PLAIN.test(word) && !LINKED.test(word)) return word
  // Brackets and stops around a name are the sentence's, but a call keeps the bracket it opened.
  const [, before = '', inner = '', after = ''] = AROUND.exec(word) ?? []
  if (inner === '') return code(word)
  const own = after.startsWith(')') && inner.includes('(') ? ')' : ''
  return `${before}${code(inner + own)}${after.slice(own.length)}`
}

const AROUND = /^([("“]*)(.*?)([.,;:!?)"”]*)$/su

/** A code span whatever is in it: its marks are longer than any run of marks inside. */
function code(text: string): string {
  const safe = safeText(text)
  const mark = '`'.repeat(longestRun(safe) + 1)
  const space = safe.startsWith('`') || safe.endsWith('`') ? ' ' : ''
  return safe === '' ? '' : `${mark}${space}${safe}${space}${mark}`
}

/** In a table a bar ends the cell even inside a code span, unless it is escaped. */
function cell(text: string): string {
  return code(text).replaceAll('|', '\\|')
}

function fenced(lines: readonly string[]): string {
  const safe = lines.map(safeText)
  const mark = '`'.repeat(Math.max(3, longestRun(safe.join('\n')) + 1))
  return [`${mark}text`, ...safe, mark].join('\n')
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}

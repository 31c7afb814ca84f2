// Words and figures that all faces of `loupe why` share: terminal, Markdown and HTML say the same in
// the same words, each with its own layout. Texts come out as they are in the record: each face makes
// them safe in its own way.

import { formatBytes, formatShare } from '../base/format.ts'
import type {
  CountBytes,
  DiffDump,
  NamedBytes,
  Why,
  WhyConfidence,
  WhyFinding,
  WhyGrowth,
  WhyStep,
  WhyVerdict,
} from '../workbench/results.ts'
import type { NextCommand } from './screen.ts'

/** What a finding does, after its title. */
export function verdictWords({ verdict, growth }: WhyFinding): string {
  // One dump may know of a limit, but sees no levelling.
  const seen = verdict === 'plateau' && growth === undefined ? 'unknown' : verdict
  return VERDICT_WORDS[seen]
}

const VERDICT_WORDS: Readonly<Record<WhyVerdict, string>> = {
  growing: 'growing',
  plateau: 'levels off',
  'one-time': 'grew once',
  static: 'does not grow',
  unknown: 'growth not known',
}

export const SURE_WORDS: Readonly<Record<WhyConfidence, string>> = {
  certain: 'certain of what holds it',
  likely: 'likely, not certain',
  possible: 'possible, far from certain',
}

/** `7.0 MB with all they hold, 56.3 % of what is live`, without a full stop. */
export function amountWords({ bytes, share, count }: WhyFinding): string {
  const all = count > 1 ? ' with all that they hold' : ''
  return `${formatBytes(bytes)}${all}, ${formatShare(share, 1)} of what is live`
}

/** `Growing. It has 40 more in each dump.` Only the first word or two where that says it all. */
export function verdictSentence(finding: WhyFinding): string {
  return joined(capitalized(verdictWords(finding)), finding.verdictBecause)
}

/** The same behind a label that says 'Growth'. */
export function growthSentence(finding: WhyFinding): string {
  return verdictSentence(finding).replace(/^Growth not known/, 'Not known')
}

/** @param whole with what would make it surer, which is alike for most findings of a dump */
export function sureSentence({ confidence, surer }: WhyFinding, whole = true): string {
  return joined(capitalized(SURE_WORDS[confidence]), whole ? surer : undefined)
}

function joined(words: string, sentence: string | undefined): string {
  return sentence === undefined || sentence === '' ? `${words}.` : `${words}. ${sentence}`
}

function capitalized(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`
}

/** What Ruby's own objects are for, in place of what its source calls them. */
const KINDS: Readonly<Record<string, string>> = {
  callcache: 'call cache',
  callinfo: 'call site',
  constcache: 'constant cache',
  cref: 'lexical scope',
  env: 'captured variables',
  fields: 'instance variables',
  iseq: 'code',
  ment: 'method entry',
  memo: 'call in progress',
  throw_data: 'jump in progress',
  tmpbuf: 'buffer',
}

/** What the less obvious root categories are. */
const ROOTS: Readonly<Record<string, string>> = {
  vm: ' (the Ruby VM)',
  global_tbl: ' (global variables)',
  machine_context: ' (the C stack)',
  end_proc: ' (at_exit blocks)',
  global_list: ' (C extensions)',
}

/** No single root keeps what is below it. */
const SEVERAL = 'several roots (any is enough)'

/** A step's label as a reader of the report knows it: `ment X#y` is `method entry X#y`. */
export function stepWords({ type, label }: Pick<WhyStep, 'type' | 'label'>): string {
  if (type === 'ROOT') {
    const category = label.replace(/^ROOT /, '')
    return category === 'roots' || category === ''
      ? SEVERAL
      : `ROOT ${category}${ROOTS[category] ?? ''}`
  }
  const [kind = ''] = label.split(' ', 1)
  const words = type === 'IMEMO' ? KINDS[kind] : undefined
  if (label === 'objects') return 'objects of many classes'
  return words === undefined ? label : words + label.slice(kind.length)
}

/** Tables of the VM that are objects in Ruby 4.0. */
const TABLES: Readonly<Record<string, string>> = {
  'DATA VM/cc_table': 'method caches',
}

/** A class as the tables name it: `IMEMO iseq` is `code (iseq)`. */
export function contentWords(name: string): string {
  const [, kind = ''] = /^IMEMO (\w+)$/.exec(name) ?? []
  const words = KINDS[kind] ?? TABLES[name]
  if (words === undefined) return name
  return `${words} (${kind === '' ? name.replace(/^DATA /, '') : kind})`
}

/** What to make of it: whether the dumps can be compared at all, else whether to worry where nothing is
 * called growing; undefined where the sentence says it all. */
export function healthWords(result: Why): string | undefined {
  const { dumps, doubts, healthy, findings } = result
  if (doubts !== undefined) return `Not to be relied on: ${doubts.join(' ')}`
  if (!healthy || findings.length === 0) return undefined
  if (isCalm(result)) return 'Nothing here looks like a leak.'
  return dumps.length > 1
    ? 'These dumps do not tell whether all of it grows: it may be a leak, or be meant.'
    : 'One dump shows what is large, not what grows: it may be a leak, or be meant.'
}

/** Healthy, and known to be so. */
export function isCalm({
  doubts,
  healthy,
  findings,
}: Pick<Why, 'doubts' | 'healthy' | 'findings'>): boolean {
  return doubts === undefined && healthy && findings.every(({ verdict }) => verdict !== 'unknown')
}

/** What the path is of. */
export function pathAbout({ path, count }: WhyFinding): string {
  if (path[0]?.type !== 'ROOT')
    return 'several ways lead from the roots to the first of these: any is enough'
  return count > 1 ? 'the paths of all of them, merged' : 'from a root down'
}

export interface PathRow {
  /** Undefined: `skipped` steps left out. */
  readonly step?: WhyStep
  readonly skipped: number
  readonly depth: number
}

const HEAD = 12
const TAIL = 8

/** The steps of a path, the middle of long ones left out. `depth`: in what is shown. */
export function pathRows(path: readonly WhyStep[]): PathRow[] {
  const skipped = path.length - HEAD - TAIL
  const shown: readonly (WhyStep | undefined)[] =
    skipped > 1 ? [...path.slice(0, HEAD), undefined, ...path.slice(-TAIL)] : path
  return shown.map((step, depth) =>
    step === undefined ? { skipped, depth } : { step, skipped: 0, depth },
  )
}

/** The path in one line: `ROOT vm → call cache → …`. */
export function pathInLine(path: readonly WhyStep[]): string {
  const words = path.map(stepWords)
  if (path.length > 0 && path[0]?.type !== 'ROOT')
    words.unshift('several ways from the roots (any is enough)')
  const short =
    words.length > HEAD ? [...words.slice(0, HEAD / 2), '…', ...words.slice(-HEAD / 2)] : words
  return short.join(' → ')
}

export interface GrowthRow extends CountBytes {
  readonly name: string
  /** Of the largest of them, 0 to 1. */
  readonly part: number
}

/** What growth rows count: objects, or what is in a single one. */
export function growthTitle(growth: readonly WhyGrowth[] | undefined): 'count' | 'entries' {
  return growth?.some(({ entries }) => entries !== undefined) === true ? 'entries' : 'count'
}

/** One row a dump; none where there is nothing to compare. `count`: see growthTitle. */
export function growthRows(
  growth: readonly WhyGrowth[] | undefined,
  dumps: readonly DiffDump[],
): GrowthRow[] {
  if (growth === undefined || growth.length < 2) return []
  const names = shortNames(dumps)
  const most = Math.max(...growth.map(({ bytes }) => bytes))
  const ofEntries = growthTitle(growth) === 'entries'
  return growth.map(({ count, bytes, entries = 0 }, at) => ({
    name: names[at] ?? `dump ${at + 1}`,
    count: ofEntries ? entries : count,
    bytes,
    part: most > 0 ? bytes / most : 0,
  }))
}

/** Files without their folders, where that still tells them apart. */
export function shortNames(dumps: readonly DiffDump[]): string[] {
  const short = dumps.map(({ name }) => name.replace(/^.*[/\\](?=[^/\\])/, ''))
  return new Set(short).size === short.length ? short : dumps.map(({ name }) => name)
}

/** The dump that handles are of. */
export function lastDump({ dumps }: Why): string {
  return dumps[dumps.length - 1]?.name ?? ''
}

export interface Listed {
  readonly shown: readonly NamedBytes[]
  /** Bytes of the whole that are in none of those. */
  readonly rest: number
}

const LISTED = 6
export const REST = '(the rest)'

/** The first of the items, and what is left of the whole. */
export function listed(items: readonly NamedBytes[], whole: number): Listed {
  const shown = items.slice(0, LISTED)
  const rest = shown.reduce((left, { bytes }) => left - bytes, whole)
  return { shown, rest: shown.length === 0 ? 0 : Math.max(0, rest) }
}

/** What to type next: all of the first finding's evidence, one command of each other. */
export function evidenceOf({ findings }: Why): NextCommand[] {
  return findings.flatMap(({ rank, evidence }, at) =>
    at === 0
      ? evidence
      : evidence.slice(0, 1).map(({ words, why }) => ({ words, why: `finding ${rank}: ${why}` })),
  )
}

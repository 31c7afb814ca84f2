// One finding of `loupe why` on a terminal. Words first: what is held, whether it grows, why Ruby keeps
// it, what to do, how sure that is. Then, in full only, the evidence: the path, what is inside, where
// it was allocated.

import { formatBytes, formatCount, formatShare } from '../base/format.ts'
import type { DiffDump, NamedBytes, WhyFinding, WhyGrowth } from '../workbench/results.ts'
import { bar } from './bar.ts'
import { named, piece } from './line.ts'
import type { Part, Piece } from './line.ts'
import { heading, line, prose } from './screen.ts'
import type { View } from './screen.ts'
import { figure, table } from './table.ts'
import type { Column } from './table.ts'
import { innerFrames, STACKS, STACKS_ABOUT, stackWords } from './why-stacks.ts'
import {
  amountWords,
  contentWords,
  growthRows,
  growthTitle,
  listed,
  pathAbout,
  pathInLine,
  pathRows,
  REST,
  stepWords,
  sureSentence,
  verdictSentence,
} from './why-words.ts'
import type { GrowthRow, PathRow } from './why-words.ts'

/** Sections to be stacked with a blank line between. */
export function findingSections(
  finding: WhyFinding,
  dumps: readonly DiffDump[],
  full: boolean,
  view: View,
  /** An earlier finding with the same mechanism, which has been explained. */
  like?: WhyFinding,
): string[][] {
  const because = like === undefined || full ? finding.because : `As for ${like.rank}.`
  return [
    [
      ...prose(view, [`${finding.rank}. `, piece('heading', finding.title)], 3),
      ...prose(view, [piece('number', amountWords(finding)), '.']),
      ...verdict(finding, view),
    ],
    growthSection(finding.growth, dumps, view),
    [
      ...labelled('Why Ruby keeps it', because, view),
      ...labelled('What to do', finding.advice, view),
      ...labelled('Rubies concerned', finding.rubies ?? '', view),
      ...labelled('How sure', sureSentence(finding, full || finding.rank === 1), view),
      ...(full ? [] : labelled('Held through', pathInLine(finding.path), view)),
    ],
    ...(full ? evidence(finding, view) : []),
  ]
}

function evidence(finding: WhyFinding, view: View): string[][] {
  return [
    pathSection(finding, view),
    contents(finding, view),
    sites(finding, view),
    stacks(finding, view),
  ]
}

function verdict(finding: WhyFinding, view: View): string[] {
  const words = verdictSentence(finding)
  const parts: Part[] =
    finding.verdict === 'growing'
      ? [piece('warn', 'Growing'), words.slice('Growing'.length)]
      : [words]
  return prose(view, parts)
}

function labelled(label: string, text: string, view: View): string[] {
  return text === '' ? [] : prose(view, [piece('heading', `${label}:`), ' ', text])
}

/** Cells of the longest bar. */
const BAR = 20

/** Counts and bytes in each dump, with bars; nothing for one dump. */
export function growthSection(
  growth: readonly WhyGrowth[] | undefined,
  dumps: readonly DiffDump[],
  view: View,
): string[] {
  const columns: Column<GrowthRow>[] = [
    { title: 'dump', flexible: true, cell: ({ name }) => named(name) },
    figure(growthTitle(growth), ({ count }) => formatCount(count)),
    figure('bytes', ({ bytes }) => formatBytes(bytes)),
    { title: '', optional: true, cell: ({ part }) => piece('label', bar(part, BAR)) },
  ]
  return table(view, columns, growthRows(growth, dumps))
}

function pathSection(finding: WhyFinding, view: View): string[] {
  const { path } = finding
  if (path.length === 0) return []
  const columns: Column<PathRow>[] = [
    { title: 'object', cell: ({ step }) => piece('address', handleOf(step)) },
    {
      title: 'step ← how the line above holds it',
      flexible: true,
      cell: (row) => stepPieces(row),
    },
  ]
  return [
    heading(view, 'Held through', pathAbout(finding)),
    ...table(view, columns, pathRows(path)),
  ]
}

function handleOf(step: PathRow['step']): string {
  return step === undefined || step.type === 'ROOT' ? '' : step.handle
}

function stepPieces({ step, skipped, depth }: PathRow): Piece[] {
  const lead = piece('dim', depth === 0 ? '' : `${' '.repeat(depth - 1)}└─ `)
  if (step === undefined) return [lead, piece('dim', `… ${formatCount(skipped)} more steps`)]
  const many = step.count > 1 ? [piece('number', `${formatCount(step.count)} × `)] : []
  const label = step.type === 'ROOT' ? piece('heading', stepWords(step)) : named(stepWords(step))
  const edge = step.edge === undefined ? [] : [piece('dim', ` ← ${step.edge}`, 'end')]
  return [lead, ...many, label, ...edge]
}

function contents({ contents: items, bytes }: WhyFinding, view: View): string[] {
  return section('What is inside', 'class', items, bytes, view)
}

function sites({ sites: items, bytes }: WhyFinding, view: View): string[] {
  return section('Where it was allocated', 'line', items, bytes, view)
}

function stacks({ stacks: all = [] }: WhyFinding, view: View): string[] {
  if (all.length === 0) return []
  const lines = all.flatMap((stack) => {
    const { shown, rest } = innerFrames(stack)
    return [
      ...prose(view, [stackWords(stack)]),
      ...shown.map(({ name, place }) =>
        line(view, '  ', piece('label', name, 'end'), '  ', piece('dim', place, 'middle')),
      ),
      ...(rest === '' ? [] : [line(view, '  ', piece('dim', rest))]),
    ]
  })
  return [heading(view, STACKS, STACKS_ABOUT), ...lines]
}

function section(
  title: string,
  of: string,
  items: readonly NamedBytes[],
  whole: number,
  view: View,
): string[] {
  const { shown, rest } = listed(items, whole)
  if (shown.length === 0) return []
  type Row = Pick<NamedBytes, 'name' | 'bytes'> & { readonly count?: number }
  const rows: readonly Row[] = rest > 0 ? [...shown, { name: REST, bytes: rest }] : shown
  const columns: Column<Row>[] = [
    figure('bytes', ({ bytes }) => formatBytes(bytes)),
    figure('share', ({ bytes }) => formatShare(bytes, whole)),
    figure('count', ({ count }) => (count === undefined ? '' : formatCount(count))),
    { title: of, flexible: true, cell: ({ name }) => named(contentWords(name)) },
  ]
  return [heading(view, title, `shares of ${formatBytes(whole)}`), ...table(view, columns, rows)]
}

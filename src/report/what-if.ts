// What would come back without something, and what other references would have to go as well.

import { formatBytes, formatCount, formatCounted, formatShare } from '../base/format.ts'
import type { WhatIf, WhatIfCut, WhatIfHolder } from '../workbench/results.ts'
import { named, piece } from './line.ts'
import type { Part } from './line.ts'
import { bullet, heading, nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { figure, table } from './table.ts'
import type { Column } from './table.ts'

export function whatIfReport(result: WhatIf, view: View): string {
  return screen(
    opening(result, view),
    byClass(result, view),
    whatStays(result, view),
    unnamed(result).flatMap((note) => bullet(view, note)),
    nextCommands(view, next(result)),
  )
}

function opening({ without, freed, total }: WhatIf, view: View): string[] {
  const gone = without.flatMap((cut, index): Part[] => [
    ...(index === 0 ? [] : [index === without.length - 1 ? ' and ' : ', ']),
    named(cut.words),
    ` (${amount(cut)})`,
  ])
  if (freed.count === 0) {
    return prose(view, ['Without ', ...gone, ' nothing comes back: others hold all of it.'])
  }
  return prose(view, [
    'Without ',
    ...gone,
    ' ',
    piece('number', formatBytes(freed.bytes)),
    ` ${freed.count === 1 ? 'comes' : 'come'} back, ${formatCounted(freed.count, 'object')}: `,
    `${formatShare(freed.bytes, total)} of the ${formatBytes(total)} that can be reached from the roots.`,
  ])
}

function amount({ kind, count }: WhatIfCut): string {
  return kind === 'objects' ? formatCounted(count, 'object') : formatCounted(count, 'reference')
}

type OfClass = WhatIf['classes'][number]

function byClass({ classes, classCount, freed }: WhatIf, view: View): string[] {
  if (classes.length === 0) return []
  const columns: Column<OfClass>[] = [
    figure('bytes', ({ bytes }) => formatBytes(bytes)),
    figure('share', ({ bytes }) => formatShare(bytes, freed.bytes)),
    figure('count', ({ count }) => formatCount(count)),
    { title: 'class', flexible: true, cell: ({ name }) => named(name) },
  ]
  const more = classCount - classes.length
  return [
    heading(view, 'What comes back', `shares of ${formatBytes(freed.bytes)}`),
    ...table(view, columns, classes),
    ...(more > 0 ? prose(view, [piece('dim', `  … ${formatCount(more)} more`)]) : []),
  ]
}

/** Less than this of what comes back anyway is told in a line. */
const TELLING = 0.01

function isLittle({ stays, freed }: WhatIf): boolean {
  return stays !== undefined && freed.count > 0 && stays.bytes < freed.bytes * TELLING
}

function whatStays(result: WhatIf, view: View): string[] {
  const { stays } = result
  if (stays === undefined) return []
  const { count, bytes, by, others } = stays
  const little = isLittle(result)
  const what = count === 1 ? '1 object stays' : `${formatCount(count)} objects stay`
  return [
    heading(view, 'What others hold'),
    ...prose(view, [
      `${what} at the end of what goes, for other references lead there. Without those `,
      piece('number', formatBytes(bytes)),
      ` more would come back${little ? '.' : ':'}`,
    ]),
    ...(little ? [] : holders(by, others, view)),
  ]
}

function holders(by: readonly WhatIfHolder[], others: number, view: View): string[] {
  const columns: Column<WhatIfHolder>[] = [
    figure('references', ({ references }) => formatCount(references)),
    {
      title: 'from → to',
      flexible: true,
      cell: ({ from, to }) => [named(from), ' → ', named(to)],
    },
    { title: 'one of them', cell: ({ example }) => piece('address', example) },
  ]
  return [
    ...table(view, columns, by),
    ...(others > 0
      ? prose(view, [piece('dim', `  … ${formatCounted(others, 'other kind')} of references`)])
      : []),
  ]
}

function unnamed({ without }: WhatIf): string[] {
  return without.flatMap((cut) =>
    cut.unnamed === undefined
      ? []
      : [
          `${cut.words}: of ${formatCounted(cut.unnamed, 'object')} the dump does not tell which reference that is; they were left as they are.`,
        ],
  )
}

function next(result: WhatIf): NextCommand[] {
  const first = isLittle(result) ? undefined : result.stays?.by[0]
  const own = result.without.flatMap(({ words }) => ['--without', words])
  if (first === undefined) {
    return [{ words: ['dominators', 'DUMP', '--merge'], why: 'who holds what, as a tree' }]
  }
  return [
    {
      words: ['what-if', 'DUMP', ...own, '--without', first.without],
      why: 'without the first of those too',
    },
    { words: ['show', 'DUMP', first.example], why: 'one that holds on to it' },
  ]
}

// Counts and bytes only: what can be told of a dump too large to hold in memory.

import { formatBytes, formatCount, formatCounted, formatShare } from '../base/format.ts'
import type { NamedCount, StreamSummary } from '../workbench/results.ts'
import { damageSection, isDamaged } from './damage.ts'
import { named, piece } from './line.ts'
import { heading, line, nextCommands, prose, screen } from './screen.ts'
import type { View } from './screen.ts'
import { figure, table } from './table.ts'
import type { Column } from './table.ts'

export function streamSummaryReport(result: StreamSummary, view: View): string {
  const { source, bytes, damage } = result
  const size = `${formatBytes(source.bytes)}${source.compression === undefined ? '' : ` (${source.compression})`}`
  const about = `shares of all ${formatBytes(bytes)}`
  const classes = result.classes.map(({ name, ...figures }) => ({ type: name, ...figures }))
  return screen(
    [
      line(view, piece('heading', source.name, 'middle'), piece('dim', ` · ${size}`)),
      ...prose(view, [
        `${formatCounted(result.objects, 'object')} of ${formatBytes(bytes)} in all. ` +
          'Counted in one pass in flat memory: who holds what was not asked.',
      ]),
    ],
    result.types.length === 0
      ? []
      : [heading(view, 'By type', about), ...table(view, columns('type', bytes), result.types)],
    classes.length === 0
      ? []
      : [heading(view, 'By class', about), ...table(view, columns('class', bytes), classes)],
    isDamaged(damage) ? [] : [line(view, piece('good', 'No bad lines.'))],
    damageSection(view, damage),
    nextCommands(view, [{ words: ['summary', 'DUMP'], why: 'who holds it, if memory allows' }]),
  )
}

function columns(title: string, whole: number): Column<NamedCount>[] {
  return [
    figure('own', (group) => formatBytes(group.bytes)),
    figure('share', (group) => formatShare(group.bytes, whole)),
    figure('count', (group) => formatCount(group.count)),
    { title, flexible: true, cell: (group) => named(group.type) },
  ]
}

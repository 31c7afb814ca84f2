// What `loupe index` built, found or removed in the cache folder.

import { formatBytes, formatCounted, formatDuration } from '../base/format.ts'
import type { IndexInfo } from '../workbench/results.ts'
import { piece } from './line.ts'
import { line, nextCommands, prose, screen } from './screen.ts'
import type { View } from './screen.ts'
import { figure, table } from './table.ts'

type Entry = NonNullable<IndexInfo['entries']>[number]

export function indexInfoReport(result: IndexInfo, view: View): string {
  return screen(built(result, view), cleared(result, view), entries(result, view))
}

function built({ built: index }: IndexInfo, view: View): string[] {
  if (index === undefined) return []
  return [
    ...prose(view, [
      `Indexed ${index.dump} in ${formatDuration(index.milliseconds)}; questions about it now ` +
        `start from the index (${formatBytes(index.bytes)}):`,
    ]),
    // Not cut: a path is there to be copied.
    `  ${piece('label', index.file).text}`,
    '',
    ...nextCommands(view, [{ words: ['summary', 'DUMP'], why: 'the first questions answered' }]),
  ]
}

function cleared({ cleared: gone, folder }: IndexInfo, view: View): string[] {
  if (gone === undefined) return []
  const what =
    gone.files === 0
      ? 'Nothing to remove: the cache folder is empty.'
      : `Removed ${formatCounted(gone.files, 'file')} of ${formatBytes(gone.bytes)}.`
  return [...prose(view, [what]), line(view, piece('dim', folder, 'middle'))]
}

function entries({ entries: all, folder }: IndexInfo, view: View): string[] {
  if (all === undefined) return []
  let bytes = 0
  for (const entry of all) bytes += entry.bytes
  const told =
    all.length === 0
      ? 'There are no indexes in the cache folder.'
      : `${formatCounted(all.length, 'index', 'indexes')} of ${formatBytes(bytes)} in the cache folder.`
  return [
    ...prose(view, [told]),
    line(view, piece('dim', folder, 'middle')),
    ...table(
      view,
      [
        figure<Entry>('size', (entry) => formatBytes(entry.bytes)),
        { title: 'written', cell: (entry) => piece('dim', entry.modified) },
        { title: 'dump', flexible: true, cell: (entry) => piece('label', entry.dump, 'middle') },
      ],
      all,
    ),
    ...(all.length === 0
      ? []
      : ['', ...nextCommands(view, [{ words: ['index', '--clear'], why: 'remove them all' }])]),
  ]
}

// What loading an application costs: the sum, each gem, and the files that cost the most as a tree.

import {
  formatBytes,
  formatCount,
  formatCounted,
  formatDuration,
  formatShare,
} from '../base/format.ts'
import type {
  LoadCost,
  RequireCost,
  RequiredFile,
  RequiredGem,
} from '../workbench/capture-results.ts'
import { named, piece } from './line.ts'
import { bullet, heading, nextCommands, prose, screen } from './screen.ts'
import type { View } from './screen.ts'
import { signedBytes, signedCount } from './signed.ts'
import { figure, table } from './table.ts'
import type { Column } from './table.ts'

export interface RequireCostShown {
  /** Gems shown. */
  readonly limit: number
  /** Files that add less than these bytes, with all they require, are left out of the tree. */
  readonly least: number
  readonly depth: number
}

interface Row {
  readonly indent: string
  readonly file: RequiredFile
}

export function requireCostReport(
  result: RequireCost,
  shown: RequireCostShown,
  view: View,
): string {
  const { total, before, files, gems, collections } = result
  return screen(
    prose(view, [
      piece('heading', what(result)),
      ' adds ',
      piece(
        'number',
        `${signedBytes(total.rss)} of resident memory and ${signedCount(total.objects)} objects`,
      ),
      ` to the ${formatBytes(before.rss)} that Ruby itself has: ${formatCounted(files, 'file')}, ` +
        `${formatCount(total.allocated)} objects allocated, ${formatDuration(total.milliseconds)}.`,
    ]),
    byGem(gems, total, shown, view),
    asTree(result.tree, total, shown, view),
    [
      ...bullet(
        view,
        `Resident memory is what the system gives, in pages: a small file may cost nothing or four ` +
          'kilobytes, and a file pays for the room that later ones use.',
      ),
      ...bullet(
        view,
        `Objects are those that a collection leaves, to within ${formatCount(result.garbage)} a line; ` +
          `${formatCount(collections.count)} collections were made for that, whose ` +
          `${formatDuration(collections.milliseconds)} are not counted. Sums are exact.`,
      ),
    ],
    nextCommands(view, [{ words: ['exercise'], why: 'whether memory grows with use' }]),
  )
}

function what({ app, required }: RequireCost): string {
  if (required.length > 0) return `Requiring ${required.join(', ')}`
  const name = app.name ?? (app.kind === 'rails' ? 'the Rails application' : 'the application')
  return `Booting ${name}${app.environment === undefined ? '' : ` (${app.environment})`}`
}

function costs<Row>(of: (row: Row) => LoadCost, total: LoadCost): Column<Row>[] {
  return [
    figure('RSS', (row) => signedBytes(of(row).rss)),
    figure('share', (row) => formatShare(Math.max(0, of(row).rss), total.rss)),
    figure('objects', (row) => signedCount(of(row).objects)),
    figure('allocated', (row) => formatCount(of(row).allocated)),
    figure('time', (row) => formatDuration(of(row).milliseconds)),
  ]
}

function byGem(
  gems: readonly RequiredGem[],
  total: LoadCost,
  { limit }: RequireCostShown,
  view: View,
): string[] {
  const columns: Column<RequiredGem>[] = [
    ...costs<RequiredGem>(({ own }) => own, total),
    figure('files', ({ files }) => formatCount(files)),
    { title: 'gem', flexible: true, cell: ({ name }) => named(name) },
  ]
  const hidden = gems.length - limit
  return [
    heading(view, 'By gem', 'its own files alone'),
    ...table(view, columns, gems.slice(0, limit)),
    ...(hidden > 0
      ? prose(view, ['  ', piece('dim', `… and ${formatCounted(hidden, 'gem')} more: --limit`)])
      : []),
  ]
}

function asTree(
  tree: readonly RequiredFile[],
  total: LoadCost,
  { least, depth }: RequireCostShown,
  view: View,
): string[] {
  const rows: Row[] = []
  const walk = (files: readonly RequiredFile[], level: number): void => {
    if (level >= depth) return
    for (const file of files.toSorted((a, b) => b.total.rss - a.total.rss)) {
      if (file.total.rss < least) continue
      rows.push({ indent: '  '.repeat(level), file })
      walk(file.children, level + 1)
    }
  }
  walk(tree, 0)
  if (rows.length === 0) return []
  const columns: Column<Row>[] = [
    ...costs<Row>(({ file }) => file.total, total),
    {
      title: 'require',
      flexible: true,
      cell: ({ indent, file }) => [{ text: indent }, named(file.name)],
    },
    { title: '', optional: true, cell: ({ file }) => piece('dim', file.gem ?? '') },
  ]
  return [
    heading(view, 'By file', `with all it requires; ${formatBytes(least)} or more`),
    ...table(view, columns, rows),
  ]
}

// The groups of a diff as a table: what came, went and stayed, and what that comes to. Only counts
// fit a narrow terminal beside the names; a wide one has the bytes of each as well.

import { formatBytes, formatCount, formatCounted } from '../base/format.ts'
import type { CountBytes, Diff, DiffGroup, DiffSort } from '../workbench/results.ts'
import { GROUP_WORDS } from './diff-words.ts'
import { named, piece, toPieces, widthOf } from './line.ts'
import type { Piece } from './line.ts'
import { targetOf } from './object-words.ts'
import { heading, prose } from './screen.ts'
import type { View } from './screen.ts'
import { signedBytes, signedCount } from './signed.ts'
import { bytesOrDash, countOrDash, figure, moreRows, optional, table } from './table.ts'
import type { Column } from './table.ts'

const ORDERS: Readonly<Record<DiffSort, string>> = {
  net: 'most bytes more first',
  new: 'most new bytes first',
  retained: 'most bytes that stayed first',
  freed: 'most freed bytes first',
  growth: 'most kept alive more first',
  name: 'by name',
}

export function groupSection(result: Diff, view: View): string[] {
  const { groups, groupCount, total, by, dumps } = result
  const words = GROUP_WORDS[by]
  if (groups.length === 0) return []
  const rows = [...groups, total]
  const columns = withoutSpare(columnsOf(result), rows, view.width)
  return [
    heading(view, `By ${words[0]}`, ORDERS[result.sort]),
    ...table(view, columns, rows),
    ...moreRows(view, groups.length, groupCount, words),
    ...prose(view, [piece('dim', legend(result, dumps.length))]),
  ]
}

/** The allocation tracer's table: it grows with what is traced, and the notes say so. */
export const TRACER = 'DATA ObjectTracing/allocation_info_tracer'

/** Paths are long: beside them there is room for little, unless the terminal is wide. */
function columnsOf(result: Diff): DiffColumn[] {
  const columns = result.total.new === undefined ? byNames(result) : byObjects(result)
  if (result.by !== 'path' && result.by !== 'holder') return columns
  const last = result.total.retained === undefined ? NET : STAYED
  const titles = [
    'net bytes',
    SORT_COLUMNS[result.sort] ?? last,
    ...(result.by === 'holder' ? [GROWTH] : []),
  ]
  return columns.map((column) =>
    column.flexible === true || titles.includes(column.title) ? column : optional(column),
  )
}

const NET = 'net'
const STAYED = 'stayed'
const GROWTH = 'keep alive'

interface DiffColumn extends Column<DiffGroup> {
  /** The first to go where a terminal is so narrow that no name would be left. */
  readonly spare?: boolean
}

const LEAST_NAME = 16

function withoutSpare(
  columns: readonly DiffColumn[],
  rows: readonly DiffGroup[],
  width: number,
): readonly DiffColumn[] {
  const needed = columns.filter(({ optional: may }) => may !== true)
  let used = 0
  for (const { flexible, title, cell } of needed) {
    const cells = rows.map((row, at) => widthOf(toPieces([cell(row, at)].flat())))
    used += 2 + (flexible === true ? LEAST_NAME : Math.max(title.length, ...cells))
  }
  return used <= width ? columns : columns.filter(({ spare }) => spare !== true)
}

function legend({ total, groups }: Diff, dumps: number): string {
  const last = dumps > 2 ? 'third' : 'second'
  const said = [`net: the ${last} dump less the first`]
  if (total.new !== undefined) said.push('new: in the second and not in the first')
  if (total.retained !== undefined) said.push('stayed: new, and still in the third')
  if (hasGrowth(groups)) said.push('keep alive: growth of what the group retains (groups overlap)')
  return `${said.join('; ')}.`
}

/** What a table is sorted by must be seen in it. */
const SORT_COLUMNS: Partial<Readonly<Record<DiffSort, string>>> = {
  new: 'new bytes',
  retained: 'stayed bytes',
  freed: 'freed bytes',
}

function byObjects(result: Diff): DiffColumn[] {
  const { total, groups } = result
  const three = total.retained !== undefined
  const count = (title: string, of: (group: DiffGroup) => CountBytes | undefined) =>
    figure<DiffGroup>(title, (group) => countOrDash(of(group)?.count))
  const sortedBy = SORT_COLUMNS[result.sort]
  const bytes = (title: string, of: (group: DiffGroup) => CountBytes | undefined): DiffColumn => {
    const column = figure<DiffGroup>(title, (group) => bytesOrDash(of(group)?.bytes))
    return title === sortedBy ? column : optional(column)
  }
  return [
    ...net,
    count('new', (group) => group.new),
    bytes('new bytes', (group) => group.new),
    ...(three
      ? [count(STAYED, (group) => group.retained), bytes('stayed bytes', (group) => group.retained)]
      : []),
    { ...count('freed', (group) => group.freed), spare: three },
    bytes('freed bytes', (group) => group.freed),
    { ...count('kept', (group) => group.kept), ...(three ? { optional: true } : { spare: true }) },
    bytes('kept bytes', (group) => group.kept),
    ...growth(groups, result),
    nameColumn(result),
  ]
}

function byNames(result: Diff): DiffColumn[] {
  const { groups, dumps } = result
  return [
    ...net,
    { ...figure<DiffGroup>('first', ({ before }) => formatCount(before.count)), spare: true },
    optional(figure('first bytes', ({ before }) => formatBytes(before.bytes))),
    figure('second', ({ after }) => formatCount(after.count)),
    optional(figure('second bytes', ({ after }) => formatBytes(after.bytes))),
    ...(dumps.length > 2
      ? [
          figure<DiffGroup>('third', ({ later }) => countOrDash(later?.count)),
          optional(figure<DiffGroup>('third bytes', ({ later }) => bytesOrDash(later?.bytes))),
        ]
      : []),
    ...growth(groups, result),
    nameColumn(result),
  ]
}

const net: readonly Column<DiffGroup>[] = [
  figure('net bytes', (group) => signedBytes(group.net.bytes)),
  figure(NET, (group) => signedCount(group.net.count)),
]

function growth(groups: readonly DiffGroup[], { total }: Diff): DiffColumn[] {
  if (!hasGrowth(groups)) return []
  return [
    figure(GROWTH, (group) => {
      if (group.retainedGrowth !== undefined) return signedBytes(group.retainedGrowth)
      return group === total ? '' : '–'
    }),
  ]
}

function hasGrowth(groups: readonly DiffGroup[]): boolean {
  return groups.some(({ retainedGrowth }) => retainedGrowth !== undefined)
}

function nameColumn({ by, total, groupCount }: Diff): Column<DiffGroup> {
  const [one, many] = GROUP_WORDS[by]
  return {
    title: one,
    flexible: true,
    cell: (group) =>
      group === total
        ? piece('dim', `all ${formatCounted(groupCount, one, many)}`)
        : groupPieces(group),
  }
}

/** A group by its name; a holder with its handle, to go on with. */
export function groupPieces({ name, holder }: DiffGroup): Piece[] {
  const target = holder === undefined ? undefined : targetOf(holder)
  const shown = named(name)
  return target === undefined ? [shown] : [piece('address', target), { text: ' ' }, shown]
}

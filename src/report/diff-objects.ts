// The objects that are new, stayed, went or were kept, one a line.

import { formatBytes, formatCounted } from '../base/format.ts'
import type { DiffDump, DiffObject, DiffObjects } from '../workbench/results.ts'
import { trustSection } from './diff-quality.ts'
import { namesOf } from './diff-words.ts'
import { named, piece } from './line.ts'
import type { Part } from './line.ts'
import { labelPiece, objectPieces, targetOf } from './object-words.ts'
import { nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { bytesOrDash, figure, moreRows, table } from './table.ts'
import type { Column } from './table.ts'

export function diffObjectsReport(result: DiffObjects, view: View): string {
  const { items, total } = result
  return screen(
    prose(view, answer(result)),
    [...table(view, columns(items, view), items), ...moreRows(view, items.length, total.count)],
    trustSection(result, view),
    nextCommands(view, next(result)),
  )
}

function answer({ set, total, dumps }: DiffObjects): Part[] {
  const [before, after, later] = dumps.map(({ name }) => named(name))
  const some = total.count > 0
  const count = some ? formatCounted(total.count, 'object') : 'No object'
  const are = total.count > 1 ? 'are' : 'is'
  const size: Part[] = some ? [`: ${formatBytes(total.bytes)} of their own.`] : ['.']
  switch (set) {
    case 'new':
      return [`${count} of `, after ?? '', ` ${are} not in `, before ?? '', ...size]
    case 'retained': {
      const still: Part[] = later === undefined ? [] : [` and still in `, later]
      return [`${count} of `, after ?? '', ` ${are} not in `, before ?? '', ...still, ...size]
    }
    case 'freed':
      return [`${count} of `, before ?? '', ` ${are} gone in `, after ?? '', ...size]
    case 'kept':
      return [`${count} of `, after ?? '', ` ${are} in `, before ?? '', ' as well', ...size]
  }
}

function columns(items: readonly DiffObject[], { width }: View): Column<DiffObject>[] {
  const retained = items.some((item) => item.retained !== undefined)
  const traced = width >= FOR_LOCATIONS && items.some((item) => item.location !== undefined)
  const held = items.some((item) => item.holder !== undefined)
  return [
    ...(retained ? [figure<DiffObject>('retained', (item) => bytesOrDash(item.retained))] : []),
    figure('own', (item) => formatBytes(item.bytes)),
    { title: 'object', cell: (item) => piece('address', targetOf(item) ?? '') },
    { title: '', flexible: true, cell: (item) => labelPiece(item) },
    ...(held ? [heldIn] : []),
    ...(traced ? [allocatedAt] : []),
    { title: 'address', optional: true, cell: ({ address }) => piece('address', address) },
  ]
}

/** On narrower terminals there is no room for a third name. */
const FOR_LOCATIONS = 100

const heldIn: Column<DiffObject> = {
  title: 'inside',
  flexible: true,
  cell: ({ holder }) => (holder === undefined ? '' : objectPieces(holder)),
}

const allocatedAt: Column<DiffObject> = {
  title: 'allocated at',
  flexible: true,
  cell: ({ location, generation }) =>
    location === undefined
      ? ''
      : [named(location), piece('dim', generation === undefined ? '' : ` gen ${generation}`)],
}

function next({ set, dumps, items }: DiffObjects): NextCommand[] {
  const dump = dumpOf(set, dumps)
  const [first] = items
  const target = first === undefined ? undefined : targetOf(first)
  const commands: NextCommand[] = []
  if (target !== undefined) {
    if (set !== 'freed') {
      commands.push({ words: ['path', dump, target], why: 'what keeps the first of them alive' })
    }
    commands.push({ words: ['show', dump, target], why: 'the first of them in full' })
  }
  commands.push({ words: ['diff', ...namesOf(dumps)], why: 'the same in groups' })
  return commands
}

/** The dump that the handles are of. */
function dumpOf(set: DiffObjects['set'], dumps: readonly DiffDump[]): string {
  return (set === 'freed' ? dumps[0] : dumps[1])?.name ?? ''
}

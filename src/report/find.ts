// Objects that match a pattern.

import { formatBytes, formatCounted } from '../base/format.ts'
import type { Find, ObjectRef } from '../workbench/results.ts'
import { named, piece } from './line.ts'
import { labelPiece, targetOf } from './object-words.ts'
import { nextCommands, prose, screen } from './screen.ts'
import type { View } from './screen.ts'
import { bytesOrDash, figure, moreRows, table } from './table.ts'
import type { Column } from './table.ts'

export function findReport(result: Find, view: View): string {
  const { items, total, pattern } = result
  const verb = total === 1 ? 'matches' : 'match'
  const [first] = items
  if (first === undefined) {
    return screen(
      prose(view, ['Nothing matches ', named(pattern), '.']),
      nextCommands(view, [
        { words: ['top', 'DUMP'], why: 'the classes there are' },
        { words: ['find', 'DUMP', '/text/i'], why: 'a regular expression, any case' },
      ]),
    )
  }
  const target = targetOf(first)
  return screen(
    prose(view, [`${formatCounted(total, 'object')} ${verb} `, named(pattern), '.']),
    [...table(view, columns(items), items), ...moreRows(view, items.length, total)],
    target === undefined
      ? []
      : nextCommands(view, [
          { words: ['path', 'DUMP', target], why: 'what keeps the first of them alive' },
          { words: ['show', 'DUMP', target], why: 'the first of them in full' },
        ]),
  )
}

function columns(items: readonly ObjectRef[]): Column<ObjectRef>[] {
  const retained = items.some((item) => item.retained !== undefined)
  return [
    ...(retained ? [figure<ObjectRef>('retained', (item) => bytesOrDash(item.retained))] : []),
    figure('own', (item) => formatBytes(item.bytes)),
    { title: 'object', cell: (item) => piece('address', targetOf(item) ?? '') },
    { title: '', cell: ({ type }) => piece('dim', type) },
    { title: '', flexible: true, cell: (item) => labelPiece(item) },
    { title: 'address', optional: true, cell: ({ address }) => piece('address', address) },
  ]
}

// What an object refers to, and what refers to it: a list with the name of each edge, or groups.

import { formatBytes, formatCount, formatCounted } from '../base/format.ts'
import type { Reference, ReferenceList, References } from '../workbench/results.ts'
import { piece } from './line.ts'
import { labelPiece, objectPieces, targetOf } from './object-words.ts'
import { heading, nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { bytesOrDash, figure, moreRows, table } from './table.ts'
import type { Column } from './table.ts'
import { groupTable } from './top.ts'

type Direction = References['kind']

export function referencesReport(result: References, view: View): string {
  return screen(
    opening(result, view),
    result.groups === undefined ? list(result, view) : grouped(result, view),
    nextCommands(view, next(result)),
  )
}

function opening({ kind, of, total }: References, view: View): string[] {
  const object = objectPieces(of)
  if (total === 0) {
    return kind === 'references'
      ? prose(view, [...object, ' refers to nothing.'])
      : prose(view, ['Nothing refers to ', ...object, '.'])
  }
  const many = formatCounted(total, 'object')
  return kind === 'references'
    ? prose(view, [...object, ` refers to ${many}.`])
    : prose(view, [`${many} ${total === 1 ? 'refers' : 'refer'} to `, ...object, '.'])
}

function grouped(result: References, view: View): string[] {
  const groups = result.groups ?? []
  let bytes = 0
  for (const group of groups) bytes += group.bytes
  return groupTable(groups, 'class', bytes, view)
}

function list(result: References, view: View): string[] {
  return [...referenceTable(result, view), ...moreRows(view, result.items.length, result.total)]
}

/** Both lists of `show`, each under its heading. */
export function referenceSection(kind: Direction, list_: ReferenceList, view: View): string[] {
  const title = kind === 'references' ? 'Refers to' : 'Referred to by'
  const total = list_.total === 0 ? 'nothing' : formatCounted(list_.total, 'object')
  const lines = [heading(view, title, total)]
  return [
    ...lines,
    ...referenceTable(list_, view),
    ...moreRows(view, list_.items.length, list_.total),
  ]
}

function referenceTable({ items }: ReferenceList, view: View): string[] {
  const columns: Column<Reference>[] = []
  if (items.some(({ retained }) => retained !== undefined)) {
    columns.push(figure('retained', ({ retained }) => bytesOrDash(retained)))
  }
  columns.push(
    figure('own', ({ bytes }) => formatBytes(bytes)),
    { title: 'object', cell: (item) => piece('address', targetOf(item) ?? '') },
    { title: '', cell: ({ type }) => piece('dim', type === 'ROOT' ? '' : type) },
    { title: '', flexible: true, cell: (item) => labelPiece(item) },
  )
  if (items.some(({ edge, times }) => edge !== undefined || (times ?? 1) > 1)) {
    columns.push({
      title: 'through',
      flexible: true,
      cell: (item) => piece('label', edge(item), 'end'),
    })
  }
  columns.push({
    title: 'address',
    optional: true,
    cell: ({ address, type }) => piece('address', type === 'ROOT' ? '' : address),
  })
  return table(view, columns, items)
}

function edge({ edge: name, times }: Reference): string {
  const often = (times ?? 1) > 1 ? `${formatCount(times ?? 1)} times` : ''
  return [name ?? '', often].filter((text) => text !== '').join(', ')
}

function next({ kind, of, items, total, groups }: References): NextCommand[] {
  const commands: NextCommand[] = []
  const verb = kind === 'references' ? 'refs' : 'referrers'
  const target = targetOf(of)
  const first = items.map(targetOf).find((handle) => handle !== undefined)
  if (target !== undefined) {
    if (groups === undefined && total > items.length) {
      commands.push({ words: [verb, 'DUMP', target, '--group'], why: 'the same by class' })
    }
    if (groups !== undefined) {
      commands.push({ words: [verb, 'DUMP', target], why: 'the objects one by one' })
    }
    commands.push({ words: ['path', 'DUMP', target], why: 'what keeps it alive' })
  }
  if (first !== undefined) {
    commands.push({ words: ['show', 'DUMP', first], why: 'the first of these in full' })
  }
  return commands
}

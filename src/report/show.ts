// One object in full: what it is and costs, where it came from, what it refers to and what refers
// to it, and every field of its line in the dump.

import { formatBytes, formatCount, formatCounted } from '../base/format.ts'
import type { Show } from '../workbench/results.ts'
import { named, piece } from './line.ts'
import type { Part, Piece } from './line.ts'
import { objectPieces } from './object-words.ts'
import { referenceSection } from './references.ts'
import { heading, line, nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { table } from './table.ts'

interface Fact {
  readonly name: string
  readonly value: readonly Part[]
}

export function showReport(result: Show, view: View): string {
  return screen(
    [title(result, view), ...opening(result, view)],
    factLines(facts(result), view),
    referenceSection('references', result.references, view),
    referenceSection('referrers', result.referrers, view),
    fields(result, view),
    nextCommands(view, next(result)),
  )
}

function title(result: Show, view: View): string {
  return line(
    view,
    ...objectPieces(result),
    ' ',
    piece('dim', result.type),
    ' ',
    piece('address', result.address),
  )
}

function opening(result: Show, view: View): string[] {
  const sentences: Part[] = [`It takes ${formatBytes(result.bytes)} itself. `]
  if (!result.reachable) {
    sentences.push(
      piece('warn', 'No root reaches it'),
      ': it was garbage when the dump was taken, or held in a way a dump does not tell.',
    )
  } else if (result.retained !== undefined) {
    sentences.push(
      result.retained <= result.bytes
        ? 'Nothing else would be freed with it.'
        : `${formatBytes(result.retained)} in all would be freed if it went.`,
    )
  }
  return prose(view, sentences)
}

/** A fact a line; lists of words, which must not be cut, go on under themselves. */
function factLines(all: readonly Fact[], view: View): string[] {
  const widest = Math.max(0, ...all.map(({ name }) => name.length))
  return all.flatMap(({ name, value }) => {
    const start: Part[] = [piece('dim', `  ${name.padEnd(widest)}  `)]
    if (name !== 'flags') return [line(view, ...start, ...value)]
    return prose(view, [...start, ...value], widest + 4)
  })
}

function facts(result: Show): Fact[] {
  const all: Fact[] = []
  const add = (name: string, ...value: Part[]): void => {
    all.push({ name, value })
  }
  if (result.class !== null) add('class', named(result.class))
  if (result.singleton !== undefined) add('singleton class', ...objectPieces(result.singleton))
  if (result.preview !== undefined) add('content', piece('label', result.preview, 'end'))
  if (result.dominator !== null) {
    add('held by', ...objectPieces(result.dominator), piece('dim', ', through which all paths go'))
  }
  const site = allocation(result)
  if (site.length > 0) add('allocated', ...site)
  if (result.shape !== undefined) {
    const { id, names } = result.shape
    const list = names.length === 0 ? 'no instance variables' : names.join(', ')
    add('shape', `${id}: `, piece('label', list, 'end'))
  }
  if (result.flags.length > 0) add('flags', piece('number', result.flags.join(', ')))
  const { byte, length } = result.place
  add('in the dump', `byte ${formatCount(byte)}, a line of ${formatBytes(length)}`)
  return all
}

function allocation({ allocated }: Show): Piece[] {
  if (allocated === undefined) return []
  const pieces: Piece[] = []
  if (allocated.file !== undefined) {
    const at = allocated.line === undefined ? '' : `:${allocated.line}`
    pieces.push(named(`${allocated.file}${at}`))
  }
  if (allocated.method !== undefined) pieces.push(piece('number', ` in ${allocated.method}`))
  if (allocated.generation !== undefined) {
    const lead = pieces.length === 0 ? '' : ', '
    pieces.push(piece('dim', `${lead}GC generation ${formatCount(allocated.generation)}`))
  }
  return pieces
}

/** Long lists are told above; here they are only counted. */
function fields(result: Show, view: View): string[] {
  const rows = Object.entries(result.fields)
  if (rows.length === 0) return []
  return [
    heading(view, 'Fields', 'as in the dump'),
    ...table(
      view,
      [
        { title: '', cell: ([name]: [string, unknown]) => piece('dim', name, 'end') },
        {
          title: '',
          flexible: true,
          cell: ([, value]: [string, unknown]) => piece('number', fieldText(value), 'end'),
        },
      ],
      rows,
    ),
  ]
}

function fieldText(value: unknown): string {
  if (Array.isArray(value) && value.length > 4) {
    return `${formatCounted(value.length, 'entry', 'entries')}: ${JSON.stringify(value.slice(0, 4)).slice(0, -1)},…`
  }
  return JSON.stringify(value) ?? 'undefined'
}

function next(result: Show): NextCommand[] {
  const commands: NextCommand[] = []
  if (result.reachable) {
    commands.push({ words: ['path', 'DUMP', result.handle], why: 'what keeps it alive' })
  }
  if ((result.retained ?? 0) > result.bytes) {
    commands.push({ words: ['dominators', 'DUMP', result.handle], why: 'what goes with it' })
  }
  const { references, referrers } = result
  if (references.total > references.items.length) {
    commands.push({ words: ['refs', 'DUMP', result.handle], why: 'all it refers to' })
  }
  if (referrers.total > referrers.items.length) {
    commands.push({ words: ['referrers', 'DUMP', result.handle], why: 'all that refers to it' })
  }
  if (commands.length === 0) {
    commands.push({ words: ['referrers', 'DUMP', result.handle], why: 'what refers to it' })
  }
  return commands
}

// One object of a heap on one line, many as a table, and a path a step a line.

import { formatBytes, formatCounted } from '../base/format.ts'
import type { HeapObject, Path } from '../library/api.ts'
import { named, piece, widthOf } from '../report/line.ts'
import type { Part, Piece } from '../report/line.ts'
import { stepTable } from '../report/path.ts'
import { line } from '../report/screen.ts'
import type { View } from '../report/screen.ts'
import { bytesOrDash, table } from '../report/table.ts'
import type { Column } from '../report/table.ts'
import type { PathStep } from '../workbench/results.ts'

/** The pieces in at most `width` cells, if only folders of the file have to go for that. */
export function objectLine(object: HeapObject, view: View): string {
  const folders = object.location?.split('/').length ?? 1
  let pieces = objectPieces(object)
  for (let kept = folders - 1; kept >= 1 && widthOf(pieces) > view.width; kept--) {
    pieces = objectPieces(object, kept)
  }
  return line(view, ...pieces)
}

/**
 * `#<Work @1234 0x117cf5c98 · 2 refs · 1.2 KB, retains 48 KB · app/models/work.rb:12>`; of the file
 * only the last `parts` parts of its path.
 */
export function objectPieces(object: HeapObject, parts = Infinity): Piece[] {
  if (object.type === 'ROOT') {
    const many = formatCounted(object.references.length, 'ref')
    return [text('#<'), piece('heading', `ROOT ${object.address}`), text(` · ${many}>`)]
  }
  const { memsize, retainedSize, location } = object
  const retains = retainedSize === null ? '' : `, retains ${formatBytes(retainedSize)}`
  return [
    text('#<'),
    named(nameOf(object)),
    text(' '),
    piece('address', object.handle),
    text(' '),
    piece('address', object.address),
    text(` · ${formatCounted(object.references.length, 'ref')} · `),
    piece('number', `${formatBytes(memsize)}${retains}`),
    ...(location === null ? [] : [text(' · '), piece('dim', lastParts(location, parts), 'middle')]),
    text('>'),
  ]
}

function lastParts(location: string, parts: number): string {
  const all = location.split('/')
  return parts >= all.length ? location : `…/${all.slice(-parts).join('/')}`
}

/** `Work` of `#<Work>`, else the label with its type where it does not tell it. */
export function nameOf(object: HeapObject): string {
  const { label, type } = object
  const [, name] = /^#<(.*)>$/s.exec(label) ?? []
  if (name !== undefined) return name
  return tellsType(object) ? label : `${label} ${type}`
}

/** Whether the label does. */
function tellsType({ label, type }: HeapObject): boolean {
  if (type === 'CLASS' || type === 'MODULE' || /^["':/]/.test(label)) return true
  return label.toUpperCase().startsWith(type)
}

/** The named one at `from`, `from + 1` … of a list, with what is held and where it was made. */
export function objectTable(objects: readonly HeapObject[], view: View): string[] {
  const someRetain = objects.some(({ retainedSize }) => retainedSize !== null)
  const someLocated = objects.some(({ location }) => location !== null)
  const columns: Column<HeapObject>[] = [
    {
      title: 'object',
      cell: ({ type, handle }) => piece('address', type === 'ROOT' ? '' : handle),
    },
    {
      title: '',
      flexible: true,
      cell: (each): Part[] =>
        each.type === 'ROOT'
          ? [piece('heading', `ROOT ${each.address}`)]
          : [named(each.label), ...typeAfter(each)],
    },
    bytes('own', ({ memsize }) => formatBytes(memsize)),
    ...(someRetain
      ? [bytes('retained', ({ retainedSize }) => bytesOrDash(retainedSize ?? undefined))]
      : []),
    {
      title: 'address',
      optional: true,
      cell: ({ type, address }) => piece('address', type === 'ROOT' ? '' : address),
    },
    ...(someLocated
      ? [
          {
            title: 'allocated at',
            optional: true,
            cell: ({ location }: HeapObject) => piece('dim', location ?? '', 'middle'),
          },
        ]
      : []),
  ]
  return table(view, columns, objects)
}

function typeAfter(object: HeapObject): Piece[] {
  const { type } = object
  return type === 'OBJECT' || tellsType(object) ? [] : [piece('dim', ` ${type}`)]
}

function bytes(title: string, cell: (object: HeapObject) => string): Column<HeapObject> {
  return { title, align: 'right', cell: (each) => piece('number', cell(each)) }
}

/** Root first, each step with what the reference to it is called. */
export function pathLines(path: Path, view: View): string[] {
  const { edges } = path
  return stepTable(
    path.toArray().map((object, index) => stepOf(object, edges[index] ?? null)),
    view,
    'address',
  )
}

function stepOf(object: HeapObject, edge: string | null): PathStep {
  const { handle, address, type, label, memsize, retainedSize } = object
  return {
    handle,
    address,
    type,
    label,
    bytes: memsize,
    ...(edge === null ? {} : { edge }),
    ...(retainedSize === null ? {} : { retained: retainedSize }),
  }
}

function text(plain: string): Piece {
  return { text: plain }
}

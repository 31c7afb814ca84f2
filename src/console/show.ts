// What the console prints for a value: a line for an object, a short table for a collection, a path
// a step a line, a screen for a record, plain data as plain data. Twenty rows at most; the rest on
// request, twenty at a time.

import { formatBytes, formatCount, formatCounted } from '../base/format.ts'
import type { Collection, Diff, Heap, HeapObject, Path, Retained } from '../library/api.ts'
import { NodeCollection } from '../library/collection.ts'
import { HeapDiff } from '../library/diff.ts'
import { HeapView } from '../library/heap.ts'
import { HeapObjectView } from '../library/object.ts'
import { NodePath } from '../library/path.ts'
import { diffReport } from '../report/diff.ts'
import { trustLines } from '../report/diff-quality.ts'
import type { Pair } from '../report/diff-quality.ts'
import { paint, piece } from '../report/line.ts'
import { mergedPathsSection } from '../report/merged-paths.ts'
import { plainPaint } from '../report/paint.ts'
import { safeText } from '../report/safe-text.ts'
import { line } from '../report/screen.ts'
import type { View } from '../report/screen.ts'
import { summaryReport } from '../report/summary.ts'
import { table } from '../report/table.ts'
import type { Diff as DiffResult, PathTree, Summary } from '../workbench/results.ts'
import { AT_A_GLANCE, inline, pretty } from './show-plain.ts'
import type { PlainLimits } from './show-plain.ts'
import { objectLine, objectPieces, objectTable, pathLines } from './show-object.ts'

export interface Shown {
  readonly text: string
  /** The next page, where something was left out that can be shown. */
  readonly more?: () => Shown
}

export interface ShowView extends View {
  /** Nobody is there to ask for more. */
  readonly inScript?: boolean
}

const ROWS = 20
/** Of what was asked to be printed more than of a value that is merely shown. */
const PUTS_LINES = 200
/** A text alone may be longer than one within data. */
const CHARACTERS = 2000

export function show(value: unknown, view: View): Shown {
  if (value instanceof HeapObjectView) return { text: objectLine(value, view) }
  if (value instanceof NodePath) return showPath(value, view)
  if (value instanceof NodeCollection) return showCollection(value, view)
  if (value instanceof HeapView) return { text: heapLine(value, view) }
  if (value instanceof HeapDiff) return { text: diffLines(value, view).join('\n') }
  if (typeof value === 'string') return showText(value, view)
  if (value instanceof Map) return showMap(value, view)
  if (Array.isArray(value)) return showArray(value, view)
  if (isRecord(value)) {
    if (isSummary(value)) return { text: summaryReport(value, view).trimEnd() }
    if (isDiffResult(value)) return { text: diffReport(value, view).trimEnd() }
    if (isPathTree(value)) return { text: mergedPathsSection(value, view).join('\n') }
    if (isRetained(value)) return showRetained(value, view)
  }
  return { text: pretty(value, view, { ...AT_A_GLANCE, entries: 60 }, inlineOf(view)).join('\n') }
}

/** As `p` prints it: one line, nothing left out but the middle of very long texts. */
export function inspectLine(value: unknown, view: View): string {
  return inline(value, view, { ...AT_A_GLANCE, characters: CHARACTERS }, inlineOf(view))
}

/** As `puts` prints it: texts as they are, lists an element a line, nil as nothing, a list within
 * itself as `[...]`. Lines are made as they are asked for. */
export function* putsLines(
  value: unknown,
  view: View,
  within: readonly unknown[] = [],
): Generator<string, void> {
  if (value === null || value === undefined) yield ''
  else if (typeof value === 'string') yield* value.replace(/\n$/, '').split('\n').map(safeText)
  else if (Array.isArray(value)) {
    if (within.includes(value)) yield '[...]'
    else for (const each of value) yield* putsLines(each, view, [...within, value])
  } else if (value instanceof NodeCollection) {
    for (const each of value) yield objectLine(each, view)
  } else yield* inspectLine(value, view).split('\n')
}

/** What `puts` prints at a prompt: as many lines as can be looked at, the next ones on request. */
export function putsPage(lines: Iterator<string, void>, view: ShowView): Shown {
  const page: string[] = []
  let next = lines.next()
  for (; next.done !== true; next = lines.next()) {
    page.push(next.value)
    if (page.length === PUTS_LINES) break
  }
  const ahead = next.done === true ? next : lines.next()
  if (ahead.done === true) return { text: page.join('\n') }
  const note = `… more shows the next ${formatCount(PUTS_LINES)}; a script prints all`
  return {
    text: [...page, view.color.dim(note)].join('\n'),
    more: () => putsPage(after(ahead.value, lines), view),
  }
}

function* after(first: string, rest: Iterator<string, void>): Generator<string, void> {
  yield first
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value
}

function inlineOf(view: View): (value: unknown) => string | undefined {
  return (value) => {
    if (value instanceof HeapObjectView) return paint(objectPieces(value), view.color)
    if (value instanceof NodePath) return `#<Path of ${formatCounted(value.length, 'step')}>`
    if (value instanceof NodeCollection) return `#<Collection of ${formatCount(value.length)}>`
    if (value instanceof HeapView) return heapLine(value, view)
    if (value instanceof HeapDiff) return `#<Diff of ${value.toString()}>`
    return undefined
  }
}

function showCollection(all: Collection, view: View, from = 0): Shown {
  if (all.length === 0) return { text: view.color.dim('no objects') }
  const many = formatCounted(all.length, 'object')
  const head =
    from === 0 ? [line(view, piece('heading', many), ` · ${formatBytes(all.bytes)}`)] : []
  const page: HeapObject[] = []
  for (let at = from; at < Math.min(all.length, from + ROWS); at++)
    page.push(all.at(at) as HeapObject)
  return paged([...head, ...objectTable(page, view)], all.length - from - page.length, view, () =>
    showCollection(all, view, from + ROWS),
  )
}

function showArray(all: readonly unknown[], view: View, from = 0): Shown {
  if (all.length === 0) return { text: '[]' }
  const page = all.slice(from, from + ROWS)
  const rest = all.length - from - page.length
  const more = () => showArray(all, view, from + ROWS)
  if (page.every((each) => each instanceof HeapObjectView)) {
    const head = from === 0 ? [view.color.heading(formatCounted(all.length, 'object'))] : []
    return paged([...head, ...objectTable(page, view)], rest, view, more)
  }
  const limits: PlainLimits = AT_A_GLANCE
  if (from === 0 && rest === 0) {
    return { text: pretty(page, view, limits, inlineOf(view)).join('\n') }
  }
  const lines = page.flatMap((each) => pretty(each, view, limits, inlineOf(view), 2))
  const head = from === 0 ? [view.color.heading(formatCounted(all.length, 'value'))] : []
  return paged([...head, ...lines.map((each) => `  ${each}`)], rest, view, more)
}

function showMap(map: ReadonlyMap<unknown, unknown>, view: View, from = 0): Shown {
  if (map.size === 0) return { text: '{}' }
  const page = [...map].slice(from, from + ROWS)
  const figures = page.every(([, value]) => typeof value === 'number')
  const limits: PlainLimits = { entries: 6, characters: 100 }
  const inner = inlineOf(view)
  const lines = table(
    view,
    [
      {
        title: '',
        align: figures ? 'right' : 'left',
        cell: ([key, value]: readonly [unknown, unknown]) =>
          figures
            ? piece('number', formatCount(value as number))
            : piece('label', keyLabel(key), 'middle'),
      },
      {
        title: '',
        flexible: true,
        cell: ([key, value]: readonly [unknown, unknown]) =>
          figures
            ? piece('label', keyLabel(key), 'middle')
            : { text: inline(value, plainOf(view), limits, inner), cut: 'end' as const },
      },
    ],
    page,
  )
  const head = from === 0 ? [view.color.heading(formatCounted(map.size, 'entry', 'entries'))] : []
  return paged([...head, ...lines], map.size - from - page.length, view, () =>
    showMap(map, view, from + ROWS),
  )

  function keyLabel(key: unknown): string {
    if (typeof key === 'string') return key
    return inline(key, plainOf(view), limits, (each) =>
      each instanceof HeapObjectView ? each.label : undefined,
    )
  }
}

/** Within tables texts are painted by the table: colour in them would count as width. */
function plainOf(view: View): View {
  return { ...view, color: plainPaint }
}
function showText(text: string, view: ShowView, from = 0): Shown {
  const page = text.slice(from, from + CHARACTERS)
  const rest = text.length - from - page.length
  const lines = safeText(JSON.stringify(page))
  if (rest <= 0) return { text: lines }
  const how = view.inScript === true ? 'puts prints all' : 'more shows on, puts(_) all'
  const note = `… ${formatCount(rest)} more characters: ${how}`
  return {
    text: `${lines}\n${view.color.dim(note)}`,
    more: () => showText(text, view, from + CHARACTERS),
  }
}

function showPath(path: Path, view: View): Shown {
  const steps = formatCounted(Math.max(0, path.length - 1), 'reference')
  const head = line(view, piece('heading', 'Path'), ` · ${steps}`)
  return { text: [head, ...pathLines(path, view)].join('\n') }
}

function showRetained(value: Retained, view: View): Shown {
  const { objects, bytes } = value
  const head = line(
    view,
    piece('heading', `${formatBytes(bytes)} would go`),
    `, with ${formatCounted(objects.length, 'object')}`,
  )
  const { text, more } = showCollection(objects, view)
  return { text: `${head}\n${text}`, ...(more === undefined ? {} : { more }) }
}

function paged(lines: readonly string[], rest: number, view: ShowView, more: () => Shown): Shown {
  if (rest <= 0) return { text: lines.join('\n') }
  const how =
    view.inScript === true ? 'puts prints all' : `more shows the next ${Math.min(ROWS, rest)}`
  const note = `  … ${formatCount(rest)} more: ${how}`
  return { text: [...lines, view.color.dim(note)].join('\n'), more }
}

export function heapLine(heap: Heap, view: View): string {
  const { summary } = heap
  return line(
    view,
    '#<Heap ',
    piece('label', heap.name, 'middle'),
    ` · ${formatCounted(summary.objects, 'object')} · `,
    piece('number', formatBytes(summary.bytes)),
    ` · Ruby ${safeText(heap.ruby)}${heap.traced ? ', traced' : ', not traced'}>`,
  )
}

/** Counts where objects can be compared; else that they cannot. `notes`: what is doubtful. */
export function diffLines(diff: Diff, view: View, notes: readonly string[] = []): string[] {
  const { quality, later, laterQuality } = diff
  const head = line(view, piece('heading', 'Diff'), ` · ${safeText(diff.toString())}`)
  const trust = trustLines(notes, pairsOf(diff), view)
  if (quality.process === 'different') {
    if (trust.length > 0) return [head, ...trust]
    return [head, `  ${view.color.warn(safeText(quality.because))}`]
  }
  const two = later === null || laterQuality?.process === 'different'
  const rows: (readonly [string, Collection, string])[] = [
    // Of a third dump of another process nothing can be told.
    two
      ? [later === null ? 'retained' : 'added', diff.added, 'new in after']
      : ['retained', diff.retained, 'new in after, still in later'],
    ['freed', diff.freed, 'in before, not in after'],
    ['kept', diff.kept, 'in both'],
  ]
  const lines = table(
    view,
    [
      { title: 'diff.', cell: ([name]: (typeof rows)[number]) => piece('label', name) },
      {
        title: 'objects',
        align: 'right',
        cell: ([, all]: (typeof rows)[number]) => piece('number', formatCount(all.length)),
      },
      {
        title: 'bytes',
        align: 'right',
        cell: ([, all]: (typeof rows)[number]) => piece('number', formatBytes(all.bytes)),
      },
      { title: '', cell: ([, , about]: (typeof rows)[number]) => piece('dim', about) },
    ],
    rows,
  )
  return [head, ...lines, ...trust]
}

function pairsOf({ quality, laterQuality, before, after, later }: Diff): Pair[] {
  const first = { quality, traced: before.traced && after.traced }
  if (later === null || laterQuality === null) return [first]
  return [first, { quality: laterQuality, traced: after.traced && later.traced }]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isSummary(value: object): value is Summary {
  return 'kind' in value && value.kind === 'summary'
}

function isDiffResult(value: object): value is DiffResult {
  return 'kind' in value && value.kind === 'diff'
}

function isPathTree(value: object): value is PathTree {
  return 'holders' in value && 'example' in value && 'children' in value
}

function isRetained(value: object): value is Retained {
  return 'objects' in value && 'bytes' in value && value.objects instanceof NodeCollection
}

// Columns aligned by display width. Numbers keep their place; where the terminal is too narrow
// the flexible columns (names) are cut with …, and where it is wide, optional columns appear.

import { formatBytes, formatCount, formatCounted } from '../base/format.ts'
import { displayWidth } from './display-width.ts'
import { fit, paint, piece, toPieces, widthOf } from './line.ts'
import type { Part, Piece } from './line.ts'
import { line } from './screen.ts'
import type { View } from './screen.ts'

export interface Column<Row> {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Gives way where the terminal is narrow. */
  readonly flexible?: boolean
  /** Only there while everything else fits uncut. */
  readonly optional?: boolean
  readonly cell: (row: Row, index: number) => Part | readonly Part[]
}

/** A right-aligned column of figures. */
export function figure<Row>(title: string, cell: (row: Row) => string): Column<Row> {
  return { title, align: 'right', cell: (each) => piece('number', cell(each)) }
}

/** The same column, only there while everything else fits uncut. */
export function optional<Row>(column: Column<Row>): Column<Row> {
  return { ...column, optional: true }
}

/** Retained sizes are unknown in dumps without roots. */
export function bytesOrDash(bytes: number | undefined): string {
  return bytes === undefined ? '–' : formatBytes(bytes)
}

export function countOrDash(count: number | undefined): string {
  return count === undefined ? '–' : formatCount(count)
}

/** How many rows the limit has left out of a table, and how to have them; of `words`, one and several. */
export function moreRows(
  view: View,
  shown: number,
  total: number,
  words?: readonly [one: string, many: string],
): string[] {
  if (shown === 0 || total <= shown) return []
  const left = total - shown
  const what = words === undefined ? formatCount(left) : formatCounted(left, ...words)
  return [line(view, piece('dim', `  … ${what} more (--limit ${total})`))]
}

interface Cells {
  readonly cells: readonly (readonly Piece[])[]
  readonly width: number
}

const INDENT = 2
const GAP = 2
const LEAST_FLEXIBLE = 10

/** The title line and a line a row; no lines at all for no rows. */
export function table<Row>(
  view: View,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): string[] {
  if (rows.length === 0) return []
  const measured = columns.map((column) => measure(column, rows))
  const shown = choose(columns, measured, view.width)
  const widths = shrink(columns, measured, shown, view.width)
  const lines: string[] = []
  if (shown.some((index) => columns[index]?.title !== '')) {
    const titles = shown.map((index) => [piece('dim', columns[index]?.title ?? '', 'end')])
    lines.push(row(view, columns, shown, widths, titles))
  }
  for (let at = 0; at < rows.length; at++) {
    const cells = shown.map((index) => measured[index]?.cells[at] ?? [])
    lines.push(row(view, columns, shown, widths, cells))
  }
  return lines
}

function measure<Row>(column: Column<Row>, rows: readonly Row[]): Cells {
  const cells = rows.map((each, index) => toPieces([column.cell(each, index)].flat()))
  let width = displayWidth(column.title)
  for (const pieces of cells) width = Math.max(width, widthOf(pieces))
  return { cells, width }
}

/** Which columns: all that are not optional, and optional ones from the left while they fit. */
function choose<Row>(
  columns: readonly Column<Row>[],
  measured: readonly Cells[],
  width: number,
): number[] {
  const shown = new Set<number>()
  let used = INDENT - GAP
  columns.forEach((column, index) => {
    if (column.optional === true) return
    shown.add(index)
    used += GAP + (measured[index]?.width ?? 0)
  })
  columns.forEach((column, index) => {
    if (column.optional !== true) return
    const more = GAP + (measured[index]?.width ?? 0)
    if (used + more > width) return
    shown.add(index)
    used += more
  })
  return [...shown].sort((a, b) => a - b)
}

/** Widths that fit: the widest flexible column gives way first. */
function shrink<Row>(
  columns: readonly Column<Row>[],
  measured: readonly Cells[],
  shown: readonly number[],
  width: number,
): number[] {
  const widths = shown.map((index) => measured[index]?.width ?? 0)
  let over = INDENT - GAP - width
  for (const each of widths) over += each + GAP
  while (over > 0) {
    let widest = -1
    shown.forEach((index, place) => {
      if (columns[index]?.flexible !== true || (widths[place] ?? 0) <= LEAST_FLEXIBLE) return
      if (widest < 0 || (widths[place] ?? 0) > (widths[widest] ?? 0)) widest = place
    })
    if (widest < 0) break
    widths[widest] = (widths[widest] ?? 0) - 1
    over--
  }
  return widths
}

function row<Row>(
  view: View,
  columns: readonly Column<Row>[],
  shown: readonly number[],
  widths: readonly number[],
  cells: readonly (readonly Piece[])[],
): string {
  const pieces: Piece[] = [{ text: ' '.repeat(INDENT) }]
  shown.forEach((index, place) => {
    const width = widths[place] ?? 0
    const content = fit(cells[place] ?? [], width)
    const padding = ' '.repeat(Math.max(0, width - widthOf(content)))
    if (place > 0) pieces.push({ text: ' '.repeat(GAP) })
    if (columns[index]?.align === 'right') pieces.push({ text: padding }, ...content)
    else pieces.push(...content, { text: padding })
  })
  return paint(withoutTrailingSpace(pieces), view.color)
}

function withoutTrailingSpace(pieces: readonly Piece[]): readonly Piece[] {
  let end = pieces.length
  while (end > 0 && pieces[end - 1]?.text.trim() === '') end--
  return pieces.slice(0, end)
}

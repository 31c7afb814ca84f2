// A line of a screen is a row of pieces: a text, what it is (its role), and whether it may be cut
// to fit. Texts are made safe when a piece is made and painted when the line is, so widths are
// always those of what is seen.

import { cutEnd, cutMiddle, displayWidth } from './display-width.ts'
import type { Paint, Role } from './paint.ts'
import { safeText } from './safe-text.ts'

export type Cut = 'never' | 'end' | 'middle'

export interface Piece {
  readonly text: string
  readonly role?: Role
  readonly cut?: Cut
}

/** What the makers of lines accept; a bare string is plain text that is not cut. */
export type Part = string | Piece

export function piece(role: Role, text: string, cut: Cut = 'never'): Piece {
  return { text: safeText(text), role, cut }
}

/**
 * A name from the dump: cut where that hurts least, strings and regular expressions at their end,
 * names in the middle, paths of files too: their end says most.
 */
export function named(text: string, role: Role = 'label'): Piece {
  return piece(role, text, /^(?:["']|\/.*\/$)/s.test(text) ? 'end' : 'middle')
}

export function toPieces(parts: readonly Part[]): Piece[] {
  return parts.map((part) => (typeof part === 'string' ? { text: safeText(part) } : part))
}

export function widthOf(pieces: readonly Piece[]): number {
  let width = 0
  for (const { text } of pieces) width += displayWidth(text)
  return width
}

/** Below this many cells a cut name says nothing. */
const LEAST_CUT = 6

/**
 * The pieces within `width` cells: pieces that may be cut give way, the widest first; if that is
 * not enough the line ends with ….
 */
export function fit(pieces: readonly Piece[], width: number): readonly Piece[] {
  let over = widthOf(pieces) - width
  if (over <= 0) return pieces
  const fitted = [...pieces]
  const cuttable = fitted
    .map((each, index) => ({ index, width: displayWidth(each.text) }))
    .filter(({ index, width: cells }) => isCuttable(fitted[index]) && cells > LEAST_CUT)
    .sort((a, b) => b.width - a.width)
  for (const { index, width: cells } of cuttable) {
    if (over <= 0) break
    const { text, role, cut } = fitted[index] as Piece
    const target = Math.max(LEAST_CUT, cells - over)
    const shorter = cut === 'end' ? cutEnd(text, target) : cutMiddle(text, target)
    fitted[index] = role === undefined ? { text: shorter } : { text: shorter, role }
    over -= cells - displayWidth(shorter)
  }
  return over <= 0 ? fitted : cutOff(fitted, width)
}

function isCuttable(candidate: Piece | undefined): boolean {
  return candidate?.cut === 'middle' || candidate?.cut === 'end'
}

function cutOff(pieces: readonly Piece[], width: number): readonly Piece[] {
  const kept: Piece[] = []
  let left = width
  for (const each of pieces) {
    const cells = displayWidth(each.text)
    if (cells > left) {
      kept.push({ ...each, text: cutEnd(each.text, left) })
      break
    }
    kept.push(each)
    left -= cells
  }
  return kept
}

/** The painted line; neighbours of one role are painted as one. */
export function paint(pieces: readonly Piece[], colors: Paint): string {
  let painted = ''
  for (let i = 0; i < pieces.length;) {
    const role = pieces[i]?.role
    let text = ''
    for (; i < pieces.length && pieces[i]?.role === role; i++) text += pieces[i]?.text ?? ''
    painted += role === undefined || text === '' ? text : colors[role](text)
  }
  return painted
}

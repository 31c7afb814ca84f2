// The parts that screens are made of: headings, wrapped prose, bullet lists, and the commands to
// run next. Each is a function from a view to finished lines; `screen` stacks sections with a
// blank line between them.

import { displayWidth } from './display-width.ts'
import { fit, paint, piece, toPieces, widthOf } from './line.ts'
import type { Part, Piece } from './line.ts'
import type { Paint } from './paint.ts'

export interface View {
  /** Terminal columns. */
  readonly width: number
  readonly color: Paint
  /** The dump as the user named it, for the commands to run next. */
  readonly dump: string
}

/** Long lines of prose are hard to read however wide the terminal is. */
const PROSE_WIDTH = 100

export function screen(...sections: readonly (readonly string[])[]): string {
  const present = sections.filter((section) => section.length > 0)
  return `${present.map((section) => section.join('\n')).join('\n\n')}\n`
}

/** One line, cut to the width. */
export function line(view: View, ...parts: readonly Part[]): string {
  return paint(fit(toPieces(parts), view.width), view.color)
}

/** A heading, with what its numbers are shares of. */
export function heading(view: View, title: string, about = ''): string {
  const text = about === '' ? [] : [piece('dim', ` · ${about}`, 'end')]
  return line(view, piece('heading', title), ...text)
}

/**
 * Text wrapped at its spaces; lines after the first are set in by `hang` cells. A word longer
 * than a line is cut if its piece may be, else it stands out.
 */
export function prose(view: View, parts: readonly Part[], hang = 0): string[] {
  const width = Math.max(20, Math.min(view.width, PROSE_WIDTH))
  const lines: Piece[][] = [[]]
  let used = 0
  for (const word of words(toPieces(parts), width - hang)) {
    const cells = displayWidth(word.text)
    const space = word.text === ' '
    if (used + cells > width && used > hang) {
      const full = lines[lines.length - 1] as Piece[]
      const carried = PUNCTUATION.test(word.text) ? lastWord(full) : []
      trimEnd(full)
      lines.push([...(hang > 0 ? [{ text: ' '.repeat(hang) }] : []), ...carried])
      used = hang + widthOf(carried)
    }
    if (space && used === hang && lines.length > 1) continue
    ;(lines[lines.length - 1] as Piece[]).push(word)
    used += cells
  }
  return lines.map((pieces) => paint(pieces, view.color))
}

/** A space, but not the one between a figure and its unit. */
const BREAK = /( (?!(?:[KMGTP]?B|%|ms|s|min|h|×)(?!\w)))/

function words(pieces: readonly Piece[], width: number): Piece[] {
  const result: Piece[] = []
  for (const each of pieces) {
    if (each.cut !== undefined && each.cut !== 'never') {
      result.push(...fit([each], width))
      continue
    }
    for (const text of each.text.split(BREAK)) if (text !== '') result.push({ ...each, text })
  }
  return glue(result)
}

const PUNCTUATION = /^[.,;:)]+$/

/** A comma or full stop after a name stays on the name's line. */
function glue(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = []
  for (const each of pieces) {
    const last = result[result.length - 1]
    if (last !== undefined && PUNCTUATION.test(each.text) && last.text !== ' ') {
      if (last.role === each.role) {
        result[result.length - 1] = { ...last, text: last.text + each.text }
        continue
      }
    }
    result.push(each)
  }
  return result
}

/** Takes what stands behind the last space off a line; nothing where that is the whole line. */
function lastWord(pieces: Piece[]): Piece[] {
  const space = pieces.findLastIndex(({ text }) => text.endsWith(' '))
  return space < 0 ? [] : pieces.splice(space + 1)
}

function trimEnd(pieces: Piece[]): void {
  while (pieces.length > 0 && pieces[pieces.length - 1]?.text === ' ') pieces.pop()
}

/** `- …` with the text wrapped under itself. */
export function bullet(view: View, ...parts: readonly Part[]): string[] {
  return prose(view, ['- ', ...parts], 2)
}

export interface NextCommand {
  /** Words after `loupe`; 'DUMP' stands for the dump. */
  readonly words: readonly string[]
  readonly why: string
}

/** What to run next: whole command lines to copy, each with what it answers. */
export function nextCommands(view: View, commands: readonly NextCommand[]): string[] {
  const lines = commands.map(({ words: all, why }) => ({ command: commandLine(view.dump, all), why }))
  const longest = Math.max(0, ...lines.map(({ command }) => displayWidth(command)))
  return [
    heading(view, 'Next'),
    ...lines.flatMap(({ command, why }) => {
      const shown = piece('label', command)
      if (longest + why.length + 4 <= view.width) {
        const gap = ' '.repeat(longest - displayWidth(command) + 2)
        return [paint([{ text: '  ' }, shown, { text: gap }, piece('dim', why)], view.color)]
      }
      // A command is never cut: it is there to be copied.
      const under = fit([{ text: '      ' }, piece('dim', why, 'end')], view.width)
      return [paint([{ text: '  ' }, shown], view.color), paint(under, view.color)]
    }),
  ]
}

/** As a shell takes it. `dump`: what stands for DUMP. */
export function commandLine(dump: string, all: readonly string[]): string {
  return ['loupe', ...all.map((word) => shellWord(word === 'DUMP' ? dump : word))].join(' ')
}

/** As a POSIX shell needs it: `Work[200]` and `#<Work>` mean other things to it. */
function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  return `'${word.replaceAll("'", `'\\''`)}'`
}

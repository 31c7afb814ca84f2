import { expect, test } from 'vitest'
import { liveFrame } from './live-frame.ts'

/**
 * As much of a terminal as the frame uses: it wraps, scrolls at the bottom, moves up and down and
 * erases a row. On a change of width it wraps all lines anew, as most terminals do. Whatever else is
 * written shows as text.
 */
function screen(columns: number, rows: number) {
  /** Lines as they were written, each perhaps several rows. */
  let lines: string[] = ['']
  let row = 0
  let column = 0
  let width = columns
  const put = (character: string): void => {
    if (column >= width) {
      row++
      column = 0
    }
    while (lines.length <= row) lines.push('')
    const line = (lines[row] ?? '').padEnd(column)
    lines[row] = line.slice(0, column) + character + line.slice(column + 1)
    column++
  }
  return {
    write(text: string): void {
      for (let at = 0; at < text.length; at++) {
        // oxlint-disable-next-line no-control-regex
        const [escape, count, kind] = /^\u001b\[(\d*)([ABKm])/.exec(text.slice(at)) ?? []
        if (escape !== undefined) {
          at += escape.length - 1
          if (kind === 'A') row = Math.max(Math.max(0, lines.length - rows), row - Number(count))
          if (kind === 'B') row = Math.min(lines.length - 1, row + Number(count || 1))
          if (kind === 'K' && count === '2') lines[row] = ''
        } else if (text[at] === '\n') {
          row++
          column = 0
          while (lines.length <= row) lines.push('')
        } else if (text[at] === '\r') column = 0
        else put(text[at]!)
      }
    },
    resize(to: number): void {
      // Here each row is a line of its own, so only longer ones are wrapped.
      const wrapped = lines.flatMap((line) => line.match(new RegExp(`.{1,${to}}`, 'g')) ?? [''])
      row = wrapped.length - 1
      column = (wrapped[row] ?? '').length
      lines = wrapped
      width = to
    },
    columns: () => width,
    /** Without what is empty below the cursor. */
    text: () => {
      const written = lines.findLastIndex((line) => line.trimEnd() !== '')
      return lines
        .slice(0, Math.max(row, written) + 1)
        .map((line) => line.trimEnd())
        .join('\n')
    },
  }
}

test('a frame takes the place of the one before, whatever their heights', () => {
  const terminal = screen(20, 10)
  const frame = liveFrame(terminal)
  terminal.write('$ loupe\n')
  frame.draw(['one', 'two', 'three'])
  expect(terminal.text()).toBe('$ loupe\none\ntwo\nthree')
  frame.draw(['1'])
  expect(terminal.text()).toBe('$ loupe\n1')
  frame.draw(['a', 'b'])
  expect(terminal.text()).toBe('$ loupe\na\nb')
  frame.clear()
  expect(terminal.text()).toBe('$ loupe\n')
})

test('what is printed meanwhile stands above it, line by line', () => {
  const terminal = screen(20, 30)
  const frame = liveFrame(terminal)
  frame.draw(['chart', 'figures'])
  frame.above('hello\nwor')
  expect(terminal.text()).toBe('hello\nchart\nfigures')
  frame.above('ld\n')
  expect(terminal.text()).toBe('hello\nworld\nchart\nfigures')
  frame.above('unfinished')
  frame.clear()
  expect(terminal.text()).toBe('hello\nworld\nunfinished\n')
})

test('colours take no room', () => {
  const terminal = screen(10, 30)
  const frame = liveFrame(terminal)
  frame.draw(['\u001b[36m1234567890\u001b[39m', '\u001b[2mx\u001b[22m'])
  frame.draw(['y'])
  expect(terminal.text()).toBe('y')
})

test('a narrower terminal has wrapped the frame: all of it goes', () => {
  const terminal = screen(40, 30)
  const frame = liveFrame(terminal)
  terminal.write('$ loupe\n')
  frame.draw(['a line of thirty characters ..', 'short', 'another of thirty characters .'])
  terminal.resize(12)
  frame.draw(['new'])
  expect(terminal.text()).toBe('$ loupe\nnew')
})

test('nothing is erased beyond the frame’s own rows', () => {
  let written = ''
  const frame = liveFrame({ write: (text) => (written += text), columns: () => 80 })
  frame.draw(['one', 'two'])
  frame.above('hello\n')
  frame.draw(['one', 'two', 'three'])
  frame.clear()
  // oxlint-disable-next-line no-control-regex
  expect(written).not.toMatch(/\u001b\[\d*J/)
})

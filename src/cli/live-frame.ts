// A block of lines at the end of the terminal that is drawn again and again in its place, while other
// output goes on above it. The cursor is never hidden and no other screen is switched to, so no way
// of ending leaves the terminal different. When the terminal's width changes, it has wrapped the
// lines of the last frame anew: how many rows they take then is what the cursor goes up. Each row is
// erased by itself: some terminals keep what is erased down to the end of the screen as lines that
// have scrolled away, so that every frame would be left behind there.

import { displayWidth } from '../report/display-width.ts'

export interface LiveFrame {
  /** Draws the lines in place of the last ones. Colours are allowed, nothing else that is not text. */
  draw(lines: readonly string[]): void
  /** Prints text above the frame. */
  above(text: string): void
  /** Takes the frame away. */
  clear(): void
}

export interface FrameTarget {
  readonly write: (text: string) => void
  /** Of the terminal now. */
  readonly columns: () => number
}

// oxlint-disable-next-line no-control-regex
const COLOURS = /\u001b\[[\d;]*m/g

const ERASE = '\u001b[2K'
const DOWN = '\u001b[B'

export function liveFrame({ write, columns }: FrameTarget): LiveFrame {
  let shown: readonly string[] = []
  /** What was printed above and has no end of line yet. */
  let open = ''

  function home(): string {
    if (shown.length === 0) return ''
    const width = Math.max(1, columns())
    const rows = shown.reduce((sum, line) => sum + rowsOf(line, width), 0)
    // Up and down, not on: moving never scrolls.
    const up = rows > 1 ? `\u001b[${rows - 1}A` : ''
    return `\r${up}${Array.from({ length: rows }, () => ERASE).join(DOWN)}${up}`
  }

  return {
    draw(lines) {
      write(`${home()}${lines.join('\n')}`)
      shown = lines
    },
    above(text) {
      // An unfinished line waits for its end: the frame begins on a line of its own.
      const whole = open + text
      const end = whole.lastIndexOf('\n') + 1
      open = whole.slice(end)
      if (end === 0) return
      write(`${home()}${whole.slice(0, end)}${shown.join('\n')}`)
    },
    clear() {
      write(`${home()}${open}`)
      if (open !== '') write('\n')
      open = ''
      shown = []
    },
  }
}

function rowsOf(line: string, width: number): number {
  return Math.max(1, Math.ceil(displayWidth(line.replace(COLOURS, '')) / width))
}

// The terminal as commands see it: two streams to write to, whether a person is watching each,
// how wide it is and whether to colour. Tests write to strings instead.

import { isatty } from 'node:tty'

export interface Terminal {
  out(text: string): void
  err(text: string): void
  readonly outIsTTY: boolean
  readonly errIsTTY: boolean
  readonly inIsTTY: boolean
  /** Columns, where known. */
  readonly columns: number | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: AsyncIterable<Uint8Array>
}

export const NARROWEST = 40

/** Where nothing tells: what most terminals are, and what fits a ticket or a mail. */
const USUAL_WIDTH = 80

export function widthFor(terminal: Terminal, asked: number | undefined): number {
  const told = Number.parseInt(terminal.env['COLUMNS'] ?? '', 10)
  const width = asked ?? terminal.columns ?? (told > 0 ? told : USUAL_WIDTH)
  return Math.max(NARROWEST, width)
}

/**
 * Whether to colour: `--no-color` first, then NO_COLOR and FORCE_COLOR (no-color.org,
 * force-color.org), then whether a person is watching a terminal that can.
 */
export function colorFor(terminal: Terminal, allowed: boolean, isTTY: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = terminal.env
  if (!allowed) return false
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return isTTY && TERM !== 'dumb'
}

/** Whether LOUPE_DEBUG asks for the details of a crash. */
export function debugging({ env }: Terminal): boolean {
  const { LOUPE_DEBUG = '' } = env
  return LOUPE_DEBUG !== '' && LOUPE_DEBUG !== '0'
}

export const processTerminal: Terminal = {
  out(text) {
    process.stdout.write(text)
  },
  err(text) {
    process.stderr.write(text)
  },
  // By file number: merely looking at `process.stdin` sets up a stream.
  outIsTTY: isatty(1),
  errIsTTY: isatty(2),
  inIsTTY: isatty(0),
  get columns() {
    return process.stdout.columns ?? process.stderr.columns
  },
  env: process.env,
  stdin: { [Symbol.asyncIterator]: () => process.stdin[Symbol.asyncIterator]() },
}

// Bars of block characters, in steps of an eighth of a cell.

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** `part` (0 to 1) of `cells` cells; what is there at all is never drawn as nothing. */
export function bar(part: number, cells: number): string {
  const share = Number.isFinite(part) ? Math.max(0, Math.min(1, part)) : 0
  const eighths = share === 0 ? 0 : Math.max(1, Math.round(share * cells * 8))
  return '█'.repeat(eighths >> 3) + (EIGHTHS[eighths & 7] ?? '')
}

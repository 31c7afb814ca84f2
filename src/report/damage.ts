// What was wrong with the file, line by line. Shown only where something was: a clean dump is
// told by the self-check in half a line.

import { formatCount, formatCounted } from '../base/format.ts'
import type { Damage } from '../workbench/results.ts'
import { piece } from './line.ts'
import { bullet, heading, line, prose } from './screen.ts'
import type { View } from './screen.ts'

export function isDamaged({
  badLines,
  repaired,
  truncated,
}: Pick<Damage, 'badLines' | 'repaired' | 'truncated'>): boolean {
  return badLines > 0 || repaired > 0 || truncated
}

/** The damage section; no lines for an undamaged dump. */
export function damageSection(view: View, damage: Damage): string[] {
  if (!isDamaged(damage)) return []
  const said: string[] = []
  if (damage.badLines > 0) {
    const lines = formatCounted(damage.badLines, 'line')
    said.push(
      `${lines} could not be read: what ${damage.badLines === 1 ? 'it' : 'they'} described is ` +
        'missing from every number here.',
    )
  }
  if (damage.repaired > 0) {
    const lines = formatCounted(damage.repaired, 'broken line')
    said.push(`${lines} could be repaired and ${damage.repaired === 1 ? 'is' : 'are'} counted.`)
  }
  if (damage.truncated) {
    said.push('The last line is cut off: the dump was probably still being written or copied.')
  }
  const lines = [
    heading(view, 'Damage'),
    ...said.flatMap((sentence) => bullet(view, piece('warn', sentence))),
  ]
  for (const note of damage.notes) {
    const place = `line ${formatCount(note.line)}, byte ${formatCount(note.byte)}: `
    lines.push(...prose(view, ['  ', piece('dim', place), note.why], 4))
    if (note.excerpt !== '') lines.push(line(view, '    ', piece('label', note.excerpt, 'end')))
  }
  const listed = damage.badLines + damage.repaired - damage.notes.length
  if (damage.notes.length > 0 && listed > 0) {
    lines.push(line(view, piece('dim', `  … and ${formatCount(listed)} more`)))
  }
  return lines
}

// Whether the numbers are to be believed: the figures that would be off if the dump or Loupe were
// wrong, printed with every summary whether good or bad.

import { formatBytes, formatCount, formatCounted, formatShare } from '../base/format.ts'
import type { Summary } from '../workbench/results.ts'
import { piece } from './line.ts'
import { bullet, prose } from './screen.ts'
import type { View } from './screen.ts'

export function selfCheck(result: Summary, view: View): string[] {
  const { dangling, duplicates, damage, unreachable } = result
  const clean = dangling + duplicates + damage.badLines === 0 && !damage.truncated
  const figures = [
    formatCounted(result.objects, 'object'),
    formatCounted(result.edges, 'edge'),
    formatCounted(dangling, 'dangling reference'),
    formatCounted(duplicates, 'duplicate address', 'duplicate addresses'),
    formatCounted(damage.badLines, 'bad line'),
  ]
  const reach = result.partial
    ? 'reachability unknown: no roots.'
    : `${formatCount(unreachable.objects)} unreachable from the roots` +
      (unreachable.objects === 0
        ? '.'
        : ` (${formatBytes(unreachable.bytes)}, ${formatShare(unreachable.bytes, result.bytes)} ` +
          'of all bytes: not yet collected, or held in ways a dump does not tell).')
  return prose(view, [
    piece('heading', 'Self-check'),
    ' ',
    clean ? piece('good', 'clean') : piece('warn', 'not clean'),
    `: ${figures.join(', ')}, ${reach}`,
  ])
}

/** What `--verify` found; nothing where it was not asked for. */
export function verificationLines({ verification }: Summary, view: View): string[] {
  if (verification === undefined) return []
  const { sampled, failures } = verification
  const what = `the holder and retained size of ${formatCounted(sampled, 'object')}`
  if (failures.length === 0) {
    return prose(view, [
      piece('heading', 'Verified'),
      `: recomputed ${what} the slow way; all agree.`,
    ])
  }
  const verb = failures.length === 1 ? 'differs' : 'differ'
  return [
    ...prose(view, [
      piece('heading', 'Verified'),
      `: recomputed ${what} the slow way; `,
      piece('warn', `${formatCount(failures.length)} ${verb}. This is a bug in Loupe.`),
    ]),
    ...failures.flatMap((failure) => bullet(view, failure)),
  ]
}

// Why growth between the dumps may be none, or may be missed: dumps of different processes, one named
// twice, some in the wrong order, some damaged.
import { formatCounted } from '../../base/format.ts'
import type { Compared, NamedStudy } from '../diff/compared.ts'
import { isSameDump } from '../diff/diff-notes.ts'

/** @param totals reachable bytes of each dump
 * @returns a sentence each; none where nothing speaks against comparing */
export function doubtsOf(compared: Compared, totals: readonly number[]): string[] {
  const { dumps, matchings } = compared
  if (dumps.length < 2) return []
  const different: string[] = []
  const same: string[] = []
  const younger: string[] = []
  for (const [pair, { quality }] of matchings.entries()) {
    const [before, after] = [dumps[pair], dumps[pair + 1]]
    const isWhole = damageOf(before) === undefined && damageOf(after) === undefined
    if (quality.process === 'different') {
      different.push(`${before.name} and ${after.name}`)
    } else if (isSameDump(compared, pair)) {
      same.push(`${before.name} and ${after.name}`)
    } else if (quality.order === 'wrong' && totals[pair + 1] < totals[pair] && isWhole) {
      // The age of classes alone may mislead.
      younger.push(`${before.name} looks younger than ${after.name}`)
    }
  }
  const said = (pairs: readonly string[], words: string): string[] =>
    pairs.length === 0 ? [] : [`${pairs.join(', ')}${words}`]
  return [
    ...said(different, ' are of different processes: what differs need not be growth.'),
    ...said(same, ' are the same dump: nothing can have grown between them.'),
    ...said(younger, ': name the earlier dump first.'),
    ...dumps.flatMap((dump) => {
      const damage = damageOf(dump)
      const words = 'what it lost looks as if it had grown or gone.'
      return damage === undefined ? [] : [`${dump.name} is damaged (${damage}): ${words}`]
    }),
  ]
}

function damageOf({ study }: NamedStudy): string | undefined {
  const { badLines, truncated } = study.heap.damage
  if (badLines === 0 && !truncated) return undefined
  const lines = badLines > 0 ? [`${formatCounted(badLines, 'line')} could not be read`] : []
  return [...lines, ...(truncated ? ['its end is missing'] : [])].join(', and ')
}

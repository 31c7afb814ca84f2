// Which of the program's own objects are inside what is held, about one for each: the servers whose blocks
// hang on each other, the tickets that threads wait for. Cost: a look at up to 100,000 objects.
import { isOwnClass } from '../../../base/own-class.ts'
import type { Candidate } from '../../why/candidate.ts'
import type { RuleContext } from '../rule.ts'
import { className } from '../words/words.ts'

const MOST_SEEN = 100_000
/** What there are so many of for each is there for each of them. */
export const FOR_EACH = 0.3

/** label -> how often it is inside, of what was looked at; most first */
export function labelsInside(
  { tops }: Pick<Candidate, 'tops'>,
  { study, owned }: Pick<RuleContext, 'study' | 'owned'>,
): Map<string, number> {
  const { kinds } = study.names
  const { nodeAt, subtree } = owned.tree
  const counts = new Map<number, number>()
  let seen = 0
  for (const top of tops) {
    for (let at = top; at < top + subtree[top] && seen < MOST_SEEN; at++, seen++) {
      const kind = kinds.kindOf(nodeAt[at])
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
    }
  }
  const most = [...counts].sort((a, b) => b[1] - a[1])
  return new Map(most.map(([kind, count]) => [kinds.labelOf(kind), count]))
}

/** The name of the class; undefined where no class of the program's own is there often enough. */
export function ownInside(labels: ReadonlyMap<string, number>, count: number): string | undefined {
  const own = [...labels].find(
    ([label, many]) =>
      label.startsWith('#<') && isOwnClass(className(label)) && many >= count * FOR_EACH,
  )
  return own === undefined ? undefined : className(own[0])
}

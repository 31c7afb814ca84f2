// The first sentence: how large the heap is, and how much of it the first finding explains, what
// that is and who keeps it, and whether it grows. Numbers are in the title of that finding.
import { formatBytes, formatShare } from '../../base/format.ts'
import type { WhyFinding, WhyVerdict } from '../../workbench/results.ts'

/** What the verdict of several dumps adds. */
const VERDICTS: Readonly<Record<WhyVerdict, string>> = {
  growing: ': still growing',
  plateau: ': levelling off',
  'one-time': ': grown once',
  static: ': not growing',
  unknown: '',
}

/** @param cause what the first finding is about, and who keeps it: causeWords() */
export function whySentence(
  total: number,
  findings: readonly WhyFinding[],
  dumps: number,
  cause: string,
): string {
  const live = `${formatBytes(total)} live.`
  const [first] = findings
  if (first === undefined) {
    const seen = dumps > 1 ? 'nothing that grows' : 'nothing large has gathered in one place'
    return `${live} Nothing suspicious: ${seen}.`
  }
  const grows = dumps > 1 ? VERDICTS[first.verdict] : ''
  return `${live} ${formatShare(first.bytes, total)} of it is ${cause}${grows}.`
}

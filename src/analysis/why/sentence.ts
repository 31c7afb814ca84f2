// The first sentence: how large the heap is, and how much of it the first finding's holder has, and
// whether that grows. What it holds is the title of that finding.
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

/** @param holder who holds what the first finding is about, as 'is held by' goes on */
export function whySentence(
  total: number,
  findings: readonly WhyFinding[],
  dumps: number,
  holder: string,
): string {
  const live = `${formatBytes(total)} live.`
  const [first] = findings
  if (first === undefined) {
    const seen = dumps > 1 ? 'nothing that grows' : 'nothing large has gathered in one place'
    return `${live} Nothing suspicious: ${seen}.`
  }
  const grows = dumps > 1 ? VERDICTS[first.verdict] : ''
  return `${live} ${formatShare(first.bytes, total)} of it is held by ${holder}${grows}.`
}

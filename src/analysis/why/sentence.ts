// The first sentence: how large the heap is, and how much of it the first finding explains.
import { formatBytes, formatShare } from '../../base/format.ts'
import type { WhyFinding } from '../../workbench/results.ts'

export function whySentence(
  total: number,
  findings: readonly WhyFinding[],
  healthy: boolean,
  dumps: number,
): string {
  const live = `${formatBytes(total)} live.`
  const [first] = findings
  if (first === undefined) {
    const seen = dumps > 1 ? 'nothing that grows' : 'nothing that has gathered in one place'
    return `${live} Nothing suspicious: ${seen}.`
  }
  const share = formatShare(first.bytes, total)
  const doubt = healthy && dumps === 1 ? ' One dump does not tell whether it grows.' : ''
  return `${live} ${share}: ${first.title}.${doubt}`
}

// The line that allocated most of what is held, in a traced dump: where to look first.
// Cost: a sample of at most 200 reads.
import { NONE } from '../../base/record.ts'
import { attributed } from '../ownership/attributed.ts'
import { evenPart } from '../even-part.ts'
import type { Study } from '../study.ts'

const SAMPLE = 200
const MOST = 0.5

/** @param positions of the attributed tree
 * @returns 'app/x.rb:12'; undefined where untraced, or where no line made most of them */
export function madeAt(study: Study, positions: Uint32Array): string | undefined {
  const { tree } = attributed(study)
  const { site } = study.heap.columns
  const counts = new Map<number, number>()
  const asked = evenPart(positions, SAMPLE)
  for (const position of asked) {
    const node = tree.nodeAt[position]
    if (node < site.length && site[node] !== NONE) {
      counts.set(site[node], (counts.get(site[node]) ?? 0) + 1)
    }
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  if (most === undefined || most[1] < asked.length * MOST) return undefined
  const { file, line, strings } = study.heap.sites
  const [at] = most
  return file[at] === NONE || line[at] === 0 ? undefined : `${strings[file[at]]}:${line[at]}`
}

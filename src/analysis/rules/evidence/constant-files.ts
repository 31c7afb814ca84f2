// The file names that Ruby keeps beside constants: in the references of a class the value of each is
// followed by the file that has set it. A namespace of hundreds of files has hundreds of such strings.
// Cost: a look at some strings.
import { TYPE_STRING } from '../../../base/record.ts'
import { glanceAt } from '../../../heap/record-of.ts'
import { evenPart } from '../../even-part.ts'
import type { Attributed } from '../../ownership/attributed.ts'
import type { Study } from '../../study.ts'
import type { CandidateStep } from '../../why/candidate.ts'

const SAMPLE = 40
const NEARLY_ALL = 0.8

/** Whether a row is a string that reads like the name of a file of code. */
export function isSourceFile({ heap }: Study, row: number): boolean {
  if (row >= heap.count || heap.columns.type[row] !== TYPE_STRING) return false
  const text = glanceAt(heap, row)['value']
  return typeof text === 'string' && /\.(rb|ru|rake)$|^\(eval|^-e?$/.test(text)
}

/** Whether nearly all of these are such strings, each behind what a class refers to. */
export function areConstantFiles(
  study: Study,
  { tree }: Attributed,
  { positions }: CandidateStep,
): boolean {
  const { offsets, targets } = study.heap.graph
  const asked = evenPart(positions, SAMPLE)
  let files = 0
  for (const position of asked) {
    const row = tree.nodeAt[position]
    if (!isSourceFile(study, row)) continue
    const holder = tree.dominator[row]
    const references = targets.subarray(offsets[holder], offsets[holder + 1])
    const at = references.indexOf(row)
    if (at > 0 && !isSourceFile(study, references[at - 1])) files++
  }
  return files >= asked.length * NEARLY_ALL
}

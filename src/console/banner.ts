// What the console says first: what was loaded, what is doubtful about it, and three things to try
// that have an answer in these very dumps.

import { isOwnClass } from '../base/own-class.ts'
import { formatCounted } from '../base/format.ts'
import type { Diff, Heap } from '../library/api.ts'
import { comparedNotes } from '../library/diff.ts'
import { isDamaged } from '../report/damage.ts'
import { piece } from '../report/line.ts'
import { bullet, line, prose } from '../report/screen.ts'
import type { View } from '../report/screen.ts'
import type { Damage } from '../workbench/results.ts'
import type { Dumps } from './dumps.ts'
import { diffLines, heapLine } from './show.ts'

export function banner(dumps: Dumps, view: View): string {
  const lines = [line(view, piece('heading', 'Loupe console'), ' · help, exit')]
  const widest = Math.max(...dumps.heaps.map(({ variable }) => variable.length))
  for (const { variable, heap } of dumps.heaps) {
    const name = variable.padEnd(widest)
    const narrower = { ...view, width: view.width - widest - 2 }
    lines.push(`${view.color.label(name)}  ${heapLine(heap, narrower)}`)
    const { damage, partial } = heap.summary
    lines.push(...doubts(damage, partial).flatMap((doubt) => bullet(view, piece('warn', doubt))))
  }
  if (dumps.diff !== null) {
    lines.push(...diffLines(dumps.diff, view, comparedNotes(dumps.diff)))
  }
  lines.push(
    '',
    ...tries(dumps).flatMap((each) => prose(view, ['  ', piece('label', each)], 4)),
    '',
  )
  return `${lines.join('\n')}\n`
}

/** What is wrong with a dump. `partial`: it has no roots. */
export function doubts(
  damage: Pick<Damage, 'badLines' | 'repaired' | 'truncated'>,
  partial: boolean,
): string[] {
  const all: string[] = []
  if (isDamaged(damage)) {
    const what = [
      ...(damage.badLines > 0
        ? [`${formatCounted(damage.badLines, 'line')} could not be read`]
        : []),
      ...(damage.repaired > 0
        ? [`${formatCounted(damage.repaired, 'line')} had to be repaired`]
        : []),
      ...(damage.truncated ? ['the last line is cut off'] : []),
    ]
    all.push(`This dump is damaged: ${what.join(', ')}.`)
  }
  if (partial) all.push('This dump has no roots: what holds an object cannot be asked.')
  return all
}

/** Lines to type, with a class of the program's own where the dump has one. */
export function tries({ heaps, diff }: Dumps): string[] {
  const last =
    diff === null ? heaps[heaps.length - 1] : heaps.find(({ heap }) => heap === diff.after)
  if (last === undefined) return []
  const { variable, heap } = last
  const of = diff === null ? variable : 'diff.after'
  const name = exampleClass(heap)
  const grown = diff !== null && diff.quality.process !== 'different'
  return [
    `model = ${of}.class_named("${name}").first.instances[0]`,
    heap.summary.partial ? `${of}.objects.count_by("klass")` : `${of}.find_path(model)`,
    grown ? `diff.${whatIsNew(diff)}.count_by("klass")` : `${of}.strings.max_by("memsize").value`,
  ]
}

/** What stayed, where the third dump can tell. */
function whatIsNew({ laterQuality }: Diff): string {
  return laterQuality?.process === 'different' ? 'added' : 'retained'
}

/** The program's own class with the most retained, and instances. */
function exampleClass(heap: Heap): string {
  const { classes } = heap.summary
  const own = classes.find(({ name, count }) => count > 1 && isOwnClass(name))
  return own?.name ?? 'String'
}

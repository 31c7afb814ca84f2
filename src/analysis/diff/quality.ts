// How far two dumps can be compared object by object: whether they come from one process, in which
// order, and how much was moved or used again in between.
// Cost: a pass over the pairs and one over the classes.
import { formatCount, formatShare } from '../../base/format.ts'
import * as R from '../../base/record.ts'
import type { DiffQuality } from '../../workbench/results.ts'
import { lastGeneration } from '../stale-generations.ts'
import type { Study } from '../study.ts'
import { commonPages } from './address-join.ts'
import { textsMoved } from './moved-texts.ts'
import * as V from './verdict.ts'

/** Fewer of the classes where they were: another process. Compaction moves no class made in C. */
const SAME_PROCESS = 0.1
/** Classes do not move unless the heap is compacted; a few may be made anew under their names. */
const NOT_COMPACTED = 0.98
/** Few named classes say little. */
const ENOUGH_CLASSES = 20

type Process = Pick<DiffQuality, 'process' | 'because'>

/**
 * @param joined later row -> earlier row at the same address | NONE
 * @param verdicts later row -> verdict
 * @param earlierOf later row -> earlier row of the same object | NONE
 * @param laterOf earlier row -> later row of the same object | NONE
 */
export function qualityOf(
  earlier: Study,
  later: Study,
  joined: Uint32Array,
  verdicts: Uint8Array,
  earlierOf: Uint32Array,
  laterOf: Uint32Array,
): DiffQuality {
  const counts = new Float64Array(V.VERDICTS)
  let both = 0
  let reusedType = 0
  const before = earlier.heap.columns.type
  const after = later.heap.columns.type
  for (let row = 0; row < joined.length; row++) {
    if (joined[row] === R.NONE) continue
    both++
    counts[verdicts[row]]++
    if (earlierOf[row] === R.NONE && before[joined[row]] === after[row]) reusedType++
  }
  const classes = commonClasses(earlier, later, joined)
  const { process, because } = processOf(earlier, later, classes, both)
  const order = process === 'different' ? 'unknown' : orderOf(earlier, later, joined)
  const different = process === 'different'
  const reused = both - counts[V.ALIKE] - counts[V.PROVED]
  const moved = textsMoved(earlier.heap.columns, later.heap.columns, laterOf, earlierOf, reused)
  const told = (verdict: number) => (different ? 0 : counts[verdict])
  return {
    process,
    because,
    order,
    classes,
    compacted: !different && (isCompacted(classes) || moved),
    slots: { both, reused: different ? 0 : reused },
    toldBy: {
      type: told(V.BY_TYPE),
      class: told(V.BY_CLASS),
      generation: told(V.BY_GENERATION),
      site: told(V.BY_SITE),
      age: told(V.BY_AGE),
      shape: told(V.BY_SHAPE),
      content: told(V.BY_CONTENT),
      references: told(V.BY_REFERENCES),
    },
    proved: told(V.PROVED),
    undecided: told(V.ALIKE),
    missedByAddress: different ? 0 : reused,
    missedByAddressAndType: different ? 0 : reusedType,
  }
}

function isCompacted({ both, sameAddress }: DiffQuality['classes']): boolean {
  return both >= ENOUGH_CLASSES && sameAddress < both * NOT_COMPACTED
}

/** Classes and modules whose names only one of their dump has. */
function commonClasses(earlier: Study, later: Study, joined: Uint32Array): DiffQuality['classes'] {
  const before = uniqueClasses(earlier)
  const after = uniqueClasses(later)
  let both = 0
  let sameAddress = 0
  for (const [name, row] of after) {
    const other = before.get(name)
    if (other === undefined) continue
    both++
    if (joined[row] === other) sameAddress++
  }
  return { both, sameAddress }
}

function uniqueClasses({ heap, names }: Study): Map<string, number> {
  const { classes } = heap
  const rowOf = new Map<string, number>()
  const twice = new Set<string>()
  for (let entry = 0; entry < classes.count; entry++) {
    const row = classes.row[entry]
    if (classes.name[entry] === '' || heap.columns.type[row] === R.TYPE_ICLASS) continue
    const name = names.classes.ownName(row)
    if (name === '') continue
    if (rowOf.has(name)) twice.add(name)
    rowOf.set(name, row)
  }
  for (const name of twice) rowOf.delete(name)
  return rowOf
}

function processOf(
  earlier: Study,
  later: Study,
  { both, sameAddress }: DiffQuality['classes'],
  slots: number,
): Process {
  const a = earlier.heap.dialect
  const b = later.heap.dialect
  if (a.description !== undefined && b.description !== undefined) {
    if (a.description !== b.description) {
      const versions = a.version === b.version ? '' : `, ${a.version} and ${b.version}`
      return { process: 'different', because: `Two different Rubies wrote them${versions}.` }
    }
  }
  // Of a dump made with since:, new objects may lie beside the others without sharing a slot.
  if (slots === 0 && !shareAPage(earlier, later)) {
    return { process: 'different', because: 'They have no memory in common.' }
  }
  if (both < ENOUGH_CLASSES) {
    return {
      process: 'unsure',
      because: 'There are too few classes in both to tell; they are taken for one process.',
    }
  }
  const share = `${formatCount(sameAddress)} of the ${formatCount(both)} classes in both (${formatShare(sameAddress, both)}) have the same address in both`
  if (sameAddress < both * SAME_PROCESS) {
    return { process: 'different', because: `Only ${share}.` }
  }
  if (/wasm/.test(b.description ?? '')) {
    return {
      process: 'unsure',
      because: `${share}, but a WebAssembly Ruby puts them at the same addresses in every run; they are taken for one process.`,
    }
  }
  return { process: 'same', because: `${share}.` }
}

function shareAPage(earlier: Study, later: Study): boolean {
  return commonPages(earlier.heap.pages, later.heap.pages).some((page) => page !== R.NONE)
}

/**
 * By what only rises: GC.count, classes that get old, classes that there are. The last generation of a
 * dump may fall, though rarely: where tracing has stopped and the youngest objects are gone. So it is
 * asked again after the classes.
 */
function orderOf(earlier: Study, later: Study, joined: Uint32Array): DiffQuality['order'] {
  const first = lastGeneration(earlier.heap.columns.generation)
  const last = lastGeneration(later.heap.columns.generation)
  if (first >= 0 && first < last) return 'right'
  const { columns } = later.heap
  const before = earlier.heap.columns
  let up = 0
  let down = 0
  for (let row = 0; row < joined.length; row++) {
    const other = joined[row]
    if (other === R.NONE || columns.type[row] !== before.type[other]) continue
    if (columns.type[row] !== R.TYPE_CLASS && columns.type[row] !== R.TYPE_MODULE) continue
    const changed = (columns.flags[row] ^ before.flags[other]) & R.FLAG_OLD
    if (changed === 0) continue
    if ((columns.flags[row] & R.FLAG_OLD) !== 0) up++
    else down++
  }
  if (up > down * 2) return 'right'
  if (down > up * 2) return 'wrong'
  if (last >= 0 && first > last) return 'wrong'
  const more = later.heap.classes.count - earlier.heap.classes.count
  return more > 0 ? 'right' : more < 0 ? 'wrong' : 'unknown'
}

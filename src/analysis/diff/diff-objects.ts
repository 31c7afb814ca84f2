// The objects of one set, one by one: what is new, what was retained, what was freed, what was kept.
// Most retained first; each with what it grew in.
// Cost: a pass over the rows, a heap of as many rows as are shown, a label for each of those.
import { keepCommon, type Bitset } from '../../base/bitset.ts'
import { NO_NODE } from '../../base/graph.ts'
import { NONE } from '../../base/record.ts'
import { RESULT_VERSION } from '../../workbench/results.ts'
import type { DiffObject, DiffObjects, DiffSet, Where } from '../../workbench/results.ts'
import { isPartial, objectRef, retainedBy, shallowSize, type Study } from '../study.ts'
import { describeDump, needOneProcess, qualities, type Compared } from './compared.ts'
import { diffNotes } from './diff-notes.ts'
import { growthHolders } from './growth-holders.ts'
import { dumpOfSet, membersOf } from './sets.ts'
import { rowsWhereInAll } from './where-in-all.ts'

export interface DiffObjectsOptions {
  /** 'retained' of three dumps, else 'new'. */
  readonly set?: DiffSet
  readonly limit?: number
  readonly where?: Where
}

const LIMIT = 20

export function diffObjects(compared: Compared, options: DiffObjectsOptions = {}): DiffObjects {
  const { dumps, matchings } = compared
  const { set = dumps.length > 2 ? 'retained' : 'new', limit = LIMIT, where } = options
  needOneProcess(compared, 'their objects cannot be told new, freed or kept')
  const dump = dumpOfSet(set)
  const { study } = dumps[dump]
  const rows = membersOf(compared, set)
  const only = rowsWhereInAll(compared, where)[dump]
  if (only !== undefined) keepCommon(rows, only)
  const { total, shown } = mostRetained(study, rows, limit)
  const otherOf = dump === 0 ? matchings[0].laterOf : matchings[0].earlierOf
  const holders = isPartial(study) || shown.length === 0 ? undefined : growthHolders(study, otherOf)
  return {
    kind: 'diff-objects',
    version: RESULT_VERSION,
    dumps: dumps.map(describeDump),
    set,
    quality: qualities(compared),
    total,
    items: shown.map((row) => itemOf(study, row, holders?.[row])),
    notes: diffNotes(compared),
  }
}

function itemOf(study: Study, row: number, holder: number | undefined): DiffObject {
  const { heap, names } = study
  const location = names.classes.siteOf(row)
  const generation = heap.columns.generation.length === 0 ? NONE : heap.columns.generation[row]
  const held = holder !== undefined && holder !== NO_NODE && holder !== heap.graph.root
  return {
    ...objectRef(study, row),
    ...(location === '' ? {} : { location }),
    ...(generation === NONE ? {} : { generation }),
    ...(held ? { holder: objectRef(study, holder) } : {}),
  }
}

/** The first `limit` by what they retain, then by their own size, then by row. */
function mostRetained(study: Study, rows: Bitset, limit: number) {
  const shown: { row: number; retained: number; bytes: number }[] = []
  let count = 0
  let bytes = 0
  // Kept at up to twice the limit: sorted and cut when full, so each row costs O(log limit).
  const cut = () => {
    shown.sort((a, b) => b.retained - a.retained || b.bytes - a.bytes || a.row - b.row)
    if (shown.length > limit) shown.length = limit
  }
  let least = -1
  for (let row = 0; row < study.heap.count; row++) {
    if ((rows[row >>> 5] & (1 << row)) === 0) continue
    const own = shallowSize(study, row)
    count++
    bytes += own
    const retained = retainedBy(study, row) ?? 0
    if (retained < least) continue
    shown.push({ row, retained, bytes: own })
    if (shown.length >= limit * 2 + 1000) {
      cut()
      least = shown[shown.length - 1]?.retained ?? 0
    }
  }
  cut()
  return { total: { count, bytes }, shown: shown.map(({ row }) => row) }
}

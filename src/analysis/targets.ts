// What a TARGET means: an address `0x…`, a handle `@1234`, the name of a class or module `Work`, or
// one of its instances `Work[200]` (the 200th in the order of the dump; `Work[-1]` is the last).
// A name means the class object where one object is asked about, and its instances where many are.
// What is not found is answered with the names that come nearest.
// Cost: an address is one pass over the codes, instances one pass over the rows.
import { bitset, type Bitset } from '../base/bitset.ts'
import { LoupeError } from '../base/errors.ts'
import { formatCount, formatCounted } from '../base/format.ts'
import { FLAG_CLASS_EDGE, NONE, TYPE_CLASS, TYPE_ICLASS, TYPE_IMEMO } from '../base/record.ts'
import { rowsOfGroup } from '../naming/class-groups.ts'
import { nearestNames } from './nearest-names.ts'
import type { Study } from './study.ts'

export interface Target {
  /** The one object that is meant. */
  readonly node: number
  /** Given by name: then its instances may be meant. */
  readonly name?: string
  /** Objects of that name: instances of the class, ascending. Made when asked for. */
  instances?(): Uint32Array
  /** Classes that share the name. */
  readonly classRows?: readonly number[]
}

export function findTarget(study: Study, text: string): Target {
  const { heap } = study
  const wanted = text.trim()
  if (wanted === '') throw new LoupeError('usage', 'an empty TARGET means nothing.', TARGET_FORMS)
  if (/^0x/i.test(wanted)) return { node: rowAtAddress(study, wanted) }
  const handle = /^@(\d+)$/.exec(wanted)
  if (handle !== null) {
    const node = Number(handle[1])
    // The root categories follow the rows; the super root is nothing to ask about.
    if (node < heap.count + heap.roots.length) return { node }
    throw new LoupeError(
      'no-answer',
      `there is no ${wanted}: this dump has ${formatCounted(heap.count, 'object')}, @0 to @${heap.count - 1}.`,
      'Handles hold for one dump only.',
    )
  }
  if (wanted.startsWith('@')) {
    throw new LoupeError('usage', `${wanted} is no handle: those are @ and a number.`, TARGET_FORMS)
  }
  // A root's address is its category, and no class is called so.
  const root = heap.roots.findIndex(
    ({ category }) => wanted === category || wanted === `ROOT ${category}`,
  )
  if (root >= 0) return { node: heap.count + root }
  const indexed = /^(.+)\[(-?\d+)\]$/s.exec(wanted)
  if (indexed !== null) return { node: nthInstance(study, indexed[1], Number(indexed[2])) }
  return namedTarget(study, wanted)
}

export const TARGET_FORMS =
  'A TARGET is a handle (@1234), an address (0x…), a class or module name, or one of its instances (Work[200]).'

function rowAtAddress({ heap }: Study, address: string): number {
  if (!/^0x[0-9a-f]{1,16}$/i.test(address)) {
    throw new LoupeError(
      'usage',
      `${address} is no address: those are 0x and up to 16 hexadecimal digits.`,
    )
  }
  const code = heap.pages.codeOf(address)
  const row = code === NONE ? -1 : heap.columns.code.lastIndexOf(code)
  if (row >= 0) return row
  throw new LoupeError(
    'no-answer',
    `no object of this dump is at ${address}.`,
    'An object may have been freed or moved since another dump was taken.',
  )
}

function namedTarget(study: Study, name: string): Target {
  const rows = classRowsNamed(study, name)
  if (rows.length > 0) {
    let cached: Uint32Array | undefined
    return {
      node: rows[0],
      name,
      classRows: rows,
      instances: () => (cached ??= instancesOf(study, rows)),
    }
  }
  // Names that lists print and no class has: `#<Class:#<RoutesProxy>>`, `IMEMO callcache`.
  const alike = singletonsNamed(study, name) ?? groupNamed(study, name)
  if (alike !== undefined && alike.length > 0)
    return { node: alike[0], name, instances: () => alike }
  throw notFound(study, name)
}

/** Classes and modules of a name, singleton classes aside; those made last come last. */
export function classRowsNamed({ heap, names }: Study, name: string): number[] {
  const { classes } = heap
  const { type } = heap.columns
  const anonymous = name.startsWith('#<')
  const rows: number[] = []
  for (let entry = 0; entry < classes.count; entry++) {
    if (!anonymous && classes.name[entry] !== name) continue
    const row = classes.row[entry]
    if (type[row] === TYPE_ICLASS || names.classes.isSingleton(row)) continue
    if ((anonymous ? names.classes.nameOf(row) : classes.name[entry]) === name) rows.push(row)
  }
  return rows
}

function singletonsNamed({ heap, names }: Study, name: string): Uint32Array | undefined {
  if (!name.startsWith('#<Class:')) return undefined
  const { classes } = heap
  const rows: number[] = []
  for (let entry = 0; entry < classes.count; entry++) {
    const row = classes.row[entry]
    if (heap.columns.type[row] !== TYPE_CLASS || !names.classes.isSingleton(row)) continue
    if (names.classes.nameOf(row) === name) rows.push(row)
  }
  return Uint32Array.from(rows)
}

function groupNamed({ names }: Study, name: string): Uint32Array | undefined {
  const group = names.groups.names.indexOf(name)
  return group < 0 ? undefined : rowsOfGroup(names.groups, group)
}

/** Objects whose class, singleton classes aside, is one of `classRows`. */
export function instancesOf({ heap, names }: Study, classRows: readonly number[]): Uint32Array {
  const wanted = new Set(classRows)
  const { classes, count } = heap
  const ofClass: Bitset = bitset(count)
  for (let entry = 0; entry < classes.count; entry++) {
    const row = classes.row[entry]
    if (wanted.has(names.classes.realClass(row))) ofClass[row >>> 5] |= 1 << row
  }
  const { type, flags } = heap.columns
  const { offsets, targets } = heap.graph
  const found = bitset(count)
  let total = 0
  for (let row = 0; row < count; row++) {
    if ((flags[row] & FLAG_CLASS_EDGE) === 0) continue
    const raw = targets[offsets[row]]
    if ((ofClass[raw >>> 5] & (1 << raw)) === 0) continue
    if (type[row] === TYPE_IMEMO || type[row] === TYPE_ICLASS) continue
    found[row >>> 5] |= 1 << row
    total++
  }
  const rows = new Uint32Array(total)
  let next = 0
  for (let word = 0; word < found.length; word++) {
    for (let bits = found[word]; bits !== 0; bits &= bits - 1) {
      rows[next++] = word * 32 + 31 - Math.clz32(bits & -bits)
    }
  }
  return rows
}

function nthInstance(study: Study, name: string, nth: number): number {
  const rows = namedTarget(study, name).instances?.() ?? new Uint32Array(0)
  const at = nth > 0 ? nth - 1 : rows.length + nth
  if (nth !== 0 && at >= 0 && at < rows.length) return rows[at]
  if (rows.length === 0) {
    throw new LoupeError('no-answer', `${name} has no instances in this dump.`)
  }
  const last = rows.length === 1 ? `${name}[1]` : `${name}[1] to ${name}[${rows.length}]`
  throw new LoupeError(
    nth === 0 ? 'usage' : 'no-answer',
    `there is no ${name}[${nth}]: the dump has ${formatCount(rows.length)}, ${last}.`,
    'Instances are counted from 1 in the order of the dump, and from -1 backwards.',
  )
}

function notFound(study: Study, name: string): LoupeError {
  const all = [...new Set([...study.heap.classes.name, ...study.names.groups.names])]
  const near = nearestNames(name, all)
  return new LoupeError(
    'no-answer',
    `no class or module of this dump is called ${name}.`,
    near.length === 0 ? TARGET_FORMS : `Did you mean ${listed(near)}?`,
  )
}

function listed(names: readonly string[]): string {
  if (names.length === 1) return names[0]
  return `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`
}

// Groups, counts and sums. By a property that columns have, each distinct text or number is made a key
// once; by anything else, objects are made and equal keys found (group-keys.ts).
// Cost by column: one pass, 4 bytes an object; counts by name need no more than their groups.
import { LoupeError } from '../base/errors.ts'
import { NONE } from '../base/record.ts'
import { nearestNames } from '../analysis/nearest-names.ts'
import { meaning } from '../analysis/ownership/meaning.ts'
import type { Study } from '../analysis/study.ts'
import { described } from './accepts.ts'
import type { CountKey, HeapObject } from './api.ts'
import { flagColumn, numberColumn, textColumn, type TextColumn } from './columns.ts'
import { createGroupKeys } from './group-keys.ts'
import type { Inside } from './inside.ts'
import { onceEach } from './once-each.ts'
import { reader } from './property.ts'
import { groupsOfValues } from './value-groups.ts'

type By<Key> = keyof HeapObject | ((object: HeapObject) => Key)

/** Keys in order of first appearance, each with its nodes in their order. */
export function groupsOf<Key>(
  inside: Inside,
  nodes: Uint32Array,
  by: By<Key>,
): [Key, Uint32Array][] {
  const { keys, groupOf, counts } = grouped(inside, nodes, by, 'groupBy')
  // All in one array, a stretch a group.
  const ends = new Uint32Array(counts.length)
  for (let group = 1; group < ends.length; group++)
    ends[group] = ends[group - 1] + counts[group - 1]
  const members = new Uint32Array(nodes.length)
  for (let i = 0; i < nodes.length; i++) members[ends[groupOf[i]]++] = nodes[i]
  return keys.map((key, group) => {
    const end = ends[group]
    return [key as Key, members.subarray(end - counts[group], end)]
  })
}

/** Most first; of as many, the one that appeared first. */
export function tallyOf<Key>(inside: Inside, nodes: Uint32Array, by: By<Key>): Map<Key, number> {
  const { keys, counts } = grouped(inside, nodes, by, 'tally')
  const order = keys.map((_, group) => group).sort((a, b) => counts[b] - counts[a])
  return new Map(order.map((group) => [keys[group] as Key, counts[group]]))
}

interface Grouped {
  readonly keys: readonly unknown[]
  /** index in nodes -> index in keys */
  readonly groupOf: Uint32Array
  /** index in keys -> how many */
  readonly counts: readonly number[]
}

function grouped(inside: Inside, nodes: Uint32Array, by: By<unknown>, call: string): Grouped {
  const known = createGroupKeys(`Collection.${call}`)
  const groupAt = grouping(inside, nodes, by, known.groupOf, call)
  const groupOf = new Uint32Array(nodes.length)
  const counts: number[] = []
  for (let i = 0; i < nodes.length; i++) {
    const group = groupAt(nodes[i])
    groupOf[i] = group
    if (group === counts.length) counts.push(1)
    else counts[group]++
  }
  return { keys: known.keys, groupOf, counts }
}

/** node -> group */
function grouping(
  inside: Inside,
  nodes: Uint32Array,
  by: By<unknown>,
  groupOf: (key: unknown) => number,
  call: string,
): (node: number) => number {
  if (typeof by === 'function') return (node) => groupOf(by(inside.object(node)))
  const { study } = inside
  if (by === 'value') return groupsOfValues(study.heap, nodes.length, groupOf)
  const flag = flagColumn(study, by)
  if (flag !== undefined) return (node) => groupOf(flag(node))
  const number = numberColumn(study, by)
  if (number !== undefined) {
    return (node) => {
      const value = number(node)
      return groupOf(Number.isNaN(value) ? null : value)
    }
  }
  if (by === 'klass') {
    const { rawClassOf } = study.names.classes
    const groupOfClass = onceEach((raw) => groupOf(inside.object(raw)))
    return (node) => {
      const raw = rawClassOf(node)
      return raw === NONE ? groupOf(null) : groupOfClass(raw)
    }
  }
  const text = textColumn(study, by)
  if (text === undefined) {
    const read = reader(inside, nodes, by, `Collection.${call}`)
    return (node) => groupOf(read(inside.object(node)))
  }
  const groupOfCode = onceEach((code) => groupOf(text.textOf(code) ?? null))
  return (node) => {
    const code = text.codeOf(node)
    return code === NONE ? groupOf(null) : groupOfCode(code)
  }
}

/** How many of each name, or how many bytes; most first, then by name; null: those that have none. */
export function amountsBy(
  { study }: Inside,
  nodes: Uint32Array,
  by: CountKey,
  call: 'countBy' | 'sumBy',
): Map<string | null, number> {
  const { codeOf, textOf } = countColumn(study, by, call)
  const bytesOf = call === 'sumBy' ? numberColumn(study, 'memsize') : undefined
  const names: (string | null)[] = []
  const amounts: number[] = []
  const placeOf = new Map<string | null, number>()
  const placeOfName = (name: string | null): number => {
    let place = placeOf.get(name)
    if (place === undefined) {
      placeOf.set(name, (place = names.push(name) - 1))
      amounts.push(0)
    }
    return place
  }
  let none = -1
  const placeOfNone = (): number => (none < 0 ? (none = placeOfName(null)) : none)
  const placeOfCode = onceEach((code) => placeOfName(textOf(code) ?? null))
  for (let i = 0; i < nodes.length; i++) {
    const code = codeOf(nodes[i])
    const place = code === NONE ? placeOfNone() : placeOfCode(code)
    amounts[place] += bytesOf === undefined ? 1 : bytesOf(nodes[i])
  }
  const order = names.map((_, place) => place)
  order.sort((a, b) => amounts[b] - amounts[a] || compareNames(names[a], names[b]))
  return new Map(order.map((place) => [names[place], amounts[place]]))
}

function compareNames(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return a < b ? -1 : a > b ? 1 : 0
}

/** What analysis/groupings.ts gives for all rows, a node at a time. */
const COUNT_KEYS: Readonly<Record<CountKey, (study: Study) => TextColumn | undefined>> = {
  class({ heap, names }) {
    const { groupOf, names: texts } = names.groups
    return {
      codeOf: (node) => (node < heap.count ? groupOf[node] : NONE),
      textOf: (group) => texts[group],
    }
  },
  klass: (study) => textColumn(study, 'className'),
  type: (study) => textColumn(study, 'type'),
  imemo: (study) => textColumn(study, 'imemoType'),
  imemoType: (study) => textColumn(study, 'imemoType'),
  struct: (study) => textColumn(study, 'struct'),
  file: (study) => textColumn(study, 'file'),
  site: (study) => textColumn(study, 'location'),
  location: (study) => textColumn(study, 'location'),
  method: (study) => textColumn(study, 'method'),
  gem: (study) => textColumn(study, 'gem'),
  owner(study) {
    const { groupOf, nameOf } = meaning(study)
    return {
      codeOf: (node) => (node < study.heap.count ? groupOf[node] : NONE),
      textOf: nameOf,
    }
  },
  generation: (study) => written(study, 'generation', String),
  'size-class': (study) => written(study, 'slotSize', (bytes) => `${bytes} B`),
}

function written(
  study: Study,
  key: string,
  textOf: (number: number) => string,
): TextColumn | undefined {
  const column = numberColumn(study, key)
  if (column === undefined) return undefined
  return {
    codeOf(node) {
      const number = column(node)
      return Number.isNaN(number) ? NONE : number
    },
    textOf,
  }
}

function countColumn(study: Study, by: CountKey, call: string): TextColumn {
  const column = Object.hasOwn(COUNT_KEYS, by) ? COUNT_KEYS[by](study) : undefined
  if (column !== undefined) return column
  const keys = Object.keys(COUNT_KEYS)
  const near = typeof by === 'string' ? nearestNames(by, keys, 1) : []
  throw new LoupeError(
    'usage',
    `Collection.${call}(${described(by)}): ${keys.join(', ')} can be counted by.`,
    near.length > 0
      ? `Did you mean ${near[0]}?`
      : 'tally() and groupBy() take any property, and functions.',
  )
}

// Every member of Collection against plain arrays, on dumps of all Rubies. Conditions, groups and
// orders have tests of their own; here they are tried once.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reached, sizeOf } from '../analysis/testing/slow-retained.ts'
import { LoupeError } from '../base/errors.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { inSlowWords } from '../../test/reference/slow-heap.ts'
import type { Collection, Heap, HeapObject, TypeCollections } from './api.ts'
import { insideOf } from './heap.ts'
import { TYPE_COLLECTIONS } from './type-collections.ts'
import { openBoth, openMade, realDumps, shuffled, type Opened } from './testing/opened.ts'

interface World extends Opened {
  /** node numbers, in no order, some of them twice, root categories among them */
  readonly nodes: readonly number[]
  readonly list: Collection
  object(node: number): HeapObject
  of(nodes: readonly number[]): Collection
}

type Check = (world: World) => void
type Member = Exclude<keyof Collection, keyof TypeCollections | number | typeof Symbol.iterator>

const numbers = (some: Iterable<HeapObject>) => Array.from(some, ({ node }) => node)
const isString = ({ type }: HeapObject) => type === 'STRING'

const CHECKS: Readonly<Record<Member, Check>> = {
  heap: ({ heap, list }) => expect(list.heap).toBe(heap),
  length: ({ nodes, list }) => expect(list.length).toBe(nodes.length),
  nodes: ({ nodes, list }) => expect(list.nodes).toEqual(Uint32Array.from(nodes)),
  at({ nodes, list }) {
    for (const at of [0, 5, nodes.length - 1, nodes.length, -1, -nodes.length, -nodes.length - 1]) {
      expect(list.at(at)?.node).toBe(nodes.at(at))
      expect(list[at]?.node).toBe(nodes.at(at))
    }
  },
  first({ nodes, list }) {
    expect(list.first()?.node).toBe(nodes[0])
    expect(numbers(list.first(3))).toEqual(nodes.slice(0, 3))
    expect(numbers(list.first(0))).toEqual([])
    expect(list.first(nodes.length + 5).length).toBe(nodes.length)
  },
  last({ nodes, list }) {
    expect(list.last()?.node).toBe(nodes.at(-1))
    expect(numbers(list.last(3))).toEqual(nodes.slice(-3))
    expect(numbers(list.last(0))).toEqual([])
    expect(list.last(nodes.length + 5).length).toBe(nodes.length)
  },
  sample({ nodes, list, of }) {
    expect(nodes).toContain(list.sample()?.node)
    expect(of([]).sample()).toBeUndefined()
    const chosen = numbers(list.sample(20, 7))
    expect(numbers(list.sample(20, 7))).toEqual(chosen)
    expect(chosen.length).toBe(Math.min(20, nodes.length))
    expect(numbers(list.sample(nodes.length, 1))).toEqual(nodes)
  },
  has({ heap, list, nodes, object }) {
    const half = list.first(Math.floor(nodes.length / 2))
    const inHalf = new Set(nodes.slice(0, half.length))
    for (const node of nodes.slice(0, 500)) expect(half.has(object(node))).toBe(inHalf.has(node))
    const { address, handle, node } = list[0]
    expect([half.has(handle), half.has(`@${nodes.length * 9}`)]).toEqual([true, false])
    if (node < heap.objects.length) expect(half.has(address)).toBe(true)
    expect(half.has('0x1238')).toBe(false)
  },
  where: ({ list, nodes, object }) =>
    expect(numbers(list.where({ type: 'STRING' }))).toEqual(
      nodes.filter((node) => object(node).type === 'STRING'),
    ),
  filter: ({ list, nodes, object }) =>
    expect(numbers(list.filter((own, i) => isString(own) && i % 2 === 0))).toEqual(
      nodes.filter((node, i) => isString(object(node)) && i % 2 === 0),
    ),
  reject: ({ list, nodes, object }) =>
    expect(numbers(list.reject((own, i) => isString(own) && i % 2 === 0))).toEqual(
      nodes.filter((node, i) => !(isString(object(node)) && i % 2 === 0)),
    ),
  find({ list, nodes, object }) {
    expect(list.find(isString)?.node).toBe(nodes.find((node) => isString(object(node))))
    expect(list.find((_, i) => i === 4)?.node).toBe(nodes[4])
    expect(list.find(() => false)).toBeUndefined()
  },
  some({ list, of }) {
    expect([list.some(isString), list.some(() => false), of([]).some(() => true)]).toEqual([
      true,
      false,
      false,
    ])
  },
  every({ list, of }) {
    expect([list.every(isString), list.every(() => true), of([]).every(() => false)]).toEqual([
      false,
      true,
      true,
    ])
  },
  count({ list, nodes, object }) {
    expect(list.count()).toBe(nodes.length)
    expect(list.count(isString)).toBe(nodes.filter((node) => isString(object(node))).length)
  },
  classNamed({ heap, list, nodes }) {
    const [name] = [...new Set(heap.classes.map((klass) => klass.name))].filter(
      (own) => own !== null,
    )
    if (name !== undefined && name !== null) {
      const named = new Set(numbers(heap.classNamed(name)))
      expect(named.size).toBeGreaterThan(0)
      expect(numbers(list.classNamed(name))).toEqual([
        ...new Set(nodes.filter((n) => named.has(n))),
      ])
    }
    expect(() => list.classNamed('NoSuchClass')).toThrow(LoupeError)
  },
  instancesOf({ heap, list, nodes, object }) {
    const name = heap.strings[0]?.className
    if (typeof name === 'string') {
      const wanted = nodes.filter((node) => {
        const { className, type } = object(node)
        return className === name && type !== 'ICLASS' && type !== 'IMEMO'
      })
      expect(numbers(list.instancesOf(name))).toEqual([...new Set(wanted)])
    }
    expect(() => list.instancesOf('NoSuchClass')).toThrow(LoupeError)
  },
  ofType({ list, nodes, object }) {
    const arrays = nodes.filter((node) => object(node).type === 'ARRAY')
    for (const type of ['ARRAY', 'T_ARRAY', 'array']) {
      expect(numbers(list.ofType(type))).toEqual(arrays)
    }
    expect(() => list.ofType('ARAY')).toThrow(/^Collection\.ofType\("ARAY"\): ARAY is no Ruby type/)
  },
  ofImemoType({ list, nodes, object }) {
    expect(numbers(list.ofImemoType('ment'))).toEqual(
      nodes.filter((node) => object(node).imemoType === 'ment'),
    )
    expect(() => list.ofImemoType('mnt')).toThrow(
      /^Collection\.ofImemoType\("mnt"\): mnt is no kind/,
    )
  },
  forEach({ list, nodes }) {
    const seen: [number, number][] = []
    list.forEach(({ node }, i) => seen.push([node, i]))
    expect(seen).toEqual(nodes.map((node, i) => [node, i]))
  },
  map: ({ list, nodes }) =>
    expect(list.map(({ node }, i) => [node, i])).toEqual(nodes.map((node, i) => [node, i])),
  flatMap: ({ list, nodes }) =>
    expect(list.flatMap(({ node }, i) => (i % 2 === 0 ? node : [node, -i]))).toEqual(
      nodes.flatMap((node, i) => (i % 2 === 0 ? node : [node, -i])),
    ),
  reduce: ({ list, nodes }) =>
    expect(list.reduce((sum, { node }) => (sum * 31 + node) % 1e9, 7)).toBe(
      nodes.reduce((sum, node) => (sum * 31 + node) % 1e9, 7),
    ),
  toArray({ list, nodes }) {
    expect(Array.isArray(list.toArray())).toBe(true)
    expect(numbers(list.toArray())).toEqual(nodes)
    expect(numbers([...list])).toEqual(nodes)
  },
  sortBy: ({ list, nodes }) =>
    expect(numbers(list.sortBy('node'))).toEqual([...nodes].sort((a, b) => a - b)),
  reverse({ list, nodes }) {
    expect(numbers(list.reverse())).toEqual([...nodes].reverse())
    expect(numbers(list)).toEqual(nodes)
  },
  minBy: ({ list, nodes }) => expect(list.minBy('node')?.node).toBe(Math.min(...nodes)),
  maxBy: ({ list, nodes }) => expect(list.maxBy('node')?.node).toBe(Math.max(...nodes)),
  sum: ({ list, nodes }) => expect(list.sum('node')).toBe(nodes.reduce((a, b) => a + b)),
  groupBy: ({ list, nodes, object }) =>
    expect(numbers(list.groupBy('type').get('STRING') ?? [])).toEqual(
      nodes.filter((node) => isString(object(node))),
    ),
  tally: ({ list }) => expect(list.tally('type').get('STRING')).toBe(list.count(isString)),
  countBy: ({ list }) => expect(list.countBy('type').get('STRING')).toBe(list.count(isString)),
  sumBy: ({ list }) => expect(list.sumBy('type').get('STRING')).toBe(list.filter(isString).bytes),
  union({ list, nodes, object, of }) {
    const other = nodes.slice(0, 50)
    const half = of(nodes.slice(25))
    const both = [...new Set([...nodes.slice(25), ...other])]
    expect(numbers(half.union(of(other)))).toEqual(both)
    expect(numbers(half.union(other.map(object)))).toEqual(both)
    expect(numbers(half.union(list.first(50)))).toEqual(both)
  },
  intersect: ({ list, nodes, object }) =>
    expect(numbers(list.intersect(nodes.filter((n) => n % 5 === 0).map(object)))).toEqual([
      ...new Set(nodes.filter((node) => node % 5 === 0)),
    ]),
  minus: ({ list, nodes, object }) =>
    expect(numbers(list.minus(nodes.filter((node) => node % 5 === 0).map(object)))).toEqual([
      ...new Set(nodes.filter((node) => node % 5 !== 0)),
    ]),
  uniq: ({ list, nodes }) => expect(numbers(list.uniq())).toEqual([...new Set(nodes)]),
  bytes: ({ list }) =>
    expect(list.bytes).toBe(list.toArray().reduce((sum, { memsize }) => sum + memsize, 0)),
  retainedBytes({ heap, list }) {
    if (heap.roots.length === 0) {
      expect(() => list.retainedBytes).toThrow(/no roots/)
      return
    }
    const { heap: read } = insideOf(heap).study
    const some = list.filter(({ node }) => node % 3 !== 0)
    const before = reached(read, new Set())
    const after = reached(read, new Set(some.nodes))
    let bytes = 0
    for (const node of before) if (!after.has(node)) bytes += sizeOf(read, node)
    expect(some.retainedBytes).toBe(bytes)
  },
  paths({ heap, list }) {
    if (heap.roots.length === 0) expect(() => list.paths).toThrow(/no roots/)
    else expect(list.paths).toEqual(heap.mergedPaths(list))
  },
  references({ heap, nodes, objects, of }) {
    const rowAt = new Map(objects.map(({ address }, row) => [address, row]))
    const edges = [...objects.map((object) => object.edges), ...rootEdges(heap)]
    const some = nodes.slice(0, 400)
    const wanted = new Set(some.flatMap((node) => edges[node].map((own) => rowAt.get(own))))
    expect(numbers(of(some).references)).toEqual([...wanted])
  },
  referrers({ heap, nodes, objects, of }) {
    const edges = [...objects.map((object) => object.edges), ...rootEdges(heap)]
    const some = nodes.slice(0, 400)
    const wanted = new Set(some.map((node) => objects[node]?.address))
    const referrers = edges.flatMap((own, node) => (own.some((at) => wanted.has(at)) ? [node] : []))
    expect(numbers(of(some).referrers)).toEqual(referrers)
  },
  toString({ list, nodes }) {
    expect(list.toString()).toBe(`${nodes.length} objects`)
    expect(list.first(1).toString()).toBe('1 object')
  },
  toJSON: ({ list }) =>
    expect(JSON.parse(JSON.stringify(list.first(5)))).toEqual(
      JSON.parse(JSON.stringify(list.first(5).toArray())),
    ),
}

/** Those of the engine, which finds finalizers in pieces of dumps too. */
function rootEdges(heap: Heap): string[][] {
  return [...inSlowWords(insideOf(heap).study.heap).roots.values()]
}

describe.each(realDumps())('$name', (dump) => {
  const opened = openBoth(dump)
  const { heap, objects, roots } = opened
  const inside = insideOf(heap)
  const nodes = shuffled(objects.length + roots.length).slice(0, 5000)
  const of = (some: readonly number[]) => inside.collection(() => Uint32Array.from(some))
  const world: World = { ...opened, nodes, list: of(nodes), of, object: (at) => inside.object(at) }

  test.each(Object.entries(CHECKS))('%s', (_, check) => check(world))

  test.each(Object.keys(TYPE_COLLECTIONS) as (keyof TypeCollections)[])('%s', (name) => {
    const among = new Set(numbers(heap[name]))
    expect(numbers(world.list[name])).toEqual(nodes.filter((node) => among.has(node)))
  })
})

test('an index is any whole number, from the front or from the back', () => {
  const { objects } = strings(40)
  fc.assert(
    fc.property(fc.nat(40), fc.integer({ min: -60, max: 60 }), (length, at) => {
      const some = objects.first(length)
      const slow = Array.from({ length }, (_, i) => i).at(at)
      expect([some[at]?.node, some.at(at)?.node]).toEqual([slow, slow])
    }),
  )
})

test('what is no index is looked for as on any object', () => {
  const { objects } = strings(3)
  const some = objects as unknown as Record<string, unknown>
  expect([some['01'], some['1.5'], some['-0.5'], some['then'], some['nil']]).toEqual(
    Array.from({ length: 5 }),
  )
  expect(objects instanceof Object).toBe(true)
  expect(Object.keys(objects)).toEqual([])
  expect(() => ((some as Record<number, unknown>)[0] = 1)).toThrow(/cannot be changed/)
  some['mine'] = 1
  expect(some['mine']).toBe(1)
})

test('nodes are found when they are first looked at, once', () => {
  let asked = 0
  const inside = insideOf(strings(3))
  const some = inside.collection(() => {
    asked++
    return Uint32Array.of(2, 0)
  })
  const lazy = [some.reverse(), some.uniq(), some.union([]), some.references, some.strings]
  expect(asked).toBe(0)
  expect([some.length, some[0].node, some[1].node, asked]).toEqual([2, 2, 0, 1])
  expect(lazy.map((each) => each.length)).toEqual([2, 2, 2, 0, 2])
  expect(asked).toBe(1)
})

test('a sample has each at most once, and all are as likely', () => {
  const { objects } = strings(10)
  const times = Array.from({ length: 10 }, () => 0)
  for (let seed = 0; seed < 3000; seed++) {
    const chosen = numbers(objects.sample(3, seed))
    expect(new Set(chosen).size).toBe(3)
    expect(chosen).toEqual([...chosen].sort((a, b) => a - b))
    for (const node of chosen) times[node]++
  }
  // 900 each; the standard deviation is 25.
  for (const own of times) expect(Math.abs(own - 900)).toBeLessThan(125)
})

test.each([
  [(some: Collection) => some.first(-1), /Collection\.first\(-1\): how many is a whole number/],
  [(some: Collection) => some.last(1.5), /Collection\.last\(1\.5\)/],
  [(some: Collection) => some.sample('3' as never), /Collection\.sample\(3\)/],
  [(some: Collection) => some.union(7.5), /Collection\.union\(other\)/],
  [(some: Collection) => some.minus(undefined as never), /Collection\.minus\(other\)/],
  [(some: Collection) => some.intersect('NoSuch'), /NoSuch/],
  [(some: Collection) => some.has({} as never), /Collection\.has\(object\)/],
])('%s is refused with a sentence', (call, message) => {
  expect(() => call(strings(3).objects)).toThrow(message)
})

test.each([
  'filter',
  'reject',
  'find',
  'some',
  'every',
  'count',
  'forEach',
  'map',
  'flatMap',
  'reduce',
] as const)('%s wants a function, also of none', (name) => {
  const { objects } = strings(3)
  for (const some of [objects, objects.first(0)]) {
    const call = some[name] as unknown as (given: unknown) => unknown
    expect(() => call.call(some, { type: 'STRING' })).toThrow(
      `Collection.${name}(…): a function is wanted, not an object.`,
    )
  }
})

test("another dump's objects are refused", () => {
  const [own, other] = [strings(3, 'own.json'), strings(3, 'other.json')]
  for (const [name, ask] of Object.entries({
    union: () => own.objects.union(other.objects),
    intersect: () => own.objects.intersect([other.objects[0]]),
    minus: () => own.objects.minus(other.objects[0]),
    has: () => own.objects.has(other.objects[0]),
  })) {
    expect(ask).toThrow(new RegExp(`^Collection\\.${name}\\(.*other\\.json, not of own\\.json`))
  }
})

function strings(count: number, name?: string): Heap {
  const made = new MadeHeap('')
  for (let i = 0; i < count; i++) made.add(`of ${i}`, 'STRING', { value: 'x', bytesize: 1 })
  return openMade(made, name)
}

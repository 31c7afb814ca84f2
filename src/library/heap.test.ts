import { describe, expect, test } from 'vitest'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { memorySource } from '../dump/memory-source.ts'
import { readHeap } from '../heap/read-heap.ts'
import { createWorkbench, lazyTrees } from '../workbench/workbench.ts'
import type { Heap, HeapObject, Path, TypeCollections } from './api.ts'
import { createHeap, HeapView, insideOf } from './heap.ts'
import { openBoth, openMade, realDumps, type Opened } from './testing/opened.ts'
import { distances, lost, reached, slowGraph, spread } from './testing/slow-graph.ts'
import type { SlowGraph } from './testing/slow-graph.ts'
import { TYPE_COLLECTIONS } from './type-collections.ts'

interface World extends Opened {
  readonly slow: SlowGraph
  /** Some nodes of all over the dump. */
  readonly some: readonly number[]
}

type Check = (world: World) => void | Promise<void>

/** Every member of Heap but the named collections, on a dump that has roots. */
const CHECKS: Readonly<Record<Exclude<keyof Heap, keyof TypeCollections>, Check>> = {
  name: ({ heap, name }) => expect(heap.name).toBe(name),
  ruby: ({ heap, name }) =>
    expect(heap.ruby).toMatch(name.includes('-head-') ? /^4\.1\.0dev/ : rubyOf(name)),
  traced: ({ heap, objects }) =>
    expect(heap.traced).toBe(
      objects.some(({ fields }) => 'file' in fields || 'generation' in fields),
    ),
  objects: ({ heap, objects }) =>
    expect(heap.objects.map(({ address }) => address)).toEqual(objects.map((own) => own.address)),
  roots: ({ heap, roots }) =>
    expect(heap.roots.map(({ address }) => address)).toEqual(roots.map(([category]) => category)),
  summary: ({ heap, objects }) => expect(heap.summary.objects).toBe(objects.length),
  garbage({ heap, slow, objects }) {
    const alive = reached(slow)
    const wanted = objects.flatMap((_, node) => (alive.has(node) ? [] : [node]))
    expect([...heap.garbage.nodes]).toEqual(wanted)
  },
  dominators({ heap, slow, some }) {
    const sizes = heap.dominators.map(({ retainedSize }) => retainedSize ?? -1)
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
    const listed = new Set(heap.dominators.nodes)
    expect(listed.size).toBe(sizes.length)
    const alive = reached(slow)
    for (const node of some) {
      // Held by no object: whichever on a way to it is taken away, another way is left.
      const way = [...(heap.findPath(`@${node}`)?.nodes ?? [])].slice(1, -1)
      const free = way.every((holder) => reached(slow, new Set([holder])).has(node))
      expect(listed.has(node), `@${node}`).toBe(alive.has(node) && free)
    }
  },
  at({ heap, some, objects }) {
    for (const node of some) {
      const { address } = objects[node]
      const object = heap.at(address)
      expect(object.node).toBe(node)
      expect(heap.at(`@${node}`).node).toBe(node)
      expect(heap.at(Number.parseInt(address.slice(2), 16)).node).toBe(node)
      expect(heap.at(object).node).toBe(node)
    }
    expect(() => heap.at('0x8')).toThrow('Heap.at(place): no object of this dump is at 0x8')
  },
  has({ heap, objects }) {
    expect(objects.every(({ address }, i) => i % 500 !== 0 || heap.has(address))).toBe(true)
    expect([heap.has(`@${objects.length}`), heap.has(`@${objects.length + 99}`)]).toEqual([
      true,
      false,
    ])
    expect([heap.has('0x8'), heap.has('nonsense'), heap.has(-1), heap.has(0.5)]).toEqual([
      false,
      false,
      false,
      false,
    ])
  },
  classNamed({ heap, objects }) {
    const wanted = objects.flatMap(({ type, fields }, node) =>
      type === 'MODULE' && fields['name'] === 'Kernel' ? [node] : [],
    )
    expect(wanted.length).toBe(1)
    expect([...heap.classNamed('Kernel').nodes]).toEqual(wanted)
    expect(heap.classNamed('String').map(({ name }) => name)).toEqual(['String'])
    expect(() => heap.classNamed('Strnig')).toThrow(/^Heap.classNamed\(name\): no class or module/)
  },
  instancesOf({ heap, slow, objects }) {
    const [hash] = heap.classNamed('Hash')
    const wanted = objects.flatMap(({ type, fields }, node) =>
      type !== 'ICLASS' &&
      type !== 'IMEMO' &&
      slow.nodeOf.get(String(fields['class'])) === hash.node
        ? [node]
        : [],
    )
    const found = heap.instancesOf('Hash')
    // Those with a singleton class are instances as well.
    const direct = found.filter(({ klass }) => klass === hash)
    expect([...direct.nodes]).toEqual(wanted)
    expect(found.minus(direct).every((own) => own.klass?.singleton === true)).toBe(true)
    expect([...heap.instancesOf(hash).nodes]).toEqual([...found.nodes])
  },
  ofType({ heap, objects }) {
    for (const type of ['STRING', 'IMEMO', 'ICLASS', 'COMPLEX']) {
      const wanted = objects.flatMap((own, node) => (own.type === type ? [node] : []))
      expect([...heap.ofType(type).nodes], type).toEqual(wanted)
      expect([...heap.ofType(`T_${type}`.toLowerCase()).nodes], type).toEqual(wanted)
    }
  },
  ofImemoType({ heap, objects }) {
    const wanted = objects.flatMap(({ fields }, node) =>
      fields['imemo_type'] === 'ment' ? [node] : [],
    )
    expect(wanted.length).toBeGreaterThan(0)
    expect([...heap.ofImemoType('ment').nodes]).toEqual(wanted)
  },
  where({ heap, objects }) {
    const wanted = objects.flatMap(({ fields }, node) =>
      Number(fields['memsize']) >= 1000 && fields['type'] === 'IMEMO' ? [node] : [],
    )
    expect(wanted.length).toBeGreaterThan(0)
    expect([...heap.where({ type: 'IMEMO', memsize: { min: 1000 } }).nodes]).toEqual(wanted)
  },
  filter({ heap }) {
    const indexes: number[] = []
    const found = heap.filter(({ node }, index) => {
      indexes.push(index)
      return node % 1000 === 7
    })
    expect(indexes).toEqual([...heap.objects.nodes])
    expect([...found.nodes]).toEqual([...heap.objects.nodes].filter((node) => node % 1000 === 7))
  },
  findPath({ heap, slow, some }) {
    const length = distances(slow, slow.roots)
    for (const node of some) {
      const path = heap.findPath(`@${node}`)
      expect(path?.length, `@${node}`).toBe(length.get(node))
      if (path !== null) expectWay(slow, path, slow.roots, [node])
    }
    // Of many, the nearest.
    const many = [...heap.instancesOf('Hash').nodes]
    const nearest = Math.min(...many.map((node) => length.get(node) ?? Infinity))
    const path = heap.findPath('Hash')
    expect(path?.length).toBe(nearest)
    if (path !== null) expectWay(slow, path, slow.roots, many)
    expect(heap.findPath(heap.garbage)).toBe(null)
    // Between objects.
    const [from, ...others] = some
    const away = distances(slow, [from])
    for (const to of others) {
      const between = heap.findPath(`@${from}`, heap.at(`@${to}`))
      expect(between?.length, `@${from} to @${to}`).toBe(away.get(to))
      if (between !== null) expectWay(slow, between, [from], [to])
    }
  },
  paths({ heap, slow, some }) {
    const length = distances(slow, slow.roots)
    for (const node of some) {
      const paths = heap.paths(`@${node}`, 3)
      expect(paths.length > 0).toBe(length.has(node))
      expect(paths.length).toBeLessThanOrEqual(3)
      for (const path of paths) expectWay(slow, path, slow.roots, [node])
      expect(new Set(paths.map((path) => path.nodes.join())).size).toBe(paths.length)
      const lengths = paths.map((path) => path.length)
      expect(lengths).toEqual([...lengths].sort((a, b) => a - b))
      if (paths.length > 0) expect(lengths[0]).toBe(length.get(node))
    }
  },
  mergedPaths({ heap, slow, some }) {
    const alive = reached(slow)
    const wanted = some.filter((node) => alive.has(node))
    const objects = some.map((node) => heap.at(`@${node}`))
    const tree = heap.mergedPaths([...objects, ...objects])
    expect(tree.count).toBe(wanted.length)
    expect(tree.bytes).toBe(wanted.reduce((sum, node) => sum + slow.size[node], 0))
    expect(heap.mergedPaths(objects, { branches: 1 }).children.length).toBe(1)
  },
  retained({ heap, slow, some }) {
    for (const set of [some.slice(0, 3), some, [...heap.hashes.nodes]]) {
      const wanted = lost(slow, new Set(set))
      const { objects, count, bytes } = heap.retained(set.map((node) => heap.at(`@${node}`)))
      expect([...objects.nodes]).toEqual(wanted.nodes)
      expect([count, bytes]).toEqual([wanted.nodes.length, wanted.bytes])
    }
  },
  whatIf({ heap, slow, some }) {
    // The heaviest object's references, all of them and one.
    const [top] = heap.dominators.filter(({ references }) => references.length > 1)
    const [first] = top.references.sortBy('retainedSize').reverse()
    const alone = heap.whatIf({ edges: [[top, first]] })
    const wanted = lost(slow, new Set(), (from, to) => from === top.node && to === first.node)
    expect([...alone.objects.nodes]).toEqual(wanted.nodes)
    expect([alone.count, alone.bytes]).toEqual([wanted.nodes.length, wanted.bytes])
    const all = heap.whatIf({ without: `@${some[1]}`, edges: [[top, top.references]] })
    const both = lost(slow, new Set([some[1]]), (from) => from === top.node)
    expect([...all.objects.nodes]).toEqual(both.nodes)
    expect(all.bytes).toBe(both.bytes)
    expect(heap.whatIf({ without: top }).bytes).toBe(top.retainedSize)
  },
  // Also below.
  close: ({ heap }) => expect(heap.close()).resolves.toBe(undefined),
  toString: ({ heap, name }) => expect(String(heap)).toBe(name),
}

test('each public member is tested here', () => {
  const own = Object.getOwnPropertyNames(HeapView.prototype)
  const tested = [...Object.keys(CHECKS), ...Object.keys(TYPE_COLLECTIONS)]
  expect([...own.filter((name) => name !== 'constructor'), 'name'].sort()).toEqual(tested.sort())
})

const dumps = realDumps().filter(({ name }) => name.includes('bare') || name === 'routes-proxy')

describe.each(dumps.map(({ name }) => name))('%s', (name) => {
  const opened = openBoth(dumps.find((dump) => dump.name === name) ?? dumps[0])
  const some = spread([...opened.heap.objects.nodes], 10)
  const world: World = { ...opened, slow: slowGraph(opened), some }

  test.each(Object.keys(CHECKS) as (keyof typeof CHECKS)[])('%s', async (key) => {
    expect.hasAssertions()
    await CHECKS[key](world)
  })

  test.each(Object.keys(TYPE_COLLECTIONS) as (keyof TypeCollections)[])('%s', (key) => {
    const passes = NAMED[key]
    const wanted = world.objects.flatMap(({ fields }, node) => (passes(fields) ? [node] : []))
    expect([...world.heap[key].nodes]).toEqual(wanted)
  })
})

type Fields = Readonly<Record<string, unknown>>
const ofType = (type: string) => (fields: Fields) => fields['type'] === type
const ofImemo = (kind: string) => (fields: Fields) => fields['imemo_type'] === kind
const ofStruct = (struct: string) => (fields: Fields) => fields['struct'] === struct

const NAMED: Readonly<Record<keyof TypeCollections, (fields: Fields) => boolean>> = {
  classes: ofType('CLASS'),
  modules: ofType('MODULE'),
  iclasses: ofType('ICLASS'),
  plainObjects: ofType('OBJECT'),
  strings: ofType('STRING'),
  symbols: ofType('SYMBOL'),
  arrays: ofType('ARRAY'),
  hashes: ofType('HASH'),
  structs: ofType('STRUCT'),
  datas: ofType('DATA'),
  files: ofType('FILE'),
  regexps: ofType('REGEXP'),
  matches: ofType('MATCH'),
  floats: ofType('FLOAT'),
  bignums: ofType('BIGNUM'),
  rationals: ofType('RATIONAL'),
  complexes: ofType('COMPLEX'),
  imemos: ofType('IMEMO'),
  iseqs: ofImemo('iseq'),
  ments: ofImemo('ment'),
  callcaches: ofImemo('callcache'),
  callinfos: ofImemo('callinfo'),
  constcaches: ofImemo('constcache'),
  crefs: ofImemo('cref'),
  envs: ofImemo('env'),
  procs: ofStruct('proc'),
  threads: ofStruct('VM/thread'),
  fibers: ofStruct('fiber'),
}

/** 'native-3.1-bare.json.gz' was dumped by some 3.1. */
function rubyOf(name: string): RegExp {
  const [, version] = /-(\d\.\d)-/.exec(name) ?? ['', '3.1']
  return new RegExp(`^${version.replace('.', '\\.')}\\.\\d+$`)
}

/** Each step is a reference of the dump. */
function expectWay(
  slow: SlowGraph,
  { nodes }: Path,
  starts: readonly number[],
  goals: readonly number[],
): void {
  expect(starts).toContain(nodes[0])
  expect(goals).toContain(nodes[nodes.length - 1])
  for (let i = 1; i < nodes.length; i++) expect(slow.edges[nodes[i - 1]]).toContain(nodes[i])
}

test('procs, threads and fibers are what their classes say', () => {
  for (const dump of dumps) {
    const { heap, name } = openBoth(dump)
    const named = { procs: 'Proc', threads: 'Thread', fibers: 'Fiber' } as const
    for (const [key, klass] of Object.entries(named) as [keyof typeof named, string][]) {
      // The scheduler's own fiber has no class.
      const of = heap[key].filter(({ className }) => className !== null)
      expect(
        of.every(({ className }) => className === klass),
        `${name} ${key}`,
      ).toBe(true)
      expect(heap.datas.filter(({ className }) => className === klass).minus(of).length, name).toBe(
        0,
      )
    }
  }
})

function shop(): MadeHeap {
  return new MadeHeap()
    .root('vm', 'Class', 'Order', 'cart')
    .klass('Class')
    .klass('Order')
    .klass('Never')
    .add('cart', 'ARRAY', { references: ['one', 'two', 'one'], length: 3 })
    .add('one', 'OBJECT', { class: 'Order', references: ['text'] })
    .add('two', 'OBJECT', { class: 'Order', references: ['text'] })
    .add('lost', 'OBJECT', { class: 'Order' })
    .add('text', 'STRING', { value: 'a', bytesize: 1, memsize: 1000 })
}

test('all ways to say which objects are meant', () => {
  const made = shop()
  const heap = openMade(made)
  const [one, two] = [made.row('one'), made.row('two')]
  const orders = heap.instancesOf('Order').first(2)
  const asked = [
    'Order',
    orders,
    orders.toArray(),
    new Set(orders),
    [`@${one}`, made.address('two')],
    [`@${one}`, Number(made.address('two')), 'Order[3]'],
  ]
  for (const objects of asked) {
    expect([...heap.retained(objects).objects.nodes]).toEqual([one, two, made.row('text')])
  }
  expect(heap.retained('Order[2]')).toMatchObject({ count: 1, bytes: 40 })
  expect(heap.retained([])).toMatchObject({ count: 0, bytes: 0 })
  expect(heap.retained(`@${made.row('lost')}`)).toMatchObject({ count: 0, bytes: 0 })
  expect(heap.at('ROOT vm').type).toBe('ROOT')
})

test('what cannot be meant is said with what to write instead', () => {
  const heap = openMade(shop())
  const other = openMade(shop(), 'other.json')
  const failures: [() => unknown, RegExp, RegExp][] = [
    [
      () => heap.at('Order'),
      /^Heap.at\(place\): one object .* Order is a name/,
      /instancesOf\('Order'\)/,
    ],
    [() => heap.at('@99'), /^Heap.at\(place\): there is no @99/, /one dump only/],
    [() => heap.at('0xgg'), /0xgg is no address/, /^$/],
    [() => heap.at(0.5), /^Heap.at\(place\): 0.5 is no address/, /handle/],
    [() => heap.at(undefined as never), /undefined is no object of a dump/, /handle/],
    [
      () => heap.findPath('Ordr'),
      /^Heap.findPath\(target\): no class .* Ordr/,
      /Did you mean Order\?/,
    ],
    [() => heap.findPath('Never'), /Never has no instances/, /classNamed\('Never'\)/],
    [() => heap.retained({} as never), /: an object like this is no object of a dump/, /wanted/],
    [
      () => heap.retained(other.objects),
      /the objects are of other.json, not of made.json/,
      /diff.find/,
    ],
    [() => heap.findPath(other.arrays[0]), /@4 is of other.json, not of made.json/, /diff.find/],
    [() => heap.classNamed('@3'), /@3 is no name of a class/, /at\('@3'\)/],
    [() => heap.classNamed(7 as never), /the name of a class is wanted/, /'String'/],
    [() => heap.classNamed('IMEMO x'), /no class or module/, /heap\.classes/],
    [() => heap.instancesOf(heap.arrays[0]), /is no class but of type ARRAY/, /klass.instances/],
    [() => heap.whatIf({}), /what is to go is not said/, /without: objects/],
    [
      () => heap.whatIf({ edges: ['Order'] as never }),
      /edges are pairs/,
      /edges: \[\[from, to\]\]/,
    ],
    [
      () => heap.whatIf({ edges: [[heap.arrays[0], heap.strings]] }),
      /nothing refers from .* directly/,
      /references show/,
    ],
    [() => insideOf({} as never), /no heap/, /open/],
  ]
  for (const [ask, message, next] of failures) {
    let error: { name?: string; message?: string; next?: string } = {}
    try {
      ask()
    } catch (thrown) {
      error = thrown as typeof error
    }
    expect(error.name, String(ask)).toBe('LoupeError')
    expect(error.message).toMatch(message)
    expect(error.next ?? '').toMatch(next)
  }
})

test('errors of a heap name the heap, and do not offer what cannot be given', () => {
  const heap = openMade(shop())
  const messageOf = (ask: () => unknown) => {
    try {
      ask()
    } catch (error) {
      const { message, next } = error as { message: string; next?: string }
      return `${message} ${next}`
    }
    return 'nothing was thrown'
  }
  expect(messageOf(() => heap.where({ klas: 1 } as never))).toMatch(
    /^Heap.where\(\{ klas: … \}\): /,
  )
  expect(messageOf(() => heap.where(1 as never))).toMatch(/^Heap.where\(conditions\): /)
  expect(messageOf(() => heap.ofType('STRNG'))).toMatch(/^Heap.ofType\("STRNG"\): /)
  expect(messageOf(() => heap.ofImemoType('iseg'))).toMatch(/^Heap.ofImemoType\("iseg"\): /)
  expect(messageOf(() => heap.objects.ofType('STRNG'))).toMatch(/^Collection.ofType\("STRNG"\): /)
  // A class is looked for by its name only: neither an address nor a handle would do.
  for (const ask of [() => heap.classNamed('Qqqqqqq'), () => heap.instancesOf('Qqqqqqq')]) {
    expect(messageOf(ask)).toMatch(/is called Qqqqqqq\. All names: heap\.classes\./)
  }
  expect(messageOf(() => heap.at('Qqqqqqq'))).toMatch(/its address .* or its handle/)
})

test('a root is at its category', () => {
  const heap = openMade(shop())
  for (const root of heap.roots) {
    expect(heap.at(root.address).node).toBe(root.node)
    expect(heap.at(`ROOT ${root.address}`).node).toBe(root.node)
    expect(heap.has(root.address)).toBe(true)
  }
  expect(heap.roots.length).toBeGreaterThan(0)
})

test('classes that share a name', () => {
  const made = shop().add('again', 'CLASS', { class: 'Class', name: 'Order' })
  made.add('third', 'OBJECT', { class: 'again' })
  const heap = openMade(made)
  expect([...heap.classNamed('Order').nodes]).toEqual([made.row('Order'), made.row('again')])
  const all = ['one', 'two', 'lost', 'third'].map((name) => made.row(name))
  expect([...heap.instancesOf('Order').nodes]).toEqual(all)
  expect([...heap.classNamed('Order')[1].instances.nodes]).toEqual([made.row('third')])
})

test('singleton classes by the name that lists print', () => {
  const made = shop().add('meta', 'CLASS', {
    class: 'Class',
    singleton: true,
    references: ['Order'],
    superclass: 'Class',
  })
  made.add('own', 'CLASS', { class: 'meta', name: 'Own', superclass: 'Order' })
  const heap = openMade(made)
  const [own] = heap.classNamed('Own')
  const name = own.klass?.label ?? ''
  expect(name.startsWith('#<Class:')).toBe(true)
  expect([...heap.classNamed(name).nodes]).toEqual([made.row('meta')])
  expect([...heap.instancesOf(name).nodes]).toEqual([made.row('own')])
})

test('two references to one object are cut as one', () => {
  const heap = openMade(shop())
  const [cart] = heap.arrays
  const [one, two] = heap.instancesOf('Order')
  expect(heap.whatIf({ edges: [[cart, one]] })).toMatchObject({ count: 1, bytes: 40 })
  const both: [HeapObject, HeapObject][] = [
    [cart, one],
    [cart, two],
  ]
  expect(heap.whatIf({ edges: both })).toMatchObject({ count: 3, bytes: 1080 })
})

test('a dump without roots answers what does not need them', () => {
  const heap = openMade(new MadeHeap().klass('Order').add('o', 'OBJECT', { class: 'Order' }))
  expect(heap.roots.length).toBe(0)
  expect(heap.instancesOf('Order').length).toBe(1)
  expect(heap.findPath('Order', heap.classes)?.edges).toEqual([null, 'its class'])
  const asks: [call: string, ask: () => unknown][] = [
    ['Heap.dominators', () => heap.dominators],
    ['Heap.garbage', () => heap.garbage],
    ['Heap.findPath(target)', () => heap.findPath('Order')],
    ['Heap.paths(target)', () => heap.paths('Order[1]')],
    ['Heap.mergedPaths(targets)', () => heap.mergedPaths('Order')],
    ['Heap.retained(targets)', () => heap.retained('Order')],
    ['Heap.whatIf(cut)', () => heap.whatIf({ without: 'Order' })],
    ['Heap.where({ reachable: … })', () => heap.where({ reachable: true })],
    ['Heap.where({ retainedSize: … })', () => heap.where({ retainedSize: { min: 1 } })],
    ['Collection.where({ reachable: … })', () => heap.objects.where({ reachable: true })],
    ['Collection.paths', () => heap.objects.paths],
    ['Collection.retainedBytes', () => heap.objects.retainedBytes],
  ]
  for (const [call, ask] of asks) {
    expect(ask, String(ask)).toThrow(`${call}: this dump has no roots (`)
  }
})

test('close lets go of the file, and named collections are made once', async () => {
  let closed = 0
  const heap = readHeap(memorySource(shop().bytes()))
  const questions = createWorkbench(heap, lazyTrees(heap), { name: 'x', bytes: 1 })
  const close = async () => void closed++
  const own = createHeap({ study: questions.study, questions, name: 'x', close })
  expect(own.strings).toBe(own.strings)
  expect(own.objects).toBe(own.objects)
  expect(String(own)).toBe('x')
  await own.close()
  expect(closed).toBe(1)
})

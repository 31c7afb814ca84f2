import { describe, expect, test } from 'vitest'
import { exampleDump, fixture } from '../../test/reference/fixtures.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import type { Diff, Heap, TypeCollections } from './api.ts'
import { createDiff, HeapDiff } from './diff.ts'
import { openBoth, openBytes, openMade, type Opened } from './testing/opened.ts'
import { TYPE_COLLECTIONS } from './type-collections.ts'

function example(name: 'before' | 'after' | 'later'): Opened {
  return openBoth(exampleDump(name))
}

const before = example('before')
const after = example('after')
const later = example('later')
const three = createDiff(before.heap, after.heap, later.heap)
const two = createDiff(before.heap, after.heap)

/** All were traced: an object is its address and the generation it was allocated in. */
function keys({ objects }: Opened): string[] {
  return objects.map(({ address, fields }) =>
    typeof fields['generation'] === 'number' ? `${address} ${fields['generation']}` : '',
  )
}

const inBefore = new Set(keys(before))
const inAfter = new Set(keys(after))
const inLater = new Set(keys(later))

/** Of those whose lines say when they were allocated; others are judged by what they look like. */
function traced({ nodes }: { nodes: Uint32Array }, of: Opened): number[] {
  const own = keys(of)
  return [...nodes].filter((node) => own[node] !== '')
}

function expected(of: Opened, passes: (key: string) => boolean): number[] {
  return keys(of).flatMap((key, node) => (key !== '' && passes(key) ? [node] : []))
}

type Check = () => void | Promise<void>

const CHECKS: Readonly<Record<Exclude<keyof Diff, keyof TypeCollections>, Check>> = {
  before: () => expect(three.before).toBe(before.heap),
  after: () => expect(three.after).toBe(after.heap),
  later: () => expect([three.later, two.later]).toEqual([later.heap, null]),
  quality: () => expect([three.quality.process, two.quality.process]).toEqual(['same', 'same']),
  laterQuality: () =>
    expect([three.laterQuality?.process, two.laterQuality]).toEqual(['same', null]),
  added() {
    const wanted = expected(after, (key) => !inBefore.has(key))
    expect(wanted.length).toBeGreaterThan(300)
    expect(traced(three.added, after)).toEqual(wanted)
    expect(three.added.nodes).toEqual(two.added.nodes)
    expect(three.added.heap).toBe(after.heap)
  },
  retained() {
    const wanted = expected(after, (key) => !inBefore.has(key) && inLater.has(key))
    expect(wanted.length).toBeGreaterThan(300)
    expect(traced(three.retained, after)).toEqual(wanted)
    expect(two.retained.nodes).toEqual(two.added.nodes)
  },
  objects: () => expect(three.objects).toBe(three.retained),
  freed() {
    expect(traced(three.freed, before)).toEqual(expected(before, (key) => !inAfter.has(key)))
    expect(three.freed.heap).toBe(before.heap)
  },
  kept() {
    expect(traced(three.kept, after)).toEqual(expected(after, (key) => inBefore.has(key)))
    expect(three.kept.length + three.added.length).toBe(after.objects.length)
    expect(three.kept.length + three.freed.length).toBe(before.objects.length)
  },
  classNamed() {
    expect(three.classNamed('Work').length).toBe(0)
    const own = three.retained.classes[0]
    expect([...three.classNamed(own.label).nodes]).toContain(own.node)
  },
  instancesOf() {
    const wanted = three.retained.filter(({ className }) => className === 'Work')
    expect(wanted.length).toBeGreaterThan(100)
    expect(three.instancesOf('Work').nodes).toEqual(wanted.nodes)
    expect(three.instancesOf(after.heap.classNamed('Work')[0]).nodes).toEqual(wanted.nodes)
  },
  ofType: () => expect(three.ofType('HASH').nodes).toEqual(three.hashes.nodes),
  ofImemoType: () => expect(three.ofImemoType('ment').nodes).toEqual(three.ments.nodes),
  where: () =>
    expect(three.where({ type: 'HASH' }).nodes).toEqual(
      three.retained.filter(({ type }) => type === 'HASH').nodes,
    ),
  filter: () =>
    expect(three.filter(({ memsize }) => memsize > 40).every(({ memsize }) => memsize > 40)).toBe(
      true,
    ),
  find() {
    const generations = (heap: Heap) =>
      new Map(heap.objects.map((own) => [own.address, own.generation]))
    const [old, last] = [generations(before.heap), generations(later.heap)]
    for (const object of three.kept.sample(300, 1)) {
      const same = three.find(object, 'before')
      expect(same?.heap).toBe(before.heap)
      expect(same?.address).toBe(object.address)
      expect(same?.generation ?? null).toBe(old.get(object.address) ?? null)
      expect(same && three.find(same, 'after')?.equals(object)).toBe(true)
      expect(three.find(object, 'after')).toBe(object)
    }
    for (const object of three.retained.sample(300, 1)) {
      expect(three.find(object, 'before')).toBe(null)
      const same = three.find(object, 'later')
      expect(same?.address).toBe(object.address)
      expect(same?.generation ?? null).toBe(last.get(object.address) ?? null)
    }
    const [string] = before.heap.classNamed('String')
    expect(three.find(string, 'later')).toBe(later.heap.classNamed('String')[0])
    expect(three.find(before.heap.roots[0], 'later')?.label).toBe('ROOT vm')
  },
  groups() {
    const record = three.groups({ by: 'class', limit: 5 })
    expect(record.kind).toBe('diff')
    expect(record.total.retained?.count).toBe(three.retained.length)
    expect(record.total.new?.count).toBe(three.added.length)
    expect(record.total.freed?.count).toBe(three.freed.length)
    expect(record.total.kept?.count).toBe(three.kept.length)
    expect(record.dumps.map(({ name }) => name)).toEqual([
      'before.json',
      'after.json',
      'later.json',
    ])
  },
  close: () => expect(createDiff(before.heap, after.heap).close()).resolves.toBe(undefined),
  toString: () => expect(String(two)).toBe('before.json → after.json'),
}

test.each(Object.keys(CHECKS) as (keyof typeof CHECKS)[])('%s', async (key) => {
  expect.hasAssertions()
  await CHECKS[key]()
})

test('each public member is tested here', () => {
  const own = Object.getOwnPropertyNames(HeapDiff.prototype)
  const tested = [...Object.keys(CHECKS), ...Object.keys(TYPE_COLLECTIONS)]
  const fields = ['before', 'after', 'later']
  const all = [...own.filter((name) => name !== 'constructor'), ...fields]
  expect(all.sort()).toEqual(tested.sort())
})

test.each(Object.keys(TYPE_COLLECTIONS) as (keyof TypeCollections)[])('%s of retained', (key) => {
  const all = new Set(after.heap[key].nodes)
  expect([...three[key].nodes]).toEqual([...three.retained.nodes].filter((node) => all.has(node)))
})

describe('dumps of different processes', () => {
  const [old, young] = ['native-3.1-bare.json.gz', 'native-3.3-bare.json.gz'].map((name) => {
    const { bytes } = fixture('whole', name)
    return openBytes(bytes, name)
  })
  const diff = createDiff(old, young)

  test('are not compared object by object, and it says why', () => {
    expect(diff.quality.process).toBe('different')
    for (const key of ['added', 'retained', 'objects', 'freed', 'kept', 'strings'] as const) {
      expect(() => diff[key], key).toThrow(/are of different processes, so no object of one/)
    }
    expect(() => diff.where({ type: 'HASH' })).toThrow(/different processes/)
    expect(() => diff.find(old.strings[0], 'after')).toThrow(/^Diff.find: .* different processes/)
  })

  test('are compared by name', () => {
    const { groups } = diff.groups({ by: 'class' })
    const strings = groups.find(({ name }) => name === 'String')
    expect(strings?.before.count).toBe(old.instancesOf('String').length)
    expect(strings?.after.count).toBe(young.instancesOf('String').length)
  })
})

test('what find cannot mean', () => {
  const stranger = openMade(new MadeHeap().add('o', 'OBJECT'), 'stranger.json')
  expect(() => two.find(before.heap.objects[0], 'later')).toThrow('there is no third dump')
  expect(() => two.find(before.heap.objects[0], 'then' as never)).toThrow(
    "'before', 'after' or 'later'",
  )
  expect(() => two.find(stranger.objects[0], 'after')).toThrow('no object of the dumps compared')
  expect(() => two.find(null as never, 'after')).toThrow('no object of the dumps compared')
})

test('close lets go of all the dumps', async () => {
  const closed: string[] = []
  const dumps = ['before', 'after', 'later'].map((name) => {
    const heap = openMade(new MadeHeap().add('o', 'OBJECT'), name)
    heap.close = async () => void closed.push(name)
    return heap
  })
  const diff = createDiff(dumps[0], dumps[1], dumps[2])
  expect(String(diff)).toBe('before → after → later')
  await diff.close()
  expect(closed).toEqual(['before', 'after', 'later'])
})

test('a dump with itself: nothing came, nothing went', () => {
  const same = createDiff(after.heap, example('after').heap)
  expect([same.added.length, same.freed.length, same.retained.length]).toEqual([0, 0, 0])
  expect(same.kept.length).toBe(after.objects.length)
})

test('a diff takes heaps only', () => {
  expect(() => createDiff(after.heap, {} as Heap)).toThrow('this is no heap')
})

test('of three dumps, only what stayed is retained', () => {
  const dump = (name: string, ...orders: string[]) => {
    const made = new MadeHeap()
      .klass('Class')
      .klass('Order')
      .root('vm', 'Class', 'Order', ...orders)
    // Names give addresses, in the order in which they are first used.
    for (const order of ['kept', 'stays', 'goes']) made.address(order)
    for (const order of orders) made.add(order, 'OBJECT', { class: 'Order' })
    return { made, heap: openMade(made, name) }
  }
  const first = dump('first.json', 'kept')
  const second = dump('second.json', 'kept', 'stays', 'goes')
  const third = dump('third.json', 'kept', 'stays')
  const diff = createDiff(first.heap, second.heap, third.heap)
  expect([...diff.added.nodes]).toEqual(['stays', 'goes'].map((name) => second.made.row(name)))
  expect([...diff.retained.nodes]).toEqual([second.made.row('stays')])
  expect([...diff.plainObjects.nodes]).toEqual([second.made.row('stays')])
  expect(diff.find(second.heap.at(second.made.address('goes')), 'later')).toBe(null)
})

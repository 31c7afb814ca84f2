// The sheap gem and Loupe's library on the same dumps. What they say has to agree; where it does
// not, the reason is found in the dump's own lines (records.ts), counted, and told in
// docs/coming-from-sheap.md. A difference without a reason fails.
import { afterAll, describe, expect } from 'vitest'
import type { Heap, HeapObject } from '../../src/library/api.ts'
import { Differences } from './differences.ts'
import { documentation, undocumented } from './documentation.ts'
import { testWithGems } from './gems.ts'
import { heapOf } from './loupe.ts'
import { classOf, dumpAt, finalizers, listed, pathLengths } from './records.ts'
import type { Dump, Fields } from './records.ts'
import { loupeCollection, sheapHeap } from './sheap.ts'
import type { SheapHeap, SheapObject } from './sheap.ts'

/** sheap looks through all lines for each answer, so of larger dumps only a part is asked. */
const DUMPS: readonly (readonly [path: string, every: number])[] = [
  ['test/fixtures/whole/native-2.7-bare.json.gz', 3],
  ['test/fixtures/whole/native-3.1-bare.json.gz', 5],
  ['test/fixtures/whole/native-3.3-bare.json.gz', 5],
  ['test/fixtures/whole/native-head-bare.json.gz', 5],
  ['test/fixtures/whole/wasm-4.0-bare.json.gz', 1],
  ['examples/routes-proxy/dumps/after.json.gz', 7],
]

/** Objects whose path sheap itself searches; each search takes it up to half a second. */
const SEARCHES = 12

interface Both {
  readonly dump: Dump
  readonly heap: Heap
  readonly sheap: SheapHeap
}

const opened = new Map<string, Promise<Both>>()
/** What sheap said last: it is asked about one dump after the other, while the last is compared. */
let answered: Promise<unknown> = Promise.resolve()

function open(path: string): Promise<Both> {
  if (opened.size === 0) {
    for (const [each, every] of DUMPS) {
      const dump = dumpAt(each)
      const sheap = answered.then(() => sheapHeap(dump.path, SEARCHES, every))
      const both = sheap.then((said) => ({
        dump,
        heap: heapOf(dump.name, dump.bytes),
        sheap: said,
      }))
      // Where it fails, the tests of that dump say so, and the next one is asked about.
      answered = both.catch(() => {})
      opened.set(each, both)
    }
  }
  return opened.get(path) ?? Promise.reject(new Error(`${path} is none of DUMPS`))
}

const counts = new Differences()
afterAll(() => console.log(counts.lines().join('\n')))

const address = (object: HeapObject) => object.address
const minus = <Value>(all: Iterable<Value>, without: Iterable<Value>) => {
  const left = new Set(all)
  for (const each of without) left.delete(each)
  return [...left]
}

describe.each(DUMPS)('%s, 1 in %i', (path) => {
  testWithGems('the objects, but roots and shapes, which sheap counts as such', async () => {
    const { dump, heap, sheap } = await open(path)
    expect(sheap.size).toBe(dump.lines.length)
    const of = (type: string) => dump.records.filter((record) => record['type'] === type).length
    expect(heap.objects.length).toBe(sheap.size - of('ROOT') - of('SHAPE'))
    expect([...heap.objects].map(address)).toEqual([...dump.objects.keys()])
    counts.add('objects of the dumps', heap.objects.length)
    counts.add('SHAPE lines that sheap counts as objects', of('SHAPE'))
    const made = heap.roots.map(address).filter((root) => !sheap.roots.includes(root))
    expect(minus(sheap.roots, heap.roots.map(address))).toEqual([])
    expect(made).toEqual(finalizers(dump).length > 0 ? ['finalizers'] : [])
    counts.add('roots called finalizers that only Loupe has', made.length)
  })

  testWithGems('each collection of a type or imemo type, in the same order', async () => {
    const { heap, sheap } = await open(path)
    for (const [name, addresses] of Object.entries(sheap.collections)) {
      expect(heap[loupeCollection(name)].map(address), name).toEqual(addresses)
      counts.add('objects in collections by type, all the same', addresses.length)
    }
  })

  testWithGems('classes by their names', async () => {
    const { dump, heap, sheap } = await open(path)
    for (const [name, addresses] of Object.entries(sheap.class_named)) {
      if (TEMPORARY.test(name)) {
        expect(() => heap.classNamed(name)).toThrow(/is called/)
        counts.add('temporary names of unnamed classes, which only sheap takes for names')
        continue
      }
      const all = heap.classNamed(name).map(address)
      const modules = all.filter((one) => dump.objects.get(one)?.['type'] === 'MODULE')
      expect(minus(all, addresses)).toEqual(modules)
      for (const one of all) expect(dump.objects.get(one)?.['name']).toBe(name)
      const more = minus(addresses, all)
      for (const one of more) expect(isSingletonOf27(dump, one), `${one} ${name}`).toBe(true)
      counts.add('names of classes and modules looked up')
      counts.add('classes of that name found by both', all.length - modules.length)
      counts.add('modules that only Loupe finds by name', modules.length)
      counts.add('singleton classes of Ruby 2.7 that sheap finds by name', more.length)
    }
  })

  testWithGems('the instances of each class', async () => {
    const { dump, heap, sheap } = await open(path)
    const ofClass = new Map<unknown, string[]>()
    for (const [one, { class: own }] of dump.objects) {
      const others = ofClass.get(own) ?? []
      ofClass.set(own, others)
      others.push(one)
    }
    for (const [klass, addresses] of Object.entries(sheap.instances)) {
      const ours = new Set(heap.instancesOf(heap.at(klass)).map(address))
      expect(addresses).toEqual(ofClass.get(klass) ?? [])
      counts.add('classes whose instances are asked for')
      counts.add('instances found by sheap', addresses.length)
      for (const one of minus(addresses, ours)) {
        const { type } = dump.objects.get(one) ?? {}
        counts.add(`instances that are ${String(type)}, which only sheap counts`)
        expect(['IMEMO', 'ICLASS']).toContain(type)
      }
      for (const one of minus(ours, addresses)) {
        expect(isSingletonBelow(dump, one, klass), `${one} of ${klass}`).toBe(true)
        counts.add('instances with a singleton class, which only Loupe counts')
      }
    }
  })

  testWithGems('the references of each object', async () => {
    const { dump, heap, sheap } = await open(path)
    for (const [one, references] of Object.entries(sheap.references)) {
      const record = recordOf(dump, one)
      if (record === undefined) continue
      const known = listed(record).map((to) => (dump.objects.has(to) ? to : null))
      expect(references).toEqual(known)
      const there = new Set(known.filter((to) => to !== null))
      counts.add('references listed by Ruby', known.length)
      counts.add(
        'references that lead nowhere: nil in sheap, left out by Loupe',
        count(known, null),
      )
      counts.add(
        'references listed twice: once in Loupe',
        known.filter(Boolean).length - there.size,
      )
      const ours = heap.at(record['type'] === 'ROOT' ? `ROOT ${one}` : one).references.map(address)
      expect(minus(there, ours)).toEqual([])
      const own = record['type'] === 'ROOT' ? undefined : classOf(dump, record)
      const expected = own === undefined || there.has(own) ? [] : [own]
      expect(minus(ours, there), one).toEqual(expected)
      const kind = record['type'] === 'IMEMO' ? 'the class of an IMEMO' : 'the class of an object'
      counts.add(`references to ${kind}, which only Loupe has`, expected.length)
    }
  })

  testWithGems('what refers to an object', async () => {
    const { dump, heap, sheap } = await open(path)
    for (const [one, { inverse_references }] of Object.entries(sheap.attributes)) {
      if (!dump.objects.has(one)) continue
      const ours = heap.at(one).referrers.map(address)
      counts.add('referrers found by sheap', inverse_references.length)
      expect(minus(inverse_references, ours), one).toEqual([])
      for (const from of minus(ours, inverse_references)) {
        const record = recordOf(dump, from ?? '')
        if (from === one) counts.add('referrers that are the object itself, which only Loupe has')
        else if (record === undefined) {
          expect([from, finalizers(dump).includes(one)]).toEqual(['finalizers', true])
          counts.add('referrers that are the root finalizers, which only Loupe has')
        } else {
          expect(classOf(dump, record), `${from} of ${one}`).toBe(one)
          counts.add('referrers by their class, which only Loupe has')
        }
      }
    }
  })

  testWithGems('the lengths of the shortest paths', async () => {
    const { dump, heap, sheap } = await open(path)
    const held = finalizers(dump)
    const listedOnly = pathLengths(dump, { classes: false, finalizers: [] })
    const withClasses = pathLengths(dump, { classes: true, finalizers: [] })
    const all = pathLengths(dump, { classes: true, finalizers: held })
    for (const [target, found] of sheap.paths) {
      if (!dump.objects.has(target)) continue
      if (found !== null && 'raised' in found) {
        counts.add(`path searches of sheap that raise ${found.raised}`)
        expect(
          dump.records.some((record) => listed(record).some((to) => !dump.objects.has(to))),
        ).toBe(true)
        continue
      }
      counts.add('path searches of sheap')
      expect(found?.length, target).toBe(listedOnly.get(target))
    }
    for (const one of dump.objects.keys()) {
      const length = heap.findPath(heap.at(one))?.length
      expect(length, one).toBe(all.get(one))
      const theirs = listedOnly.get(one)
      counts.add('objects whose path length is compared')
      if (length === theirs) continue
      const reason = length === withClasses.get(one) ? 'class edges' : 'the root finalizers'
      if (theirs === undefined) counts.add(`objects with a path only through ${reason}`)
      else counts.add(`objects with a shorter path through ${reason}`)
      expect(length).toBeLessThan(theirs ?? Infinity)
    }
  })

  testWithGems('the attributes of each object', async () => {
    const { dump, heap, sheap } = await open(path)
    const lines = new Map(dump.records.map(({ address: one }, at) => [one, dump.lines[at]]))
    for (const [one, theirs] of Object.entries(sheap.attributes)) {
      const record = dump.objects.get(one)
      if (record === undefined) continue
      const ours = heap.at(one)
      expect(attributesOf(ours), one).toEqual(expected(theirs, record, dump, lines.get(one) ?? ''))
      expect(ours.data).toEqual(theirs.data)
      counts.add('objects whose attributes are compared')
    }
  })
})

function count<Value>(all: readonly Value[], wanted: Value): number {
  return all.filter((each) => each === wanted).length
}

/** Of an object, or of a root by its category. */
function recordOf(dump: Dump, one: string): Fields | undefined {
  return dump.objects.get(one) ?? dump.records.find((record) => record['root'] === one)
}

/** What Ruby 2.7 calls classes without a name. */
const TEMPORARY = /^#<(Class|Module):0x/

/**
 * Ruby 2.7 gives a singleton class the name of the class above it. What is above is the first class
 * that a class refers to, modules that were included aside; newer Rubies say `superclass`.
 */
function isSingletonOf27(dump: Dump, klass: string): boolean {
  const { name, type } = dump.objects.get(klass) ?? {}
  if (type !== 'CLASS' || name === undefined) return false
  if (dump.records.some(({ superclass }) => superclass !== undefined)) return false
  let above: Fields | undefined = dump.objects.get(klass)
  do above = firstClassOf(dump, above)
  while (above?.['type'] === 'ICLASS')
  // BasicObject has nothing above it, and the first class it refers to is itself.
  return above?.['name'] === name && above['address'] !== klass
}

function firstClassOf(dump: Dump, record: Fields | undefined): Fields | undefined {
  const classes = (record === undefined ? [] : listed(record)).map((to) => dump.objects.get(to))
  return classes.find((to) => to?.['type'] === 'CLASS' || to?.['type'] === 'ICLASS')
}

/** Whether an object's class is a singleton class, and `klass` the first above it that is none. */
function isSingletonBelow(dump: Dump, one: string, klass: string): boolean {
  let above = dump.objects.get(one)?.['class']
  if (isSingletonOf27(dump, String(above))) {
    return dump.objects.get(String(above))?.['name'] === dump.objects.get(klass)?.['name']
  }
  for (let steps = 0; steps < 100; steps++) {
    const record = dump.objects.get(String(above)) ?? {}
    if (record['type'] !== 'ICLASS' && record['singleton'] !== true) break
    above = record['superclass']
  }
  return above === klass
}

function attributesOf(object: HeapObject) {
  const { type, imemoType, struct, name, value, file, line, location, memsize } = object
  return {
    type,
    imemoType,
    struct,
    name,
    value,
    file,
    line,
    location,
    memsize,
    klass: object.klass?.address ?? null,
    superclass: object.superclass?.address ?? null,
    old: object.old,
    frozen: object.frozen,
    wbProtected: object.wbProtected,
  }
}

/** What sheap says in Loupe's words, its known mistakes mended from the line and counted. */
function expected(
  theirs: SheapObject,
  record: Fields,
  dump: Dump,
  line: string,
): ReturnType<typeof attributesOf> {
  let { klass, memsize, name, value } = theirs
  if (/"memsize":\d+}$/.test(line)) {
    expect(memsize).toBe(0)
    memsize = Number(record['memsize'])
    counts.add('objects without flags, of which sheap says memsize 0')
  }
  if (record['type'] === 'IMEMO' && klass !== null) {
    expect(klass).toBe(record['class'])
    klass = null
    counts.add('IMEMOs of which only sheap says a class')
  }
  if (name !== null && (TEMPORARY.test(name) || isSingletonOf27(dump, String(record['address'])))) {
    name = null
    counts.add('singleton and unnamed classes of Ruby 2.7 of which only sheap says a name')
  }
  if (record['type'] === 'STRING' && record['bytesize'] === 0 && value === null) {
    value = ''
    counts.add('empty strings, of which sheap says no value')
  }
  return {
    type: theirs.type_str,
    imemoType: theirs.imemo_type,
    struct: theirs.struct,
    name,
    value: value as string | null,
    file: theirs.file,
    line: theirs.line,
    location: theirs.location,
    memsize,
    klass,
    superclass: theirs.superclass,
    old: theirs['old?'],
    frozen: theirs['frozen?'],
    wbProtected: theirs['wb_protected?'],
  }
}

// Last, as the tests above count.
testWithGems('the counts are those of the documentation', () => {
  expect(undocumented(documentation('coming-from-sheap.md'), counts)).toEqual([])
})

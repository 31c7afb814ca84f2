// where() against filters over the lines themselves, on dumps of all Rubies.
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { LoupeError } from '../base/errors.ts'
import { gemOf } from '../analysis/gem-of.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import type { Collection, Conditions, HeapObject } from './api.ts'
import { openBoth, openMade, realDumps } from './testing/opened.ts'
import { column, SLOW_FLAGS, SLOW_NUMBERS, SLOW_TEXTS } from './testing/slow-properties.ts'

type Value = string | number | boolean | null

/** Nodes that a slow column accepts. */
function nodesWith<Own extends Value>(values: readonly Own[], accepts: (value: Own) => boolean) {
  return values.flatMap((value, node) => (accepts(value) ? [node] : []))
}

/** Some of the distinct values, from the whole of their range. */
function someOf<Own extends Value>(values: readonly Own[], most: number): Own[] {
  const distinct = [...new Set(values)].filter((value) => value !== null).sort(ascending)
  if (distinct.length <= most) return distinct
  return Array.from(
    { length: most },
    (_, i) => distinct[Math.floor((i * (distinct.length - 1)) / (most - 1))],
  )
}

function ascending(a: Value, b: Value): number {
  return a === b || a === null || b === null ? 0 : a < b ? -1 : 1
}

const isTracing = (key: string) =>
  ['file', 'line', 'location', 'method', 'generation'].includes(key)

describe.each(realDumps())('$name', (dump) => {
  const { heap, objects } = openBoth(dump)
  const all = heap.objects
  const nodesOf = (conditions: Conditions) => Array.from(all.where(conditions).nodes)

  test.each(Object.entries(SLOW_NUMBERS))('%s, a number', (key, read) => {
    const values = column(objects, read)
    expect(nodesOf({ [key]: null })).toEqual(nodesWith(values, (value) => value === null))
    if (isTracing(key) && !heap.traced) {
      expect(() => all.where({ [key]: 1 })).toThrow(/were not traced/)
      return
    }
    const some = someOf(values, 6) as number[]
    for (const one of some) {
      expect(nodesOf({ [key]: one })).toEqual(nodesWith(values, (value) => value === one))
    }
    const listed = nodesWith(values, (value) => value === null || some.includes(value))
    expect(nodesOf({ [key]: [null, ...some] })).toEqual(listed)
    const [min, max] = [some.at(1) ?? 0, some.at(-2) ?? 1].sort((a, b) => a - b)
    expect(nodesOf({ [key]: { min } })).toEqual(nodesWith(values, (v) => v !== null && v >= min))
    expect(nodesOf({ [key]: { max } })).toEqual(nodesWith(values, (v) => v !== null && v <= max))
    expect(nodesOf({ [key]: { min, max } })).toEqual(
      nodesWith(values, (value) => value !== null && value >= min && value <= max),
    )
  })

  test.each(Object.entries(SLOW_TEXTS))('%s, a text', (key, read) => {
    const values = column(objects, read)
    expect(nodesOf({ [key]: null })).toEqual(nodesWith(values, (value) => value === null))
    if (isTracing(key) && !heap.traced) {
      expect(() => all.where({ [key]: /./ })).toThrow(/were not traced/)
      return
    }
    const some = someOf(values, 6) as string[]
    for (const one of some) {
      expect(nodesOf({ [key]: one })).toEqual(nodesWith(values, (value) => value === one))
    }
    const listed = nodesWith(values, (value) => value === null || some.includes(value))
    expect(nodesOf({ [key]: [...some, null] })).toEqual(listed)
    const pattern = /[aeiou]r|^[A-M]/gi
    expect(nodesOf({ [key]: pattern })).toEqual(
      nodesWith(values, (value) => value !== null && /[aeiou]r|^[A-M]/i.test(value)),
    )
    if (key === 'type' || some.length === 0) return
    const [min, max] = [some[0], some.at(-2) ?? some[0]].sort()
    expect(nodesOf({ [key]: { min, max } })).toEqual(
      nodesWith(values, (value) => value !== null && value >= min && value <= max),
    )
  })

  test.each(Object.entries(SLOW_FLAGS))('%s, yes or no', (key, read) => {
    const values = column(objects, read)
    expect(nodesOf({ [key]: true })).toEqual(nodesWith(values, (value) => value))
    expect(nodesOf({ [key]: false })).toEqual(nodesWith(values, (value) => !value))
  })

  test('what is no plain field is what objects say of themselves', () => {
    const some = heap.roots.length === 0 ? all : heap.roots.union(all)
    const agree = (conditions: Conditions, keep: (object: HeapObject) => boolean) => {
      expect(Array.from(some.where(conditions).nodes)).toEqual(Array.from(some.filter(keep).nodes))
    }
    agree({ singleton: true }, (object) => object.singleton)
    const named = all.find(({ className }) => className !== null)?.className ?? null
    if (named !== null) {
      agree({ klass: named }, ({ className }) => className === named)
      agree({ klass: [null, named] }, ({ className }) => [null, named].includes(className))
    }
    agree({ klass: null }, ({ className }) => className === null)
    agree({ klass: /^[A-F]/ }, ({ className }) => /^[A-F]/.test(className ?? ''))
    const classes = heap.classes.first(20)
    agree({ klass: classes }, ({ klass }) => klass !== null && classes.has(klass))
    const first = classes.at(0)
    if (first !== undefined) {
      agree({ klass: first }, (object) => object.klass?.equals(first) ?? false)
      agree(
        { klass: [first, named] } as never,
        (object) => (object.klass?.equals(first) ?? false) || object.className === named,
      )
    }
    if (heap.roots.length === 0) {
      expect(() => all.where({ reachable: true })).toThrow(/no roots/)
      expect(() => all.where({ retainedSize: { min: 1 } })).toThrow(/no roots/)
      expect(all.where({ retainedSize: null }).length).toBe(all.length)
    } else {
      agree({ reachable: false }, (object) => !object.reachable)
      agree({ retainedSize: { min: 1000 } }, (object) => (object.retainedSize ?? 0) >= 1000)
      agree({ retainedSize: null }, (object) => object.retainedSize === null)
    }
    if (heap.traced) {
      const gem = ({ file }: HeapObject) => (file === null ? null : gemOf(file))
      agree({ gem: 'app' }, (object) => gem(object) === 'app')
      agree({ gem: [null, 'Ruby itself'] }, (object) => [null, 'Ruby itself'].includes(gem(object)))
    }
  })

  test('value, whether few are left or many', () => {
    const texts = (few: Collection, conditions: Conditions) =>
      Array.from(few.where(conditions).nodes)
    for (const some of [all, all.strings.first(500), all.floats, all.symbols]) {
      const values = some.map((object) => object.value)
      const kept = (accepts: (value: string | null) => boolean) =>
        values.flatMap((value, i) => (accepts(value) ? [some.nodes[i]] : []))
      for (const one of ['', 'foo', 'to_s', ...values.filter((v) => v !== null).slice(0, 3)]) {
        expect(texts(some, { value: one })).toEqual(kept((value) => value === one))
      }
      expect(texts(some, { value: null })).toEqual(kept((value) => value === null))
      expect(texts(some, { value: /e\w?r$/g })).toEqual(kept((v) => v !== null && /e\w?r$/.test(v)))
      expect(texts(some, { value: { min: 'k', max: 'm' } })).toEqual(
        kept((value) => value !== null && value >= 'k' && value <= 'm'),
      )
      expect(texts(some, { value: [null, 'to_s'] })).toEqual(
        kept((value) => value === null || value === 'to_s'),
      )
    }
  })
})

test('all conditions must hold, in the order of the collection', () => {
  const heap = openMade(shop())
  const some = heap.objects.reverse()
  const kept = some.where({
    type: 'T_String',
    length: { min: 4, max: 9 },
    value: /e/,
    frozen: false,
  })
  expect(kept.map(({ value }) => value)).toEqual(['three', 'eleven'])
  expect(some.where({}).nodes).toEqual(some.nodes)
})

test('conditions of another realm, such as a console of Node has', () => {
  const { objects } = openMade(shop())
  const conditions = runInNewContext(
    '({ klass: /^Str/, value: { min: "o" }, length: [3, 5], type: ["STRING"] })',
  ) as Conditions
  expect(objects.where(conditions).map(({ value }) => value)).toEqual(['one', 'three'])
})

test('sizes of 4 GiB and more', () => {
  const heap = openMade(shop().add('giant', 'STRING', { memsize: 2 ** 33, bytesize: 2 ** 33 - 1 }))
  expect(heap.where({ memsize: 2 ** 33 }).length).toBe(1)
  expect(heap.where({ memsize: { min: 4294967295 } }).length).toBe(1)
  expect(heap.where({ memsize: { max: 4294967295 } }).length).toBe(heap.objects.length - 1)
})

test.each([
  [{ klas: 'Work' }, /Collection\.where\(\{ klas: … \}\): there is no condition klas/, /klass\?/],
  [{ colour: 'red' }, /no condition colour/, /Conditions are klass/],
  [{ constructor: 1 }, /no condition constructor/, /./],
  [{ type: 'STRNG' }, /STRNG is no Ruby type/, /Did you mean STRING\?/],
  [{ type: ['STRING', 'MOVIE'] }, /MOVIE is no Ruby type/, /./],
  [{ imemoType: 'callcach' }, /callcach is no kind of IMEMO/, /callcache\?/],
  [{ klass: 'Ordr' }, /no class of this dump is called Ordr/, /Did you mean Order\?/],
  [{ klass: ['Order', 'Zebra'] }, /no class of this dump is called Zebra/, /RegExp/],
  [{ memsize: '40' }, /memsize is a number, and cannot be compared with "40"/, /min, max/],
  [{ memsize: Number.NaN }, /cannot be compared with NaN/, /./],
  [{ memsize: [40, Number.NaN] }, /cannot be compared with NaN/, /./],
  [{ memsize: [40, '80'] }, /cannot be compared with "80"/, /./],
  [{ memsize: /4/ }, /cannot be compared with a RegExp/, /./],
  [{ memsize: {} }, /a range needs min or max/, undefined],
  [{ memsize: { mni: 3 } }, /a range has min and max, not mni/, /Did you mean min\?/],
  [{ memsize: { min: 3, max: 2 } }, /nothing is at least 3 and at most 2/, /./],
  [{ memsize: { min: 'a' } }, /cannot be compared with "a"/, /./],
  [{ memsize: undefined }, /cannot be compared with undefined/, /./],
  [{ struct: 4 }, /struct is a text, and cannot be compared with 4/, /RegExp/],
  [{ frozen: 1 }, /frozen is true or false, not 1/, undefined],
  [{ value: 4 }, /value is a text/, /./],
  [{ file: 'a.rb' }, /no allocation sites/, /trace_object_allocations_start/],
  [{ generation: 1 }, /no generations/, /trace_object_allocations_start/],
  [null, /conditions are an object, not null/, /filter\(\)/],
  [() => true, /conditions are an object, not a function/, /filter\(\)/],
])('%j is refused with a sentence', (conditions, message, next) => {
  const error = failure(() => openMade(shop()).objects.where(conditions as never))
  expect(error.message).toMatch(message)
  if (next === undefined) expect(error.next).toBeUndefined()
  else expect(error.next).toMatch(next)
})

test('a class of another dump is refused', () => {
  const [own, other] = [openMade(shop(), 'own.json'), openMade(shop(), 'other.json')]
  const error = failure(() => own.where({ klass: other.classNamed('Order')[0] }))
  expect(error.message).toMatch(/Heap\.where\(\{ klass: … \}\): .* of other\.json/)
})

function failure(call: () => unknown): LoupeError {
  try {
    call()
  } catch (error) {
    if (error instanceof LoupeError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

function shop(): MadeHeap {
  const made = new MadeHeap('3.3.0').klass('Class').klass('Order').klass('String')
  made.root('vm', 'Class', 'Order', 'String', 'order')
  made.add('order', 'OBJECT', { class: 'Order', references: ['one', 'three'], frozen: true })
  made.add('one', 'STRING', { class: 'String', value: 'one', bytesize: 3 })
  made.add('eleven', 'STRING', { class: 'String', value: 'eleven', bytesize: 6 })
  made.add('frozen', 'STRING', { class: 'String', value: 'freezer', bytesize: 7, frozen: true })
  made.add('three', 'STRING', { class: 'String', value: 'three', bytesize: 5 })
  return made
}

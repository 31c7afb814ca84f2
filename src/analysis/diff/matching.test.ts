import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  FLAG_CLASS_EDGE,
  FLAG_OLD,
  FLAG_WB_PROTECTED,
  NONE,
  TYPE_CLASS,
} from '../../base/record.ts'
import { memorySource } from '../../dump/memory-source.ts'
import { readHeap } from '../../heap/read-heap.ts'
import { MadeHeap } from '../../heap/testing/made-heap.ts'
import type { Study } from '../study.ts'
import { studyOf } from '../testing/study-of.ts'
import { matchHeaps } from './matching.ts'
import { CLASSES, Slots } from './testing/slots.ts'

const OBJECT = '0x7f2000000000'
const OTHER = '0x7f2000000028'
const THIRD = '0x7f2000000050'
const LEAF = '0x7f2000000078'

type Line = readonly [name: string, type: string, fields?: Readonly<Record<string, unknown>>]

/** A dump with classes that are in all dumps, and a few objects. */
function dump(lines: readonly Line[], ruby = '3.1.2') {
  const made = new MadeHeap(ruby).root('vm', 'Object')
  for (const name of CLASSES) made.klass(name)
  for (const [name, type, fields = {}] of lines) made.add(name, type, fields)
  return { made, study: studyOf(made.read()) }
}

/** Whether the object at OBJECT is found to be the same, and what told. */
function told(before: readonly Line[], after: readonly Line[], ruby?: string) {
  const earlier = dump(before, ruby)
  const later = dump(after, ruby)
  const { earlierOf, laterOf, quality } = matchHeaps(earlier.study, later.study)
  const row = earlier.made.row(OBJECT)
  const now = later.made.row(OBJECT)
  const same = earlierOf[now] === row
  expect(laterOf[row]).toBe(same ? now : NONE)
  if (same) return 'same'
  return Object.entries(quality.toldBy)
    .filter(([, count]) => count > 0)
    .map(([rule]) => rule)
    .join(' ')
}

const one = (type: string, fields: Record<string, unknown> = {}): Line[] => [[OBJECT, type, fields]]

test('what is alike is the same, and undecided', () => {
  const work = one('OBJECT', { class: 'Work' })
  expect(told(work, work)).toBe('same')
  const { quality } = matchHeaps(dump(work).study, dump(work).study)
  expect(quality.undecided).toBe(CLASSES.length + 2)
  expect(quality.slots).toEqual({ both: CLASSES.length + 2, reused: 0 })
})

test('type, kind and class tell', () => {
  expect(told(one('ARRAY', { class: 'Array' }), one('HASH', { class: 'Array' }))).toBe('type')
  expect(told(one('IMEMO', { imemo_type: 'ment' }), one('IMEMO', { imemo_type: 'iseq' }))).toBe(
    'type',
  )
  expect(told(one('DATA', { struct: 'proc' }), one('DATA', { struct: 'mutex' }))).toBe('type')
  expect(told(one('OBJECT', { class: 'Work' }), one('OBJECT', { class: 'Job' }))).toBe('class')
  // A hidden object is none of a class.
  expect(told(one('ARRAY', { class: 'Array' }), one('ARRAY'))).toBe('class')
})

test('generations tell, and prove', () => {
  const at = (generation?: number, line = 1): Line[] =>
    one('OBJECT', {
      class: 'Work',
      ...(generation === undefined ? {} : { file: 'a.rb', line, generation }),
    })
  const known: Line[] = [[OTHER, 'OBJECT', { class: 'Job', file: 'b.rb', line: 1, generation: 2 }]]
  expect(told(at(3), at(3))).toBe('same')
  expect(matchHeaps(dump(at(3)).study, dump(at(3)).study).quality.proved).toBe(1)
  expect(told(at(3), at(4))).toBe('generation')
  expect(told(at(3), at(3, 9))).toBe('site')
  // Tracing began in between, or the object was there before it began.
  expect(told(at(), at(4))).toBe('generation')
  expect(told([...at(), ...known], [...at(4), ...known])).toBe('generation')
  // It has lost its generation: it alone, or all of them, as they were cleared.
  expect(told([...at(3), ...known], [...at(), ...known])).toBe('generation')
  expect(told(at(3), at())).toBe('same')
})

test('content of strings and symbols tells', () => {
  const text = (value: string, fields = {}): Line[] =>
    one('STRING', { class: 'String', bytesize: value.length, value, ...fields })
  expect(told(text('one text'), text('one text'))).toBe('same')
  expect(told(text('one text'), text('two text'))).toBe('content')
  expect(told(text('one text'), text('one text, more of it'))).toBe('content')
  // Of a shared string nothing is known.
  expect(told(text('one text'), one('STRING', { class: 'String', shared: true }))).toBe('same')
  expect(told(one('SYMBOL', { bytesize: 3 }), one('SYMBOL', { bytesize: 4 }))).toBe('content')
})

test('frozen is for life', () => {
  const frozen = one('ARRAY', { class: 'Array', frozen: true, length: 2 })
  expect(told(one('ARRAY', { class: 'Array', length: 2 }), frozen)).toBe('same')
  expect(told(frozen, one('ARRAY', { class: 'Array', length: 2 }))).toBe('age')
  expect(told(frozen, one('ARRAY', { class: 'Array', frozen: true, length: 3 }))).toBe('content')
})

test('containers without a reference in common are different', () => {
  const holds = (...references: string[]): Line[] => [
    [OBJECT, 'ARRAY', { class: 'Array', length: references.length, references }],
    [OTHER, 'OBJECT', { class: 'Work' }],
    [THIRD, 'OBJECT', { class: 'Work' }],
  ]
  expect(told(holds(OTHER), holds(OTHER, THIRD))).toBe('same')
  expect(told(holds(OTHER), holds(THIRD))).toBe('references')
  expect(told(holds(OTHER), holds())).toBe('same')
})

test('what refers to other objects than before is another one, step by step', () => {
  const chain = (text: string): Line[] => [
    [OBJECT, 'OBJECT', { class: 'Work', references: [OTHER] }],
    [OTHER, 'ARRAY', { class: 'Array', length: 1, references: [LEAF] }],
    [LEAF, 'STRING', { class: 'String', bytesize: text.length, value: text }],
  ]
  expect(told(chain('one'), chain('one'))).toBe('same')
  expect(told(chain('one'), chain('two'))).toBe('content references')
})

test('an object may get a singleton class, but none loses one or changes it', () => {
  const plain: Line[] = one('OBJECT', { class: 'Work' })
  const singleton = (address: string): Line[] => [
    [OBJECT, 'OBJECT', { class: address }],
    [
      address,
      'CLASS',
      { class: 'Class', superclass: 'Work', singleton: true, references: [OBJECT, 'Work'] },
    ],
  ]
  expect(told(plain, singleton(OTHER))).toBe('same')
  expect(told(singleton(OTHER), singleton(OTHER))).toBe('same')
  expect(told(singleton(OTHER), singleton(THIRD))).toBe('class')
  expect(told(singleton(OTHER), plain)).toBe('class')
})

test('what may happen to an object that lives on', () => {
  const holds = (...references: string[]): Line[] => [
    [OBJECT, 'ARRAY', { class: 'Array', length: references.length, references }],
    [OTHER, 'OBJECT', { class: 'Work' }],
  ]
  expect(told(holds(OTHER), holds())).toBe('same')
  expect(told(holds(), holds(OTHER))).toBe('same')
  // A method and a class variable more, and a module included.
  const shop = (superclass: string, ...references: string[]): Line[] => [
    [
      OBJECT,
      'CLASS',
      { class: 'Class', name: 'Shop', superclass, references, memsize: 500 + references.length },
    ],
    [OTHER, 'IMEMO', { imemo_type: 'ment' }],
    [THIRD, 'ICLASS', { class: 'Work', superclass: 'Object' }],
  ]
  expect(told(shop('Object'), shop('Object', OTHER))).toBe('same')
  expect(told(shop('Object'), shop(THIRD, OTHER))).toBe('same')
  const unnamed = (superclass: string): Line[] => [
    [OBJECT, 'CLASS', { class: 'Class', superclass, real_class_name: 'Class' }],
    [THIRD, 'ICLASS', { class: 'Work', superclass: 'Object' }],
  ]
  expect(told(unnamed('Object'), unnamed(THIRD))).toBe('same')
  // One object is extended by a module.
  expect(
    told(one('OBJECT', { class: 'Work' }), [
      [OBJECT, 'OBJECT', { class: OTHER }],
      [
        OTHER,
        'CLASS',
        { class: 'Class', superclass: THIRD, singleton: true, references: [OBJECT, THIRD] },
      ],
      [THIRD, 'ICLASS', { class: 'Job', superclass: 'Work' }],
    ]),
  ).toBe('same')
  // Of a text that was changed in place only its generation knows that it is the same.
  const text = (value: string, traced: object): Line[] =>
    one('STRING', { class: 'String', bytesize: value.length, value, ...traced })
  const traced = { file: 'a.rb', line: 1, generation: 3 }
  expect(told(text('a text', {}), text('a text, and more', {}))).toBe('content')
  expect(told(text('a text', traced), text('a text, and more', traced))).toBe('same')
})

test('addresses of 32 bits, at multiples of four', () => {
  const slots = (first: string, second: string): Line[] => [
    ['0xb7e01000', 'OBJECT', { class: first }],
    ['0xb7e01014', 'OBJECT', { class: second }],
  ]
  const before = dump(slots('Work', 'Job'))
  const after = dump(slots('Work', 'Work'))
  const { earlierOf } = matchHeaps(before.study, after.study)
  expect(earlierOf[after.made.row('0xb7e01000')]).toBe(before.made.row('0xb7e01000'))
  expect(earlierOf[after.made.row('0xb7e01014')]).toBe(NONE)
})

test('a class keeps its name and its superclass, and may get a name', () => {
  const named = (fields: Record<string, unknown>): Line[] =>
    one('CLASS', { class: 'Class', superclass: 'Object', ...fields })
  const unnamed = { real_class_name: 'Class' }
  expect(told(named({ name: 'Shop' }), named({ name: 'Shop' }))).toBe('same')
  expect(told(named({ name: 'Shop' }), named({ name: 'Till' }))).toBe('class')
  expect(told(named(unnamed), named({ name: 'Till' }))).toBe('same')
  expect(told(named({ name: 'Shop' }), named(unnamed))).toBe('class')
  expect(told(named(unnamed), named({ ...unnamed, superclass: 'Work' }))).toBe('class')
})

test('instances of a class that was replaced are new as well', () => {
  const shop = (name: string): Line[] => [
    [OBJECT, 'OBJECT', { class: OTHER }],
    [OTHER, 'CLASS', { class: 'Class', superclass: 'Object', name }],
  ]
  expect(told(shop('Shop'), shop('Shop'))).toBe('same')
  expect(told(shop('Shop'), shop('Till'))).toBe('class')
})

test('shapes lead down only', () => {
  const shaped = (id: number) => {
    const made = new MadeHeap('3.3.0').root('vm', 'Object')
    made.shape(0, undefined, 'ROOT').shape(1, 0, 'IVAR', '@a').shape(2, 1, 'IVAR', '@b')
    made.shape(3, 0, 'IVAR', '@other').shape(4, undefined, 'OBJ_TOO_COMPLEX')
    for (const name of CLASSES) made.klass(name)
    made.add(OBJECT, 'OBJECT', { shape_id: id, class: 'Work' })
    return { study: studyOf(made.read()), row: made.row(OBJECT) }
  }
  const same = (from: number, to: number) => {
    const later = shaped(to)
    return matchHeaps(shaped(from).study, later.study).earlierOf[later.row] !== NONE
  }
  expect([same(1, 1), same(1, 2), same(0, 2), same(1, 4), same(9, 1)]).toEqual(Array(5).fill(true))
  expect([same(2, 1), same(1, 3), same(4, 1)]).toEqual(Array(3).fill(false))
})

/** A dump with one line as it is, and instances of it, if it is a class. */
function dumpWith(line: string): { study: Study; row: number } {
  const made = new MadeHeap('3.1.2').root('vm', 'Object')
  for (const name of CLASSES) made.klass(name)
  const row = made.add(OBJECT, 'OBJECT').row(OBJECT)
  made.add(OTHER, 'OBJECT', { class: OBJECT, file: 'a.rb', line: 1, generation: 5 })
  const lines = new TextDecoder().decode(made.bytes()).split('\n')
  const text = lines
    .map((each) => (each.startsWith(`{"address":"${OBJECT}"`) ? line : each))
    .join('\n')
  const study = studyOf(readHeap(memorySource(new TextEncoder().encode(text))))
  return { study, row }
}

test('a line that is cut off in one dump loses nothing else', () => {
  const klass = new MadeHeap().root('vm', 'Object').address('Object')
  const end =
    '"file":"a.rb", "line":3, "generation":5, "memsize":40, "flags":{"wb_protected":true, "old":true, "marked":true}}'
  for (const [type, fields] of [
    ['STRING', '"frozen":true, "bytesize":12, "value":"hello there!", "encoding":"UTF-8"'],
    ['DATA', `"struct":"proc", "references":["${OTHER}"]`],
    ['CLASS', `"superclass":"${klass}", "name":"Shop"`],
  ]) {
    const head = `{"address":"${OBJECT}", "type":"${type}", `
    const line = `${head}"class":"${klass}", ${fields}, ${end}`
    const { study: whole, row } = dumpWith(line)
    for (let length = head.length; length < line.length; length += 13) {
      const { study: cut } = dumpWith(line.slice(0, length))
      expect(cut.heap.damage.repaired, line.slice(0, length)).toBe(1)
      for (const { earlierOf } of [matchHeaps(whole, cut), matchHeaps(cut, whole)]) {
        expect(earlierOf.indexOf(NONE), line.slice(0, length)).toBe(-1)
        expect(earlierOf[row]).toBe(row)
      }
    }
  }
})

test('a last generation that fell where tracing stopped is no wrong order', () => {
  const YOUNG = FLAG_WB_PROTECTED | FLAG_CLASS_EDGE
  const traced = (generation: number, flags: number): Study => {
    const { study } = dump(one('OBJECT', { class: 'Work', file: 'a.rb', line: 1, generation }))
    const own = study.heap.columns.flags.map((flag, row) =>
      study.heap.columns.type[row] === TYPE_CLASS ? flags : flag,
    )
    return studyOf({ ...study.heap, columns: { ...study.heap.columns, flags: own } })
  }
  const order = (before: Study, after: Study) => matchHeaps(before, after).quality.order
  expect(order(traced(5, YOUNG), traced(9, YOUNG))).toBe('right')
  expect(order(traced(9, YOUNG), traced(5, YOUNG))).toBe('wrong')
  expect(order(traced(9, YOUNG), traced(5, YOUNG | FLAG_OLD))).toBe('right')
  expect(order(traced(9, YOUNG | FLAG_OLD), traced(5, YOUNG))).toBe('wrong')
})

const KINDS = [
  (n: number) => ({ type: 'OBJECT', fields: { class: n % 2 === 0 ? 'Work' : 'Job' } }),
  (n: number) => ({
    type: 'STRING',
    fields: { class: 'String', bytesize: 6, value: `text ${n % 5}` },
  }),
  (n: number) => ({ type: 'ARRAY', fields: { class: 'Array', length: n % 3 } }),
]

const life = fc.record({
  first: fc.array(fc.nat(2), { minLength: 1, maxLength: 30 }),
  freed: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
  made: fc.array(fc.nat(2), { maxLength: 30 }),
})

/** Lives on between two dumps, and says what was found against who was who. */
function lived({ first, freed, made }: typeof life extends fc.Arbitrary<infer T> ? T : never) {
  return [true, false].map((traced) => {
    const slots = new Slots()
    for (const kind of first) slots.allocate(0, 1, KINDS[kind])
    const before = { ...slots.dump(traced), who: slots.who() }
    slots.collect((slot) => freed[slot])
    for (const kind of made) slots.allocate(0, 1, KINDS[kind])
    const after = { ...slots.dump(traced), who: slots.who() }
    const { earlierOf, laterOf, quality } = matchHeaps(before.study, after.study)
    const found = after.who.map((number, slot) => ({
      same: number !== 0 && number === before.who[slot],
      taken: number !== 0 && before.who[slot] !== 0,
      says: after.rowOf[slot] >= 0 && earlierOf[after.rowOf[slot]] !== NONE,
    }))
    return { found, earlierOf, laterOf, quality }
  })
}

test('traced, all objects are told apart right; untraced, no object that lived on is called new', () => {
  fc.assert(
    fc.property(life, (each) => {
      const [traced, untraced] = lived(each)
      for (const { same, says } of traced.found) expect(says).toBe(same)
      for (const { same, says } of untraced.found) if (same) expect(says).toBe(true)
      const reused = traced.found.filter(({ same, taken }) => taken && !same).length
      expect(traced.quality.slots.reused).toBe(reused)
      expect(traced.quality.missedByAddress).toBe(reused)
    }),
    { numRuns: 25 },
  )
})

test('pairs are pairs both ways, and the figures add up', () => {
  fc.assert(
    fc.property(life, (each) => {
      for (const { earlierOf, laterOf, quality } of lived(each)) {
        let kept = 0
        earlierOf.forEach((earlier, later) => {
          if (earlier === NONE) return
          kept++
          expect(laterOf[earlier]).toBe(later)
        })
        expect(laterOf.filter((later) => later !== NONE)).toHaveLength(kept)
        const { slots, proved, undecided, toldBy } = quality
        expect(proved + undecided).toBe(kept)
        expect(slots.both).toBe(kept + slots.reused)
        expect(Object.values(toldBy).reduce((a, b) => a + b, 0)).toBe(slots.reused)
      }
    }),
    { numRuns: 10 },
  )
})

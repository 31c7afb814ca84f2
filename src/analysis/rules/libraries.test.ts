// What is made of things that libraries keep: how rarely that is meant, who is named, and what is said.
import { describe, expect, test } from 'vitest'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { answer, first, list, program } from './testing/made-program.ts'

type Fields = Readonly<Record<string, unknown>>

const COUNT = 60
const page = { class: 'Page', memsize: 1000 }

/** Instances of classes hold each other, the first being the constant; the last has a list, to be added where it is of none. */
function nested(classes: readonly string[], entry: Fields = page, length = COUNT): MadeHeap {
  const heap = program()
  const names = classes.map((_, i) => (i === 0 ? 'kept' : `o${i}`))
  for (const name of new Set([...classes, classIn(entry)])) {
    if (name !== 'Page' && name !== 'String') heap.klass(name, { superclass: 'Object' })
  }
  classes.forEach((name, i) => {
    heap.add(names[i], 'OBJECT', { class: name, references: [names[i + 1] ?? 'list'] })
  })
  if (length === 0) return heap
  const references = Array.from({ length }, (_, i) => `p${i}`)
  heap.add('list', 'ARRAY', { class: 'Array', length, references })
  for (const each of references) heap.add(each, 'OBJECT', entry)
  return heap
}

function classIn(entry: Fields): string {
  return 'class' in entry ? String(entry.class) : 'Page'
}

/** Bytes that a made heap has beside; a finding then has its share of them. */
function beside(heap: MadeHeap, bytes: number): MadeHeap {
  return heap.root('global_list', 'large').add('large', 'DATA', { struct: 'x', memsize: bytes })
}

describe('with one dump', () => {
  const shareOf = (heap: MadeHeap): number =>
    answer(heap).findings.find(({ title }) => / 60 /.test(title))?.share ?? 0

  test('objects of the program in an object of a library are told where they are 4 % of it', () => {
    const share = shareOf(beside(nested(['Warden::Store']), 1_500_000))
    expect(share).toBeGreaterThan(0.03)
    expect(share).toBeLessThan(0.05)
  })

  test('a library in its own class is told only where it is much', () => {
    const own = (bytes: number): MadeHeap => {
      const heap = program().klass('Sequel::Plan', { superclass: 'Object' })
      heap.klass('Sequel::Plans', { superclass: 'Object', references: ['list', 'rb'] })
      const references = Array.from({ length: COUNT }, (_, i) => `p${i}`)
      heap.root('global_list', 'Sequel::Plans')
      heap.add('list', 'ARRAY', { class: 'Array', length: COUNT, references })
      for (const each of references) {
        heap.add(each, 'OBJECT', { class: 'Sequel::Plan', memsize: 1000 })
      }
      heap.add('kept', 'STRING', { class: 'String', value: 'x', bytesize: 1 })
      return beside(heap, bytes)
    }
    expect(shareOf(own(1_500_000))).toBe(0)
    expect(shareOf(own(100_000))).toBeGreaterThan(0.3)
  })

  test('what was made whole comes after what was appended to, though it is larger', () => {
    const two = (whole: number, grown: number): string[] => {
      const heap = program().klass('Bill', { superclass: 'Object' })
      heap.klass('Bills', { superclass: 'Object', references: ['bills', 'rb'] })
      heap.root('global_list', 'Bills')
      heap.add('kept', 'ARRAY', lists('a', 80, 40 + 80 * 8 + whole))
      heap.add('bills', 'ARRAY', lists('b', COUNT, 40 + COUNT * 8 + grown))
      for (let i = 0; i < 80; i++) heap.add(`a${i}`, 'OBJECT', page)
      for (let i = 0; i < COUNT; i++) heap.add(`b${i}`, 'OBJECT', { class: 'Bill', memsize: 1000 })
      return answer(heap).findings.map(({ title }) => /\d+ \w+/.exec(title)?.[0] ?? title)
    }
    const lists = (name: string, length: number, memsize: number): Fields => ({
      class: 'Array',
      length,
      memsize,
      references: Array.from({ length }, (_, i) => `${name}${i}`),
    })
    expect(two(0, 40)).toEqual(['60 Bill', '80 Page'])
    expect(two(40, 40)).toEqual(['80 Page', '60 Bill'])
  })
})

describe('of well-known holders', () => {
  test('it is said why they keep it, and what to do', () => {
    const [finding] = answer(nested(['Rack::Session::Pool'])).findings
    expect(finding.rule).toBe('instance-container')
    expect(finding.because).toMatch(/^Rack::Session::Pool keeps all sessions/)
    expect(finding.advice).toContain('Rack::Session::Cookie')
  })

  test('superclasses count', () => {
    expect(answer(nested(['Current'])).findings[0].advice).not.toContain('reset')
    const current = program().klass('ActiveSupport::CurrentAttributes', { superclass: 'Object' })
    current.klass('Current', { superclass: 'ActiveSupport::CurrentAttributes' })
    current.add('kept', 'OBJECT', { class: 'Current', references: ['list'] })
    const references = Array.from({ length: COUNT }, (_, i) => `p${i}`)
    current.add('list', 'ARRAY', { class: 'Array', length: COUNT, references })
    for (const each of references) current.add(each, 'OBJECT', page)
    expect(answer(current).findings[0].advice).toMatch(/^Call reset/)
  })

  test('what only contains the program is not the one that holds', () => {
    const [finding] = answer(nested(['Rack::Session::Pool', 'Shop::Application'])).findings
    expect(finding.because).not.toContain('sessions')
    const [deep] = answer(nested(['Rack::Session::Pool', 'Concurrent::Map'])).findings
    expect(deep.because).toContain('sessions')
  })
})

describe('names', () => {
  test('a map of a library is told by what has it', () => {
    expect(first(nested(['Shop::Prices', 'Concurrent::Map']))).toMatchObject({
      rule: 'instance-container',
      title:
        'A Shop::Prices object holds 60 Page objects, in an array inside a Concurrent::Map object',
    })
    const { rule, title } = first(nested(['Concurrent::Map']))
    expect(rule).toBe('constant-container')
    expect(title).toContain('a Concurrent::Map object')
    expect(title).toContain('Store')
  })

  test("an object of a library is told with the program's that has it", () => {
    expect(first(nested(['Shop::Page', 'Nokogiri::XML::Document'])).title).toBe(
      'A Nokogiri::XML::Document object of a Shop::Page object holds 60 Page objects',
    )
    expect(first(nested(['Shop::Page', 'Shop::Document'])).title).toBe(
      'A Shop::Document object holds 60 Page objects',
    )
  })

  test('classes without a name are told by the first superclass that has one', () => {
    const heap = program().klass('Types', { superclass: 'Object' })
    heap.add('middle', 'CLASS', { class: 'Class', superclass: 'Types' })
    list(heap, COUNT, (name) =>
      heap.add(name, 'CLASS', { class: 'Class', superclass: 'middle', memsize: 3000 }),
    )
    expect(first(heap).title).toMatch(
      /^60 classes without a name \(subclasses of Types\) are alive/,
    )
  })

  test('subscribers are told with their event, and with what they keep', () => {
    const heap = program().klass('Shop::Spy', { superclass: 'Object' })
    for (const name of ['ActiveSupport::Notifications::Fanout', 'ActiveSupport::Timed']) {
      heap.klass(name, { superclass: 'Object' })
    }
    const fanout = 'ActiveSupport::Notifications::Fanout'
    heap.add('kept', 'OBJECT', { class: fanout, references: ['events'] })
    heap.add('events', 'HASH', { class: 'Hash', size: 1, references: ['event', 'list'] })
    heap.add('event', 'STRING', { class: 'String', value: 'sql.run', bytesize: 7, frozen: true })
    const references = Array.from({ length: COUNT }, (_, i) => `s${i}`)
    heap.add('list', 'ARRAY', { class: 'Array', length: COUNT, references })
    for (const each of references) {
      heap.add(each, 'OBJECT', { class: 'ActiveSupport::Timed', references: [`${each}o`] })
      heap.add(`${each}o`, 'OBJECT', { class: 'Shop::Spy', memsize: 1000 })
    }
    const [finding] = answer(heap).findings
    expect(finding.title).toBe(
      'An ActiveSupport::Notifications::Fanout object of the class Store holds 60 ActiveSupport::Timed objects for "sql.run", which keep Shop::Spy objects: a list of subscribers',
    )
    expect(finding.advice).toContain('ActiveSupport::Notifications.subscribed')
  })

  test('what is far below something with such a name is no list of subscribers', () => {
    const rule = (entry: Fields, ...classes: string[]): string => first(nested(classes, entry)).rule
    expect(rule(page, 'Db::ConnectionHandler', 'Db::Pool', 'Db::Connection')).toBe(
      'instance-container',
    )
    expect(rule(page, 'Db::ConnectionHandler')).toBe('subscribers')
  })

  test("a chain of a library's is told with what of the program's is in it", () => {
    const chained = (node: string): string => {
      const heap = program().klass('Shop::Order', { superclass: 'Object' })
      heap.klass(node, { superclass: 'Object' })
      heap.add('kept', 'OBJECT', { class: 'Page', references: ['n0'] })
      for (let i = 0; i < COUNT; i++) {
        const next = i + 1 < COUNT ? [`n${i + 1}`] : []
        heap.add(`n${i}`, 'OBJECT', { class: node, references: [`v${i}`, ...next] })
        heap.add(`v${i}`, 'OBJECT', { class: 'Shop::Order', memsize: 1000 })
      }
      return first(heap).title
    }
    expect(chained('Concurrent::LockFreeStack::Node')).toMatch(/, with Shop::Order objects in it$/)
    expect(chained('Shop::Node')).not.toContain('in it')
  })
})

describe('strings that share memory and do not tell their length', () => {
  const shared = (count: number, bytes: number, holder = 'Page'): MadeHeap => {
    const heap = nested([holder], { class: 'String', shared: true }, 0)
    const references = Array.from({ length: count }, (_, i) => `s${i}`)
    heap.add('list', 'ARRAY', { class: 'Array', length: count, references })
    for (const name of references) {
      heap.add(name, 'STRING', { class: 'String', shared: true, references: [`${name}t`] })
      heap.add(`${name}t`, 'STRING', { bytesize: bytes, memsize: bytes + 40 })
    }
    return heap
  }
  const store = 'ActiveSupport::Cache::MemoryStore'

  test('are perhaps pieces, where the texts are long', () => {
    const [finding] = answer(shared(COUNT, 9000)).findings
    expect([finding.rule, finding.confidence]).toEqual(['shared-string', 'possible'])
    expect(finding.title).toContain('perhaps')
    expect(first(shared(COUNT, 2000)).rule).toBe('instance-container')
    expect(first(shared(COUNT, 9000, store)).rule).toBe('instance-container')
  })

  test('are perhaps pieces, where they become more', () => {
    expect(first(shared(COUNT, 2000), shared(COUNT * 2, 2000)).rule).toBe('shared-string')
  })
})

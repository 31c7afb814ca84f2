// Tab after what people have typed so far. Nothing on the line may be run by it.

import { beforeAll, describe, expect, test } from 'vitest'
import { plainPaint } from '../report/paint.ts'
import type { Heap } from '../library/api.ts'
import { openBytes } from '../library/testing/opened.ts'
import { exampleDump } from '../../test/reference/fixtures.ts'
import { completeLine, ownerAfter } from './completion.ts'
import { createSession } from './session.ts'
import type { Dumps } from './dumps.ts'
import type { Session } from './session.ts'

let dumps: Dumps
let session: Session

beforeAll(() => {
  const heap = openBytes(exampleDump('after').bytes, 'after.json')
  dumps = { heaps: [{ variable: 'heap', heap }], diff: null }
  session = createSession({
    dumps,
    view: () => ({ width: 80, color: plainPaint, dump: 'after.json' }),
    write: () => {},
    exit: () => {},
  })
})

const complete = (line: string) => completeLine(line, dumps, session)

describe('members', () => {
  test.each([
    ['heap.find_p', 'find_path'],
    ['heap.findP', 'findPath'],
    ['heap.class_named("Work").first.inst', 'instances'],
    ['heap.class_named("Work").first.instances[20].ref', 'references'],
    ['heap.strings.first(5).sort', 'sort_by'],
    ['heap.find_path("Work").ed', 'edges'],
    ['puts heap.strings.max_by("memsize").ret', 'retained_size'],
    ['x = heap.at("@12").klass.super', 'superclass'],
  ])('%s', (line, expected) => expect(complete(line)?.[0]).toContain(expected))

  test('what a chain gives, without running it', () => {
    expect(ownerAfter('heap')).toBe('Heap')
    expect(ownerAfter('heap.where({ type: "STRING" }).first')).toBe('HeapObject')
    expect(ownerAfter('heap.strings.first(3)')).toBe('Collection')
    expect(ownerAfter('heap.strings.map((o) => o.value)')).toBeUndefined()
    expect(ownerAfter('nothing')).toBeUndefined()
  })

  test('every completion starts with what was typed', () => {
    const [found = [], typed] = complete('heap.re') ?? []
    expect(found.length).toBeGreaterThan(0)
    expect(typed).toBe('re')
    for (const each of found) expect(each.startsWith('re')).toBe(true)
  })
})

test('names of classes in quotes', () => {
  expect(complete('heap.class_named("Work')).toEqual([
    ['Work', 'WorkImageShowComponent', 'WorksController'],
    'Work',
  ])
  expect(complete("heap.instancesOf('RoutesP")?.[0]).toEqual(['RoutesProxy'])
  expect(complete('heap.where({ klass: "RoutesP')?.[0]).toEqual(['RoutesProxy'])
})

test('handles and addresses that were printed', () => {
  const [object] = dumps.heaps[0]!.heap.objects
  session.shown(object)
  expect(complete('heap.at("@0')?.[0]).toContain('@0')
  expect(complete(`heap.at("${object!.address.slice(0, 8)}`)?.[0]).toContain(object!.address)
})

test('addresses that were not printed, where enough of them is there', () => {
  const { address } = dumps.heaps[0]!.heap.objects.at(7000)!
  expect(complete(`heap.at("${address.slice(0, -1)}`)?.[0]).toContain(address)
})

test('of more names than one screen holds, their namespaces', () => {
  const names = Array.from(
    { length: 300 },
    (_, index) => `Shop::${index < 250 ? 'A' : 'B'}::C${index}`,
  )
  const of = (all: readonly string[]) => all.map((name) => ({ name }))
  const heap = { classes: of(names), modules: of(['Shop', 'Shop::Single']) } as unknown as Heap
  const many: Dumps = { heaps: [{ variable: 'heap', heap }], diff: null }
  const found = (line: string) => completeLine(line, many, session)?.[0]
  expect(found('heap.class_named("Sh')).toEqual(['Shop', 'Shop::'])
  expect(found('heap.class_named("Shop::')).toEqual(['Shop::A::', 'Shop::B::', 'Shop::Single'])
  expect(found('heap.class_named("Shop::B::')).toEqual(names.slice(250).sort())
})

test('keys to count by', () => {
  expect(complete('heap.objects.count_by("ge')?.[0]).toEqual(['gem', 'generation'])
})

test('words of the session; the rest is JavaScript’s', () => {
  expect(complete('hea')).toEqual([['heap'], 'hea'])
  expect(complete('Math.ma')).toBeUndefined()
  expect(complete('')).toBeUndefined()
})

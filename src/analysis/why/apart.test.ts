// What owns most of an object that holds many is looked at by itself, and counts in nothing else.
import { expect, test } from 'vitest'
import { members, type Bitset } from '../../base/bitset.ts'
import type { MadeHeap } from '../../heap/testing/made-heap.ts'
import { attributed } from '../ownership/attributed.ts'
import { program, answer } from '../rules/testing/made-program.ts'
import { sizeOf } from '../testing/slow-retained.ts'
import { studyOf } from '../testing/study-of.ts'
import { accumulations } from './accumulation.ts'
import { createClaims } from './claims.ts'

const MANY = 30

/** A Desk that holds many small things of several sorts, `small` bytes each, and a list of pages. */
function desk(pages: number, small: number, many: number = MANY): MadeHeap {
  const heap = program().klass('Desk', { superclass: 'Object' })
  const things = Array.from({ length: many }, (_, i) => `t${i}`)
  heap.add('kept', 'OBJECT', { class: 'Desk', references: ['list', ...things] })
  things.forEach((name, i) => {
    const [type, own] = i % 2 === 0 ? ['STRING', 'String'] : ['OBJECT', 'Page']
    heap.add(name, type, { class: own, memsize: small })
  })
  const references = Array.from({ length: pages }, (_, i) => `p${i}`)
  heap.add('list', 'ARRAY', { class: 'Array', length: pages, references })
  for (const name of references) heap.add(name, 'OBJECT', { class: 'Page', memsize: 1000 })
  return heap
}

test('the list that grows is told, and not the object that holds many things besides', () => {
  const { findings } = answer(desk(100, 500), desk(200, 500), desk(300, 500))
  expect(findings.map(({ title, count }) => [title, count])).toEqual([
    ['A Desk object holds 300 Page objects', 300],
  ])
  expect(findings[0].growth?.map(({ count }) => count)).toEqual([100, 200, 300])
})

test('what is left of it has its own bytes, and they are nobody else', () => {
  const study = studyOf(desk(100, 500).read())
  const found = accumulations(study, 0.01)
  const rest = found.find(({ apart }) => apart !== undefined)
  const list = found.find(({ steps, held }) => steps[held].count === 100)
  if (rest === undefined || list === undefined) throw new Error('one of the two is missing')
  // And its class, which nothing else refers to.
  expect(rest.steps[rest.held].count).toBe(MANY + 1)
  const { tree } = attributed(study)
  const claims = createClaims(tree)
  const weigh = (nodes: Bitset): number =>
    members(nodes).reduce((sum, node) => sum + sizeOf(study.heap, node), 0)
  expect(weigh(claims.unclaimed(rest.tops, rest.apart))).toBe(rest.bytes)
  claims.claim(rest.tops, rest.apart)
  expect(weigh(claims.unclaimed(list.tops))).toBe(list.bytes)
  claims.claim(list.tops)
  expect(members(claims.unclaimed(rest.tops))).toHaveLength(0)
})

test('growth of what is left is its own', () => {
  const { findings } = answer(desk(300, 500, 30), desk(300, 500, 60), desk(300, 500, 90))
  expect(findings).toHaveLength(1)
  const [{ count, bytes, growth = [] }] = findings
  expect(count).toBe(45)
  expect(bytes).toBeLessThan(60_000)
  expect(growth[2].bytes).toBe(bytes)
  expect(growth[2].bytes - growth[0].bytes).toBe(60 * 500)
})

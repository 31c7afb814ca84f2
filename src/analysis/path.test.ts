import { expect, test } from 'vitest'
import { fixture } from '../../test/reference/fixtures.ts'
import type { LoupeError } from '../base/errors.ts'
import { memorySource } from '../dump/memory-source.ts'
import { readHeap } from '../heap/read-heap.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import type { PathTree } from '../workbench/results.ts'
import { path } from './path.ts'
import { findTarget } from './targets.ts'
import { studyOf } from './testing/study-of.ts'

function errorOf(question: () => unknown): LoupeError {
  try {
    question()
  } catch (error) {
    return error as LoupeError
  }
  throw new Error('nothing was thrown')
}

/** A session held by a global, another by a thread's stack, one by nothing, one by both. */
function sessions(): MadeHeap {
  return new MadeHeap('3.3.0')
    .root('vm', 'Store')
    .root('machine_context', 's2', 's4')
    .shape(0, undefined, 'ROOT')
    .shape(1, 0, 'IVAR', '@user')
    .klass('Class')
    .klass('Session', { superclass: 'Class' })
    .klass('Store', { references: ['list'] })
    .add('list', 'ARRAY', { class: 'Class', length: 2, references: ['s1', 's4'] })
    .add('s1', 'OBJECT', {
      class: 'Session',
      ivars: 1,
      shape_id: 1,
      references: ['user'],
      memsize: 100,
    })
    .add('s2', 'OBJECT', { class: 'Session', ivars: 0, shape_id: 0 })
    .add('s3', 'OBJECT', { class: 'Session', ivars: 0, shape_id: 0 })
    .add('s4', 'OBJECT', { class: 'Session', ivars: 0, shape_id: 0 })
    .add('user', 'STRING', { class: 'Class', bytesize: 3, value: 'Ann' })
}

test('the shortest path, root first, each step in words', () => {
  const made = sessions()
  const result = path(studyOf(made.read()), `@${made.row('user')}`)
  expect(result.steps.map(({ label, edge }) => [label, edge])).toEqual([
    ['ROOT vm', undefined],
    ['Store (class)', undefined],
    ['Array (2 elements)'.replace('Array', 'Class'), undefined],
    ['#<Session>', 'element [0]'],
    ['"Ann"', 'instance variable @user'].map((text) =>
      text === '"Ann"' ? '#<Class "Ann">' : text,
    ),
  ])
  expect(result.paths).toEqual([result.steps])
  expect(result.steps[0]).toMatchObject({ type: 'ROOT', address: 'vm', bytes: 0 })
  expect(result.steps[3]).toMatchObject({ type: 'OBJECT', bytes: 100, retained: 140 })
  expect(result.target.label).toBe(result.steps[4].label)
})

test('several paths differ, and one over the C stack alone is doubted', () => {
  const made = sessions()
  const study = studyOf(made.read())
  const both = path(study, `@${made.row('s4')}`, { count: 5 })
  expect(both.paths.map((steps) => steps.map(({ label }) => label))).toEqual([
    ['ROOT machine_context', '#<Session>'],
    ['ROOT vm', 'Store (class)', 'Class (2 elements)', '#<Session>'],
  ])
  expect(both.notes.join()).toMatch(/no more than 2 paths/)
  expect(both.notes.join()).not.toMatch(/C stack/)
  expect(path(study, `@${made.row('s2')}`).notes.join()).toMatch(/C stack/)
})

test('the paths of all instances of a class, merged', () => {
  const made = sessions()
  const result = path(studyOf(made.read()), 'Session')
  expect(result.target).toMatchObject({ type: 'CLASS', label: 'Session (class)' })
  expect(result.notes.join()).toMatch(/^1 of the 4 is not reached/)
  const tree = result.tree
  expect(tree).toMatchObject({ label: 'roots', type: 'ROOT', count: 3, bytes: 180, example: '' })
  const [stack, vm] = tree?.children ?? []
  expect(stack).toMatchObject({ label: 'ROOT machine_context', count: 2, holders: 1 })
  expect(stack.children).toMatchObject([
    { label: '#<Session>', type: 'OBJECT', holders: 2, count: 2, children: [] },
  ])
  expect(vm).toMatchObject({ label: 'ROOT vm', count: 1, bytes: 100 })
  expect(vm.children[0]).toMatchObject({ label: 'Store (class)', example: `@${made.row('Store')}` })
  expect(result.steps[result.steps.length - 1].label).toBe('#<Session>')
})

test('a step of merged paths says what its objects are held by, where they agree', () => {
  const made = new MadeHeap('3.3.0')
    .root('vm', 'c1', 'c2', 'c3')
    .shape(0, undefined, 'ROOT')
    .shape(1, 0, 'IVAR', '@work')
    .shape(2, 0, 'IVAR', '@other')
    .klass('Class')
    .klass('Work')
    .klass('Controller')
    .klass('Job')
  for (const i of [1, 2, 3]) {
    made
      .add(`c${i}`, 'OBJECT', { class: 'Controller', shape_id: 1, ivars: 1, references: [`w${i}`] })
      .add(`w${i}`, 'OBJECT', { class: 'Work', ivars: 0 })
  }
  const chain = (read: ReturnType<typeof made.read>) => {
    const tree = path(studyOf(read), 'Work').tree
    const controllers = tree?.children[0].children[0]
    return [controllers?.label, controllers?.edge, controllers?.children[0].edge]
  }
  expect(chain(made.read())).toEqual(['#<Controller>', undefined, '@work'])
  made.add('c2', 'OBJECT', { class: 'Controller', shape_id: 2, ivars: 1, references: ['w2'] })
  expect(chain(made.read())).toEqual(['#<Controller>', undefined, undefined])
})

test('from one object to another', () => {
  const made = sessions()
  const study = studyOf(made.read())
  const result = path(study, 'Store', { to: `@${made.row('user')}` })
  expect(result.steps.map(({ label }) => label).slice(0, 2)).toEqual([
    'Store (class)',
    'Class (2 elements)',
  ])
  expect(result.to?.handle).toBe(`@${made.row('user')}`)
  const back = errorOf(() => path(study, `@${made.row('user')}`, { to: 'Store' }))
  expect(back).toMatchObject({ code: 'no-answer' })
})

test('between classes: the shortest way of all instances', () => {
  const made = sessions()
  const study = studyOf(made.read())
  // Of four sessions only the first, and of all that are called Class only the string.
  const { steps, target, to } = path(study, 'Session', { to: `@${made.row('user')}` })
  expect(steps).toHaveLength(2)
  expect([target.handle, to?.handle]).toEqual([`@${made.row('s1')}`, `@${made.row('user')}`])
  const many = new MadeHeap().root('vm', 'c5').klass('Class').klass('Cell').klass('Item')
  for (let i = 0; i < 6; i++) {
    many.add(`c${i}`, 'OBJECT', { class: 'Cell', references: i === 5 ? ['item'] : [] })
  }
  many.add('item', 'OBJECT', { class: 'Item' })
  const found = path(studyOf(many.read()), 'Cell', { to: 'Item' })
  expect(found.steps.map(({ handle }) => handle)).toEqual(
    ['c5', 'item'].map((name) => `@${many.row(name)}`),
  )
})

test('garbage has no path, and a partial dump none at all', () => {
  const made = sessions()
  expect(errorOf(() => path(studyOf(made.read()), `@${made.row('s3')}`))).toMatchObject({
    code: 'no-answer',
  })
  const partial = new MadeHeap().klass('Class').add('a', 'OBJECT', { class: 'Class' })
  const error = errorOf(() => path(studyOf(partial.read()), `@${partial.row('a')}`))
  expect(error.code).toBe('no-roots')
  expect(error.message).toMatch(/no roots/)
})

test('a long list is one step of the merged tree, and a path of all its steps', () => {
  const made = new MadeHeap().root('vm', 'n0').klass('Class').klass('Node')
  const length = 3000
  for (let i = 0; i < length; i++) {
    made.add(`n${i}`, 'OBJECT', { class: 'Node', references: i + 1 < length ? [`n${i + 1}`] : [] })
  }
  const study = studyOf(made.read())
  const { tree, steps } = path(study, 'Node')
  const [vm] = tree?.children ?? []
  expect(vm.children).toMatchObject([
    { label: '#<Node>', holders: length, count: length, children: [] },
  ])
  expect(steps.length).toBe(2)
  expect(path(study, `Node[${length}]`).steps.length).toBe(length + 1)
  expect(path(study, 'Node[-1]').target.handle).toBe(`@${made.row(`n${length - 1}`)}`)
})

test('a chain that repeats goes no deeper than can be read', () => {
  const made = new MadeHeap().root('vm', 'n0').klass('Class').klass('A').klass('B')
  for (let i = 0; i < 2000; i++) {
    made.add(`n${i}`, 'OBJECT', { class: i % 2 === 0 ? 'A' : 'B', references: [`n${i + 1}`] })
  }
  made.add('n2000', 'OBJECT', { class: 'A' })
  const { tree } = path(studyOf(made.read()), 'A')
  expect(tree?.count).toBe(1001)
  let depth = 0
  for (let node: PathTree | undefined = tree; node !== undefined; node = node.children[0]) depth++
  expect(depth).toBeLessThan(300)
})

test('on real heaps the merged tree counts each reachable instance once', () => {
  for (const name of ['native-2.7', 'native-3.0', 'native-3.3', 'native-4.0']) {
    const heap = readHeap(memorySource(fixture('whole', `${name}-bare.json.gz`).bytes))
    const study = studyOf(heap)
    for (const className of ['Gem::Requirement', 'String', 'Hash']) {
      const { tree } = path(study, className, { limit: 1e6 })
      const instances = findTarget(study, className).instances?.() ?? new Uint32Array(0)
      const { positionOf, reachable } = study.trees.dominators
      const reached = [...instances].filter((row) => positionOf[row] < reachable)
      expect(tree?.count, `${name} ${className}`).toBe(reached.length)
      expect(tree?.bytes).toBe(reached.reduce((sum, row) => sum + heap.columns.size[row], 0))
      expect(sumOfOwn(tree as PathTree)).toBe(reached.length)
    }
  }
})

/** Instances that end at a node: those reached through it, less those that go on. */
function sumOfOwn(tree: PathTree): number {
  const below = tree.children.reduce((sum, child) => sum + child.count, 0)
  expect(below).toBeLessThanOrEqual(tree.count)
  return tree.count - below + tree.children.reduce((sum, child) => sum + sumOfOwn(child), 0)
}

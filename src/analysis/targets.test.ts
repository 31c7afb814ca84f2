import { expect, test } from 'vitest'
import type { LoupeError } from '../base/errors.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { nearestNames } from './nearest-names.ts'
import { findTarget } from './targets.ts'
import { studyOf } from './testing/study-of.ts'

function small(): MadeHeap {
  return new MadeHeap()
    .root('vm', 'w1', 'w2', 'own')
    .klass('Class')
    .klass('Work')
    .klass('WorksController')
    .klass('ActionDispatch::Routing::RoutesProxy')
    .add('again', 'CLASS', { class: 'Class', name: 'Work' })
    .add('w1', 'OBJECT', { class: 'Work' })
    .add('w2', 'OBJECT', { class: 'own' })
    .add('w3', 'OBJECT', { class: 'again' })
    .add('own', 'CLASS', {
      class: 'Class',
      superclass: 'Work',
      real_class_name: 'Work',
      singleton: true,
      references: ['Work', 'w2'],
    })
    .add('cache', 'IMEMO', { imemo_type: 'callcache' })
}

const made = small()
const study = studyOf(made.read())

function failure(text: string): { code: string; next: string | undefined; message: string } {
  try {
    findTarget(study, text)
  } catch (error) {
    const { code, next, message } = error as LoupeError
    return { code, next, message }
  }
  throw new Error(`${text} was found`)
}

test('addresses and handles', () => {
  const row = made.row('w2')
  expect(findTarget(study, made.address('w2')).node).toBe(row)
  expect(findTarget(study, made.address('w2').toUpperCase().replace('0X', '0x000')).node).toBe(row)
  expect(findTarget(study, `@${row}`)).toEqual({ node: row })
  expect(study.names.label(findTarget(study, 'ROOT vm').node)).toBe('ROOT vm')
})

test('a class by name, with all instances of all classes of that name', () => {
  const target = findTarget(study, 'Work')
  expect(target.node).toBe(made.row('Work'))
  expect([...(target.instances?.() ?? [])]).toEqual(
    ['w1', 'w2', 'w3'].map((name) => made.row(name)),
  )
  expect(target.classRows).toEqual([made.row('Work'), made.row('again')])
})

test('instances are counted from 1, and from -1 backwards', () => {
  expect(findTarget(study, 'Work[1]').node).toBe(made.row('w1'))
  expect(findTarget(study, 'Work[3]').node).toBe(made.row('w3'))
  expect(findTarget(study, 'Work[-1]').node).toBe(made.row('w3'))
  expect(failure('Work[4]')).toMatchObject({
    code: 'no-answer',
    message: expect.stringContaining('has 3') as string,
  })
  expect(failure('Work[0]').code).toBe('usage')
  expect(failure('WorksController[1]').code).toBe('no-answer')
})

test('names of what has no class of its own', () => {
  expect(findTarget(study, '#<Class:#<Work>>').node).toBe(made.row('own'))
  expect([...(findTarget(study, 'IMEMO callcache').instances?.() ?? [])]).toEqual([
    made.row('cache'),
  ])
})

test('what is not found is answered with what comes near', () => {
  expect(failure('Wrok')).toMatchObject({ code: 'no-answer', next: 'Did you mean Work?' })
  expect(failure('work').next).toMatch('Work')
  expect(failure('RoutesProxy').next).toBe('Did you mean ActionDispatch::Routing::RoutesProxy?')
  expect(failure('Xyzzyx').next).toMatch(/A TARGET is/)
  expect(failure('0x123').code).toBe('no-answer')
  expect(failure('0xzz').code).toBe('usage')
  expect(failure('@12x').code).toBe('usage')
  expect(failure('@99999').code).toBe('no-answer')
  expect(failure('').code).toBe('usage')
})

test('near names: letters, swaps, case and the last part', () => {
  const names = ['Work', 'Worker', 'Admin::Work', 'Fork', 'Hash', 'WorksController']
  expect(nearestNames('Work', names, 10)).toEqual([
    'Work',
    'Admin::Work',
    'Fork',
    'Worker',
    'WorksController',
  ])
  expect(nearestNames('Hsah', names)).toEqual(['Hash'])
  expect(nearestNames('', names)).toEqual([])
})

test('what has no name is not near', () => {
  expect(nearestNames('X', ['', 'Y', 'Work'])).toEqual(['Y'])
})

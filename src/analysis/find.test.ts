import { expect, test } from 'vitest'
import { fixtures } from '../../test/reference/fixtures.ts'
import { readSlowly } from '../../test/reference/slow-heap.ts'
import { memorySource } from '../dump/memory-source.ts'
import { readHeap } from '../heap/read-heap.ts'
import { MadeHeap } from '../heap/testing/made-heap.ts'
import { find } from './find.ts'
import { studyOf } from './testing/study-of.ts'

test.each(fixtures('whole').map((each) => [each.name, each] as const))(
  '%s: text is found wherever it is, and nowhere else',
  (_name, { bytes }) => {
    const study = studyOf(readHeap(memorySource(bytes)))
    const values: string[] = []
    for (const { type, fields } of readSlowly(bytes, false).objects.values()) {
      if (type !== 'STRING' && type !== 'SYMBOL') continue
      if (typeof fields['value'] === 'string') values.push(fields['value'])
    }
    const count = (holds: (value: string) => boolean) => values.filter(holds).length
    for (const text of ['gem', 'a', ' ', '\n', '"', 'ruby/', '\\', 'no such text anywhere']) {
      expect(find(study, `"${text}"`, { limit: 1 }).total, JSON.stringify(text)).toBe(
        count((value) => value.includes(text)),
      )
    }
    expect(
      find(study, '/^[A-Z]+$/', { where: { type: 'STRING' }, limit: 1 }).total,
    ).toBeGreaterThan(0)
    expect(find(study, '/ruby \\d/', { limit: 1 }).total).toBe(
      count((value) => /ruby \d/.test(value)),
    )
  },
)

function few(): MadeHeap {
  return new MadeHeap()
    .root('vm', 'w')
    .klass('Class')
    .klass('Work')
    .klass('Work::Part')
    .klass('Other')
    .add('w', 'OBJECT', { class: 'Work', memsize: 100 })
    .add('p', 'OBJECT', { class: 'Work::Part' })
    .add('o', 'OBJECT', { class: 'Other' })
    .add('t', 'STRING', { class: 'Other', bytesize: 7, value: 'Workers' })
    .add('s', 'SYMBOL', { class: 'Other', bytesize: 4, value: 'work' })
}

test('classes first, then text', () => {
  const made = few()
  const study = studyOf(made.read())
  const found = (pattern: string, where = {}) =>
    find(study, pattern, { where }).items.map(({ handle }) => handle)
  const rows = (...names: string[]) => names.map((name) => `@${made.row(name)}`)
  expect(found('Work')).toEqual(rows('Work', 'w'))
  expect(found('Work*')).toEqual(rows('Work', 'Work::Part', 'w', 'p'))
  expect(found('/^other$/i')).toEqual(rows('Other', 'o', 't', 's'))
  expect(found('orker')).toEqual(rows('t'))
  expect(found('"Work"')).toEqual(rows('t'))
  expect(found('Work', { type: 'STRING' })).toEqual(rows('t'))
  expect(found(':work')).toEqual(rows('s'))
  expect(found('Work', { size: { min: 100 } })).toEqual(rows('w'))
  expect(found(made.address('w'))).toEqual(rows('w'))
  expect(found('@5')).toEqual(['@5'])
  expect(found('0x1')).toEqual([])
  expect(find(study, 'Work', { limit: 1 })).toMatchObject({ total: 2, pattern: 'Work' })
  expect(() => find(study, '/(/')).toThrow('regular expression')
  expect(() => find(study, '')).toThrow('nothing to find')
})

test('text is found across the chunks of a large dump', () => {
  const made = new MadeHeap().root('vm', 's0').klass('String')
  const size = 30_000
  for (let i = 0; i < 400; i++) {
    const value = `${'x'.repeat(size)}${i % 100 === 7 ? 'needle' : ''}${'y'.repeat(size / 3)}`
    made.add(`s${i}`, 'STRING', { class: 'String', bytesize: value.length, value })
  }
  const study = studyOf(made.read())
  const wanted = [7, 107, 207, 307].map((i) => `@${made.row(`s${i}`)}`)
  expect(study.heap.source.size).toBeGreaterThan(3 * 2 ** 22)
  expect(find(study, 'needle').items.map(({ handle }) => handle)).toEqual(wanted)
  expect(find(study, '/ne+dle/').items.map(({ handle }) => handle)).toEqual(wanted)
})
